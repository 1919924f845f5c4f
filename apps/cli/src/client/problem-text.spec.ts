import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { problemText } from './problem-text.js';

const fault = { in: 'body', name: null, pointer: null, code: 'pattern', message: 'It is wrong.', got: null, allowed: null, suggestion: null };
const problem = { type: '/problems/invalid-request', title: 'The request has mistakes', status: 400, detail: '2 mistakes', traceId: '4f1c' };

it('tells what, where, why and what to try, once for each mistake', () => {
  const text = problemText({ ...problem, errors: [
    { ...fault, in: 'query', name: 'acotr', message: 'There is no parameter acotr.', suggestion: 'actor' },
    { ...fault, in: 'query', name: 'order', message: 'order must be one of the allowed values.', allowed: ['asc', 'desc'] },
  ] });
  expect(text.split('\n')).toEqual([
    'error: The request has mistakes  invalid-request',
    '  where  acotr', '  why    There is no parameter acotr.', '  try    "actor"',
    '  where  order', '  why    order must be one of the allowed values.', '  try    one of asc, desc',
    '  trace  4f1c', '',
  ]);
});

it('finds the place in the file that was sent, and shows what the text reads there', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-problem-')), 'report.json');
  fs.writeFileSync(file, '{ "headline": "x",\n  "claims": [ { "span": {} } ] }');
  const text = problemText({ ...problem, errors: [{ ...fault, pointer: '/claims/0/span', message: 'The text reads differently there.', expected: 'abd', found: 'abc' }] }, { file });
  expect(text).toContain(`  where  ${file}  /claims/0/span   (line 2, column 25)\n  why    The text reads differently there. It reads "abc", but exact says "abd".`);
});

it.each([
  [{ status: 401 }, 'set CHANCERY_KEY'],
  [{ status: 403, required: 'editor' }, 'chancery keys create --role editor'],
  [{ status: 404, nearest: ['usa', 'isr'] }, 'usa, isr'],
])('leads on where there is no mistake in the request: %j', (members, way) => {
  expect(problemText({ ...problem, ...members })).toMatch(new RegExp(`  why    2 mistakes\n  try    .*${way}`));
});
