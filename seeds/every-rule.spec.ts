import { readFileSync } from 'node:fs';
import { markerRules, type MarkerRule } from '#libs/codebook';
import type { StoryFacts } from '#libs/story';
import { openMarkersOn } from '#libs/read-models';
import { faultsOf } from './body-check.js';
import { FoldedLines } from './fold-lines.js';
import { DEMO_FILE, SEED_DIRECTORY } from './index.js';
import { parseSeedLines, type PostLine } from './seed-lines.js';

const idsOf = (facts: StoryFacts, type: 'claim' | 'occurrence' | 'report') => [...facts[`${type}s`].values()].map(({ id }) => id);
const FIXTURE = 'fixtures/fixture-every-rule.jsonl';
const linesOf = (file: string) => parseSeedLines(file, readFileSync(new URL(file, SEED_DIRECTORY), 'utf8'));
const actsOf = (file: string) =>
  linesOf(file).filter((line): line is PostLine => line.act === 'post');

/** Every rule that was open on anything after any line, with the line that first opened it. */
function firstOpened(story: string, file: string): Map<MarkerRule, number> {
  const acts = actsOf(file);
  const opened = new Map<MarkerRule, number>();
  for (const [index, { line }] of acts.entries()) {
    const { facts } = new FoldedLines(story, acts.slice(0, index + 1));
    const subjects = (['claim', 'occurrence', 'report'] as const).flatMap((type) => idsOf(facts, type).map((id) => ({ type, id })));
    for (const { rule } of subjects.flatMap((subject) => openMarkersOn(facts, subject))) if (!opened.has(rule)) opened.set(rule, line);
  }
  return opened;
}

describe('the stories and the fixture together', () => {
  const rafah = firstOpened('rafah-first-reconstruction', 'rafah-first-reconstruction.jsonl');
  const cuban = firstOpened('cuban-missile-crisis', 'cuban-missile-crisis.jsonl');
  const fixture = firstOpened('fixture-every-rule', FIXTURE);

  it('fire every marker rule but stale, which depends on the reader\'s date', () => {
    const fired = new Set([...rafah.keys(), ...cuban.keys(), ...fixture.keys()]);
    expect(markerRules.filter((rule) => !fired.has(rule))).toEqual(['stale']);
  });

  it('need the fixture for four of them', () => {
    const fired = new Set([...rafah.keys(), ...cuban.keys()]);
    expect(markerRules.filter((rule) => !fired.has(rule) && rule !== 'stale').sort()).toEqual(['causal-inference', 'dropped-silently', 'no-longer-attested', 'retracted']);
  });
});

describe(FIXTURE, () => {
  it('sends only bodies that the API accepts', () => {
    expect(actsOf(FIXTURE).flatMap((line) => faultsOf(line.path, line.body).map((fault) => `${line.line} ${fault}`))).toEqual([]);
  });

  it('is plainly invented', () => {
    for (const line of actsOf(FIXTURE)) if (typeof line.body['headline'] === 'string') expect(line.body['headline']).toMatch(/^\[fixture\] /);
  });
});

describe('rafah-first-reconstruction', () => {
  const expected = JSON.parse(readFileSync(new URL('fixtures/rafah-first-reconstruction.expected.json', SEED_DIRECTORY), 'utf8'));
  const { facts } = new FoldedLines('rafah-first-reconstruction', actsOf('rafah-first-reconstruction.jsonl'));
  const named = (id: string) => id.replace(/^(clm|occ)_R01-/, '').replace('rpt_R01', 'report');

  it('opens the 139 markers that its article was coded to open, each on its own subject', () => {
    const open: Record<string, string[]> = {};
    for (const type of ['occurrence', 'claim', 'report'] as const) {
      for (const id of idsOf(facts, type)) for (const { rule } of openMarkersOn(facts, { type, id })) (open[rule] ??= []).push(named(id));
    }
    for (const [rule, subjects] of Object.entries(expected.markers as Record<string, string[]>)) expect([rule, open[rule]?.sort()]).toEqual([rule, [...subjects].sort()]);
    expect(Object.values(open).flat()).toHaveLength(expected.openMarkers);
  });

  it('makes 27 occurrences of 30 claims', () => {
    expect([idsOf(facts, 'claim').length, idsOf(facts, 'occurrence').length]).toEqual([expected.claims, expected.occurrences]);
  });
});

describe('demo.jsonl, on top of its story', () => {
  const { facts } = new FoldedLines('rafah-first-reconstruction', [...linesOf('rafah-first-reconstruction.jsonl'), ...linesOf(DEMO_FILE)]);
  const rulesOn = (type: 'claim' | 'occurrence' | 'report', id: string) => openMarkersOn(facts, { type, id }).map(({ rule }) => rule);

  it('denies the Istanbul meeting, and gives it a second origin', () => {
    const rules = rulesOn('occurrence', 'occ_R01-seed-E20');
    expect(rules).toContain('contested');
    expect(rules).not.toContain('single-source');
  });

  it('has the outlet correct the number of fighters, and carry all else', () => {
    expect(rulesOn('claim', 'clm_R01-seed-A11')).toEqual(['corrected']);
    expect(facts.claim('clm_D2-fighters')).toMatchObject({ supersedes: 'clm_R01-seed-A11', status: 'active', content: { quantity: { best: 200 } } });
    expect(facts.claimsOf('rpt_R01').filter((claim) => facts.isActive(claim))).toHaveLength(30);
  });
});
