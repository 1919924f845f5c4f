import { untidy } from './tidy.js';

const only = 'only'; // written apart, or this file would be found
const skip = 'skip';

it.each([
  ['a name that says nothing', 'libs/story/src/string-utils.ts', 'x', /says nothing/],
  ['a folder that says nothing', 'libs/common/src/index.ts', 'x', /says nothing/],
  ['a file of more than 500 lines', 'libs/story/src/long.ts', 'x\n'.repeat(501), /501 lines/],
  ['an unfinished comment', 'libs/story/src/a.ts', `// ${'TO' + 'DO'}: later`, /a\.ts:1: unfinished/],
  ['a spec that switches others off', 'libs/story/src/a.spec.ts', `\nit.${only}('x', f)`, /a\.spec\.ts:2: .*switched off/],
  ['a spec that is switched off', 'libs/story/src/a.spec.ts', `describe.${skip}('x', f)`, /switched off/],
  ['a path of one machine', 'README.md', `see ${'/home'}/ana/chancery`, /one machine/],
])('finds %s', (_, file, text, finding) => {
  expect(untidy(file, text)).toEqual([expect.stringMatching(finding)]);
});

it.each([
  ['a spec of any length', 'libs/story/src/long.spec.ts', 'x\n'.repeat(900)],
  ['a file of exactly 500 lines', 'libs/story/src/long.ts', 'x\n'.repeat(500)],
  ['words that merely contain a banned one', 'libs/story/src/implicit-commons.ts', 'method todos'],
])('accepts %s', (_, file, text) => {
  expect(untidy(file, text)).toEqual([]);
});
