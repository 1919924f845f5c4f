import { readFileSync } from 'node:fs';
import { foldEffects } from '#libs/audit';
import { changeKinds, markerRules, type MarkerRule } from '#libs/codebook';
import { claims, markerId, markers, openMarkersOn, reports, stances, timeline, type MarkedType } from '#libs/read-models';
import type { Change, StoryFacts } from '#libs/story';
import { faultsOf } from './body-check.js';
import { FoldedLines } from './fold-lines.js';
import { DEMO_FILE, SEED_DIRECTORY } from './index.js';
import { parseSeedLines, type MarkerWanted, type PostLine } from './seed-lines.js';

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

/** What each line changes, as the service tells it in the receipt of the line. */
function changesIn(story: string, file: string): Change[] {
  const lines = linesOf(file);
  const markerOf = ({ rule, subject }: MarkerWanted) => markerId(rule, ...(subject.split(':') as [MarkedType, string]));
  const { told } = new FoldedLines(story, lines, markerOf);
  return told.flatMap(({ events }, index) => {
    const before = new FoldedLines(story, lines.slice(0, index), markerOf);
    for (const event of events) if (event.story === null) before.registers.apply(event);
    return foldEffects([claims, markers, reports, stances, timeline], before.facts, events);
  });
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

describe('the changes of the stories and the fixture', () => {
  const cuban = changesIn('cuban-missile-crisis', 'cuban-missile-crisis.jsonl');
  const fixture = changesIn('fixture-every-rule', FIXTURE);
  const told = [...cuban, ...fixture];

  it('are of every kind', () => {
    const kinds = new Set(told.map(({ kind }) => kind));
    expect(changeKinds.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it('show every nature of a changed number, time and person', () => {
    const natures = (kind: string) => [...new Set(told.filter((change) => change.kind === kind).map(({ nature }) => String(nature)))].sort();
    expect(natures('quantity-changed')).toEqual(['correction', 'disagreement', 'refinement', 'update']);
    expect(natures('time-changed')).toEqual(['moved', 'refined']);
    expect(natures('actor-changed')).toEqual(['moved', 'refined']);
  });

  it('call what the affair, a source and we ourselves did by three different names', () => {
    expect([...new Set(told.map(({ changeOf }) => changeOf))].sort()).toEqual(['coding', 'none', 'story', 'world']);
  });

  it('name what an editor overrides by the values', () => {
    const ofOverride = fixture.filter(({ because, subject }) => subject.id === 'northland/bridge' && because.some(({ event }) => event === 'StanceOverridden'));
    // +1 is set to +2, then lifted.
    expect(ofOverride.map(({ kind, changeOf }) => `${kind} ${changeOf}`)).toEqual(['stance-hardened coding', 'stance-softened coding']);
  });

  it('tell of altered words in a direct quotation, which are never a mere matter of wording', () => {
    expect(fixture.filter(({ kind }) => kind === 'quote-altered').map(({ subject }) => subject.id)).toEqual(['clm_F01v2-quote']);
  });

  it.each([
    ['uruguay/quarantine', ['stance-opened story', 'stance-hardened world']],
    ['ussr/missile-removal', ['stance-opened story', 'stance-flipped world', 'stance-hardened world']],
    ['usa/jupiter-trade', ['stance-opened story', 'stance-shift-reported story', 'stance-flipped story']],
  ])('of the missile crisis move %s step by step', (cell, steps) => {
    expect(cuban.filter(({ subject }) => subject.id === cell).map(({ kind, changeOf }) => `${kind} ${changeOf}`)).toEqual(steps);
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
