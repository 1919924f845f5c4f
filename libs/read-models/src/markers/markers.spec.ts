import type { Quantity } from '#libs/codebook';
import type { EventData } from '#libs/story';
import { by, contentOf, fact, hop, on, placed, SpecStory, type Fact, type SpecClaim } from '../../test/spec-story.js';
import { markerId } from './marker-id.js';
import { markers } from './markers.projection.js';

const story = () => new SpecStory([markers]).actors('usa', 'ussr').outlets('wire', 'daily', 'weekly').source('aide', 'role', 'usa').source('rusk', 'named-person', 'usa')
  .tell(fact('ActorRegistered', { id: 'circle', kind: 'collective', names: [{ text: 'circle', language: null, alias: false }], memberOf: null, wikidata: null, iso3: null, sector: null }));
const isOpen = (told: SpecStory, rule: string, subject: string): boolean => told.all(markers).some((row) => row.rule === rule && row.subject.id === subject && row.closed === null);
const quantity = (some: Partial<Quantity> = {}): Quantity => ({ best: 5, low: null, high: null, unit: 'person', of: 'troops', kind: 'exact', asOf: null, cue: null, ...some });
const hedge = (cls: 'epistemic' | 'conditional' | 'approximator' | 'hearsay', strength: 1 | 2) => [{ cue: 'x', class: cls, strength }];
const named = [hop({ source: 'rusk' })];
const retract = (id: string) => fact('ReportRetracted', { report: `rpt_${id}`, by: 'outlet', reason: 'wrong', published: null, noticeUrl: null });
const withdraw = (id: string) => fact('ClaimWithdrawn', { report: 'rpt_1', version: 1, claim: `clm_${id}`, reason: 'misread' });
const joins = (id: string, claim: Partial<SpecClaim> = {}): SpecClaim => ({ id, occurrence: 'occ_a', ...claim });
const recode = (told: SpecStory, content: Partial<SpecClaim>) => told.tell(
  fact('ClaimRecoded', { report: 'rpt_1', version: 1, claim: 'clm_z', supersedes: 'clm_a', order: 0, paragraph: null, reason: 'better', content: contentOf({ id: 'z', ...content }) }), placed(joins('z')));

describe('markers on a claim', () => {
  const place = (precision: 'near' | 'country' | 'region') => ({ label: 'Cuba', precision });
  const happened = (aspect: 'instant' | 'future', edtf: string | null = null) => ({ edtf, aspect, relation: null, anchor: null });
  it.each([
    ['unattributed', {}, { attribution: named }],
    ['unattributed', { attribution: [] }, { observed: true }],
    ['anonymous-attribution', { attribution: [hop({ source: 'aide' })] }, { attribution: named }],
    ['second-hand-relay', { attribution: [hop({ source: 'wire' })] }, { attribution: named }],
    ['second-hand-relay', { attribution: [hop({}), ...named] }, { attribution: named }],
    ['interested-party', { attribution: [hop({ source: 'rusk', side: 'aligned' })] }, { attribution: [hop({ source: 'rusk', side: 'third-party' })] }],
    ['ambiguous-scope', { attribution: [hop({ source: 'rusk', scopeUnclear: true })] }, { attribution: named }],
    ['hedged-modality', { hedges: hedge('epistemic', 2) }, { hedges: hedge('epistemic', 1) }],
    ['hedged-modality', { hedges: hedge('hearsay', 2) }, { hedges: hedge('approximator', 2) }],
    ['hypothetical', { hedges: hedge('conditional', 1) }, { hedges: hedge('hearsay', 2) }],
    ['hypothetical', { happened: happened('future') }, { happened: happened('instant') }],
    ['hypothetical', { planStatus: 'postponed' }, { planStatus: 'cancelled' }],
    ['negated', { factuality: { certainty: 'certain', polarity: 'negative' } }, { factuality: { certainty: 'unknown', polarity: 'unknown' } }],
    ['approximate-quantity', { quantity: quantity({ kind: 'at-most' }) }, { quantity: quantity() }],
    ['vague-time', {}, { happened: on('1962-10-24') }],
    ['vague-time', { happened: on('1962-10') }, { happened: on('1962-10-24T14:00:00Z') }],
    ['vague-time', { happened: on('1962-10-24~') }, { kind: 'state' }],
    ['vague-place', { place: place('country') }, { place: place('near') }],
    ['vague-actor', {}, { participants: by('usa') }],
    ['vague-actor', { participants: by('circle') }, { kind: 'quantity' }],
    ['vague-actor', { participants: [...by('usa'), { actor: null, role: 'recipient', label: 'someone' }] }, { participants: by('usa') }],
    ['low-coder-certainty', { coderCertainty: 0.49 }, { coderCertainty: 0.5 }],
    ['low-coder-certainty', { coderCertainty: 0 }, { coderCertainty: null }],
  ] as [string, Partial<SpecClaim>, Partial<SpecClaim>][])('%s: opens by what is told, closes by a better telling', (rule, doubtful, better) => {
    const told = story().report('1', { outlet: 'daily' }, { id: 'a', ...doubtful });
    expect(isOpen(told, rule, 'clm_a')).toBe(true);
    recode(told, better);
    expect([isOpen(told, rule, 'clm_a'), isOpen(told, rule, 'clm_z')]).toEqual([false, false]);
    expect(isOpen(story().report('1', { outlet: 'daily' }, { id: 'a', ...better }), rule, 'clm_a')).toBe(false);
  });

  it('anonymous-attribution: closes when the source is identified', () => {
    const told = story().report('1', {}, { id: 'a', attribution: [hop({ source: 'aide' })] }).tell(fact('SourceIdentified', { id: 'aide', actor: 'usa', namedness: 'named-person', reason: 'memoir' }));
    expect(isOpen(told, 'anonymous-attribution', 'clm_a')).toBe(false);
  });

  it('causal-inference: a cause nobody is named for', () => {
    const links = [{ type: 'cause' as const, target: 'clm_b' }];
    const told = (claim: Partial<SpecClaim>) => story().report('1', {}, { id: 'b' }, { id: 'a', ...claim });
    expect([told({ links }), told({ links, attribution: named }), told({ links: [{ type: 'precondition', target: 'clm_b' }] })].map((one) => isOpen(one, 'causal-inference', 'clm_a'))).toEqual([true, false, false]);
  });

  it('late-report: more than three days after, and for ever', () => {
    const late = (published: string, edtf: string) => isOpen(story().report('1', { published }, { id: 'a', happened: on(edtf) }), 'late-report', 'clm_a');
    expect([late('1962-10-28', '1962-10-24'), late('1962-10-27', '1962-10-24'), late('1969', '1962-10-24'), late('1962', '1962-10-24')]).toEqual([true, false, true, false]);
  });

  it('corrected, dropped-silently and retracted: by how a claim ended, and for ever', () => {
    const ended = (...outcomes: Fact[]) => story().report('1', {}, { id: 'a' }).revise('1', 2, {}, ...outcomes);
    const correction = fact('ClaimCorrected', { report: 'rpt_1', version: 2, claim: 'clm_z', supersedes: 'clm_a', order: 0, paragraph: null, content: contentOf({ id: 'z' }), notice: 'wrong' });
    expect(isOpen(ended(correction, placed(joins('z'))), 'corrected', 'clm_a')).toBe(true);
    const dropped = (notice: string | null) => isOpen(ended(fact('ClaimDropped', { report: 'rpt_1', version: 2, claim: 'clm_a', notice })), 'dropped-silently', 'clm_a');
    expect([dropped(null), dropped('we say so')]).toEqual([true, false]);
    const told = story().report('1', {}, { id: 'a' }).tell(retract('1'));
    expect([isOpen(told, 'retracted', 'clm_a'), isOpen(told, 'retracted', 'rpt_1'), isOpen(told, 'unattributed', 'clm_a')]).toEqual([true, true, false]);
  });
});

describe('markers on an occurrence', () => {
  it('single-source: one origin; closes by a second', () => {
    const told = story().report('1', { outlet: 'daily' }, { id: 'a' });
    expect(isOpen(told, 'single-source', 'occ_a')).toBe(true);
    expect(isOpen(told.report('2', { outlet: 'daily' }, joins('b')), 'single-source', 'occ_a')).toBe(true);
    expect(isOpen(told.report('3', { outlet: 'wire' }, joins('c')), 'single-source', 'occ_a')).toBe(false);
    expect(isOpen(told.tell(retract('3')), 'single-source', 'occ_a')).toBe(true);
  });

  const denied = (denial: Partial<SpecClaim> = {}) => story().report('1', { outlet: 'daily', published: '1962-10-22' }, { id: 'a' })
    .report('2', { outlet: 'wire', published: '1962-10-23' }, joins('b', { attests: 'denies', attribution: named, ...denial }));
  it('contested: another voice denies it; closes when one side goes', () => {
    expect(isOpen(denied(), 'contested', 'occ_a')).toBe(true);
    expect(isOpen(denied().tell(retract('2')), 'contested', 'occ_a')).toBe(false);
    expect(isOpen(denied({ attests: 'queries' }), 'contested', 'occ_a')).toBe(false);
  });
  it('contested: closes by a later admission of the same voice, or of one with the same actor, and not by an earlier word', () => {
    const admits = (published: string, attribution: SpecClaim['attribution']) =>
      isOpen(denied().report('3', { outlet: 'weekly', published }, joins('c', { attribution: attribution! })), 'contested', 'occ_a');
    expect([admits('1962-10-24', named), admits('1962-10-24', [hop({ source: 'aide' })]), admits('1962-10-21', named), admits('1962-10-24', [hop({ label: 'another' })])]).toEqual([false, false, true, true]);
  });
  it('contested: no voice contests itself', () => {
    const told = story().report('1', { published: '1962-10-22' }, { id: 'a', attribution: named }).report('2', { published: '1962-10-23' }, joins('b', { attests: 'denies', attribution: named }));
    expect(isOpen(told, 'contested', 'occ_a')).toBe(false);
  });

  it('contradicted-quantity: numbers of two reports that cannot both hold', () => {
    const told = (best: number, sameReport = false) => {
      const [first, second] = [{ id: 'a', quantity: quantity() }, joins('b', { quantity: quantity({ best }) })];
      return sameReport ? story().report('1', {}, first, second) : story().report('1', {}, first).report('2', {}, second);
    };
    expect([told(9), told(5), told(9, true)].map((one) => isOpen(one, 'contradicted-quantity', 'occ_a'))).toEqual([true, false, false]);
    expect(isOpen(told(9).tell(withdraw('a')), 'contradicted-quantity', 'occ_a')).toBe(false);
  });
  it('contradicted-quantity: names every claim concerned, and no other', () => {
    const told = story().report('1', {}, { id: 'a', quantity: quantity() }).report('2', {}, joins('b', { quantity: quantity({ best: 9 }) }))
      .report('3', {}, joins('c', { quantity: quantity() })).report('4', {}, joins('d', { quantity: quantity({ kind: 'range', best: null, low: 5, high: 9 }) }));
    expect(told.all(markers).find(({ rule }) => rule === 'contradicted-quantity').evidence.map(({ claim }: any) => claim)).toEqual(['clm_a', 'clm_b', 'clm_c']);
  });

  it('contradicted-time: times that do not meet; closes by a split', () => {
    const told = story().report('1', {}, { id: 'a', happened: on('1962-10-24') }).report('2', {}, joins('b', { happened: on('1962-10-23') })).report('3', {}, joins('c', { happened: on('1962-10') }));
    expect(isOpen(told, 'contradicted-time', 'occ_a')).toBe(true);
    expect(told.all(markers).find(({ rule }) => rule === 'contradicted-time').evidence.map(({ claim }: any) => claim)).toEqual(['clm_a', 'clm_b']);
    told.tell(fact('OccurrenceSplit', { occurrence: 'occ_a', into: 'occ_n', claims: ['clm_b'], restored: null, reason: 'two' }));
    expect([isOpen(told, 'contradicted-time', 'occ_a'), isOpen(told, 'contradicted-time', 'occ_n')]).toEqual([false, false]);
  });

  it('no-longer-attested: its last support is gone; closes by a new telling, and never fires where there was none', () => {
    const told = story().report('1', {}, { id: 'a' }).tell(retract('1'));
    expect(isOpen(told, 'no-longer-attested', 'occ_a')).toBe(true);
    expect(isOpen(told.report('2', {}, joins('b')), 'no-longer-attested', 'occ_a')).toBe(false);
    expect(isOpen(story().report('1', {}, { id: 'a', attests: 'denies' }), 'no-longer-attested', 'occ_a')).toBe(false);
  });
  it('no-longer-attested: leaves absorbed occurrences aside', () => {
    const told = story().report('1', {}, { id: 'a' }).report('2', {}, { id: 'b' })
      .tell(fact('OccurrencesMerged', { occurrence: 'occ_a', absorbed: ['occ_b'], claims: { occ_b: ['clm_b'] }, reason: 'one' }));
    expect(isOpen(told, 'no-longer-attested', 'occ_b')).toBe(false);
  });

  it('circular-sourcing: two outlets, one origin; closes by an origin outside', () => {
    const told = story().report('1', { outlet: 'daily', wire: 'wire' }, { id: 'a' }).report('2', { outlet: 'wire' }, joins('b'));
    expect(isOpen(told, 'circular-sourcing', 'occ_a')).toBe(true);
    expect(isOpen(told.report('3', { outlet: 'weekly' }, joins('c')), 'circular-sourcing', 'occ_a')).toBe(false);
  });
  it('circular-sourcing: outlets that cite one another in a circle, whatever stands beside them', () => {
    const citing = (source: string) => ({ attribution: [hop({ source })] });
    const told = story().report('1', { outlet: 'daily' }, { id: 'a', ...citing('wire') }).report('3', { outlet: 'weekly' }, joins('c'));
    expect(isOpen(told, 'circular-sourcing', 'occ_a')).toBe(false);
    expect(isOpen(told.report('2', { outlet: 'wire' }, joins('b', citing('daily'))), 'circular-sourcing', 'occ_a')).toBe(true);
    expect(isOpen(told.tell(retract('2')), 'circular-sourcing', 'occ_a')).toBe(false);
  });
});

describe('markers on a report', () => {
  it('undated-report: closes by a date', () => {
    const told = story().report('1', {}, { id: 'a' });
    expect(isOpen(told, 'undated-report', 'rpt_1')).toBe(true);
    told.tell(fact('ReportDetailsCorrected', { report: 'rpt_1', details: { published: '1962' }, reason: 'found it' } as EventData['ReportDetailsCorrected']));
    expect(isOpen(told, 'undated-report', 'rpt_1')).toBe(false);
  });

  it.each([
    ['numbers that disagree', { quantity: quantity() }, { quantity: quantity({ best: 9 }) }, true],
    ['times of one occurrence that do not meet', { happened: on('1962-10-24') }, { happened: on('1962-10-25'), occurrence: 'occ_a' }, true],
    ['times of two occurrences', { happened: on('1962-10-24') }, { happened: on('1962-10-25') }, false],
    ['a retelling with another polarity', {}, { links: [{ type: 'restates', target: 'clm_a' }], factuality: { certainty: 'certain', polarity: 'negative' } }, true],
    ['a retelling with unknown polarity', {}, { links: [{ type: 'restates', target: 'clm_a' }], factuality: { certainty: 'certain', polarity: 'unknown' } }, false],
    ['a retelling by others', { participants: by('usa') }, { participants: by('ussr'), links: [{ type: 'restates', target: 'clm_a' }] }, true],
    ['a retelling in the headline', { participants: by('usa') }, { participants: by('ussr'), locator: { part: 'headline', paragraph: null }, links: [{ type: 'restates', target: 'clm_a' }] }, false],
  ] as [string, Partial<SpecClaim>, Partial<SpecClaim>, boolean][])('internal-inconsistency: %s', (_, first, second, fires) => {
    const told = story().report('1', {}, { id: 'a', ...first }, { id: 'b', ...second });
    expect(isOpen(told, 'internal-inconsistency', 'rpt_1')).toBe(fires);
    expect(isOpen(told.tell(withdraw('b')), 'internal-inconsistency', 'rpt_1')).toBe(false);
  });

  it('headline-body-mismatch: what the headline says more firmly than any passage of the body', () => {
    const told = (body: Partial<SpecClaim>) => story().report('1', {}, { id: 'h', participants: by('usa'), locator: { part: 'headline', paragraph: null }, hedges: hedge('epistemic', 1) }, { id: 'a', participants: by('usa'), ...body });
    expect([told({ hedges: hedge('epistemic', 2) }), told({ participants: by('ussr') }), told({ kind: 'warning' }), told({ hedges: hedge('epistemic', 1) })].map((one) => isOpen(one, 'headline-body-mismatch', 'rpt_1')))
      .toEqual([true, true, true, false]);
    expect(isOpen(told({ kind: 'warning' }).tell(withdraw('h')), 'headline-body-mismatch', 'rpt_1')).toBe(false);
  });
});

describe('a marker', () => {
  const acknowledge = (rule: string, id: string) => fact('MarkerAcknowledged', { marker: markerId(rule, 'occurrence', id), rule, subject: { type: 'occurrence', id }, note: 'seen' });
  const single = (told: SpecStory) => told.all(markers).find(({ rule, subject }) => rule === 'single-source' && subject.id === 'occ_a');

  it('has an id that follows from rule and subject', () => {
    expect(markerId('single-source', 'occurrence', 'occ_a')).toMatch(/^mrk_[0-9a-hjkmnp-tv-z]{26}$/);
    expect(new Set(['single-source', 'contested'].flatMap((rule) => ['occ_a', 'occ_b'].map((id) => markerId(rule, 'occurrence', id)))).size).toBe(4);
  });

  it('remembers when it opened, closes, and opens anew', () => {
    const told = story().report('1', { outlet: 'daily' }, { id: 'a' });
    const { opened } = single(told);
    told.report('2', { outlet: 'daily' }, joins('b'));
    expect(single(told)).toMatchObject({ opened, closed: null, evidence: [{ claim: 'clm_a' }, { claim: 'clm_b' }] });
    told.report('3', { outlet: 'wire' }, joins('c'));
    expect(single(told).closed.position).toBe(told.facts.position);
    told.tell(retract('3'));
    expect(single(told)).toMatchObject({ closed: null, opened: { position: told.facts.position } });
  });

  it('keeps an acknowledgement until its evidence changes, and stays open with it', () => {
    const told = story().report('1', { outlet: 'daily' }, { id: 'a' }).tell(acknowledge('single-source', 'occ_a'));
    expect(single(told)).toMatchObject({ closed: null, acknowledgement: { note: 'seen' } });
    told.report('x', {}, { id: 'x', links: [{ type: 'about', target: 'clm_a' }] });
    expect(single(told)).toMatchObject({ acknowledgement: { note: 'seen' }, dependants: { occurrences: 1 } });
    told.report('2', { outlet: 'daily' }, joins('b'));
    expect(single(told).acknowledgement).toBeNull();
  });
});
