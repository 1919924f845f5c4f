import { changeKinds, type ChangeKind, type Quantity } from '#libs/codebook';
import type { Change } from '#libs/story';
import { by, fact, hop, on, placed, reported, SpecStory, stance, type Fact, type SpecClaim } from '../../../read-models/test/spec-story.js';
import { changesBetween, rowsAt, sources } from '../../test/reads-of-story.js';
import { markers } from '#libs/read-models';

/**
 * A change kind by example: the story stands (`given`), something happens (`when`), and exactly the changes told appear; something like
 * it happens instead (`not`), and none of the kind does; it is undone (`undone`), and over both together there is none.
 */
interface Example {
  kind: ChangeKind;
  that: string;
  given?: (story: SpecStory) => unknown;
  when: (story: SpecStory) => unknown;
  tells: Partial<Change> | Partial<Change>[];
  not: (story: SpecStory) => unknown;
  undone?: (story: SpecStory) => unknown;
}

const reason = 'because';
/** A revision of report 1 in which each claim is retold, dropped or carried. */
const revise = (version: number, ...outcomes: Fact[]) => (story: SpecStory) => story.revise('1', version, { headline: '1' }, ...outcomes);
const carried = (id: string, version: number, paragraph: number | null = 1): Fact => fact('ClaimCarried', { report: 'rpt_1', version, claim: `clm_${id}`, span: null, locator: { part: 'body', paragraph: 1 }, paragraph });
const dropped = (id: string, version: number): Fact => fact('ClaimDropped', { report: 'rpt_1', version, claim: `clm_${id}`, notice: null });
const dataOf = (claim: SpecClaim, version: number) => ({ ...(reported('rpt_1', version, claim).data as any), supersedes: '' });
/** Claim `old` is told anew as `claim`, in the same occurrence. */
const reworded = (old: string, version: number, claim: SpecClaim): Fact[] => [
  fact('ClaimReworded', { ...dataOf(claim, version), supersedes: `clm_${old}` }), placed({ ...claim, occurrence: claim.occurrence ?? 'occ_a' }),
];
const corrected = (old: string, version: number, claim: SpecClaim): Fact[] => [
  fact('ClaimCorrected', { ...dataOf(claim, version), supersedes: `clm_${old}`, notice: 'we were wrong' }), placed({ ...claim, occurrence: 'occ_a' }),
];
const recoded = (old: string, claim: SpecClaim): Fact[] => [
  fact('ClaimRecoded', { ...dataOf(claim, 1), supersedes: `clm_${old}`, reason }), placed({ ...claim, occurrence: 'occ_a' }),
];
/** Retold in version 2, and told as at first again in version 3. */
const retold = (before: SpecClaim, after: Omit<SpecClaim, 'id'>) => ({
  given: (story: SpecStory) => story.report('1', {}, before),
  when: revise(2, ...reworded('a', 2, { ...before, ...after, id: 'b' })),
  not: revise(2, carried('a', 2)),
  undone: revise(3, ...reworded('b', 3, { ...before, id: 'c' })),
});
const one = (story: SpecStory) => story.report('1', { outlet: 'wire', published: '1962-10-22' }, a);
const a: SpecClaim = { id: 'a', participants: by('usa'), attribution: [hop({ source: 'envoy', namedness: 'named-person' })] };
const number = (some: Partial<Quantity>): Quantity => ({ best: null, low: null, high: null, unit: 'person', of: 'troops', kind: 'exact', asOf: null, cue: null, ...some });
const retract = (name: string, by_: 'outlet' | 'editor' = 'outlet') => (story: SpecStory) => story.tell(fact('ReportRetracted', { report: `rpt_${name}`, by: by_, reason, published: null, noticeUrl: null }));
const withdraw = (id: string) => (story: SpecStory) => story.tell(fact('ClaimWithdrawn', { report: 'rpt_1', version: 1, claim: `clm_${id}`, reason }));
const more = (name: string, details: object, ...claims: SpecClaim[]) => (story: SpecStory) => story.report(name, details, ...claims);
const denial: SpecClaim = { id: 'd', occurrence: 'occ_a', attests: 'denies', participants: by('ussr') };
const holds = (value: number, some: Partial<SpecClaim> = {}, entry: object = {}): SpecClaim => ({ id: 'a', stances: [stance(value, { basis: 'declared', ...entry })], happened: on('1962-10-22'), ...some });
const later = (value: number, entry: object = {}): SpecClaim => ({ ...holds(value, { happened: on('1962-10-27') }, entry), id: 'b' });
const cell = { type: 'stance', id: 'usa/plan' };
const openMarker = (story: SpecStory, rule: string): any => rowsAt(story, markers, story.events.length).find((row) => row.rule === rule && row.closed === null);

const examples: Example[] = [
  { kind: 'report-filed', that: 'a report is filed', when: one, tells: { subject: { type: 'report', id: 'rpt_1' }, changeOf: 'story' }, given: more('0', {}, { id: 'z' }), not: retract('0') },
  { kind: 'report-revised', that: 'the outlet put out a new version', given: one, when: revise(2, carried('a', 2)), tells: { subject: { type: 'report', id: 'rpt_1' }, changeOf: 'story' }, not: more('2', {}, { id: 'x' }) },
  { kind: 'report-retracted', that: 'the outlet took it back', given: one, when: retract('1'), tells: { changeOf: 'story' }, not: withdraw('a') },
  { kind: 'report-retracted', that: 'an editor took it back', given: one, when: retract('1', 'editor'), tells: { changeOf: 'coding' }, not: withdraw('a') },
  {
    kind: 'headline-changed', that: 'its words differ', given: one, when: (story) => story.revise('1', 2, { headline: 'Other words' }, carried('a', 2)), tells: { before: { headline: '1' }, after: { headline: 'Other words' } },
    not: revise(2, carried('a', 2)), undone: (story) => story.revise('1', 3, { headline: '1' }, carried('a', 3)),
  },
  {
    kind: 'occurrence-opened', that: 'it is told for the first time', given: one, when: more('2', {}, { id: 'n' }), tells: { subject: { type: 'occurrence', id: 'occ_n' } }, not: more('2', {}, { id: 'n', occurrence: 'occ_a' }),
    undone: (story) => story.tell(fact('OccurrencesMerged', { occurrence: 'occ_a', absorbed: ['occ_n'], claims: { occ_n: ['clm_n'] }, reason })),
  },
  {
    kind: 'occurrence-unattested', that: 'its last supporting claim is gone', given: one, when: retract('1'), tells: { before: { status: 'attested' }, after: { status: 'unattested' }, changeOf: 'story' },
    not: (story) => more('2', {}, { id: 'e', occurrence: 'occ_a' })(story).tell(fact('ClaimWithdrawn', { report: 'rpt_1', version: 1, claim: 'clm_a', reason })),
    undone: more('2', {}, { id: 'e', occurrence: 'occ_a' }),
  },
  {
    kind: 'claim-added', that: 'a claim is active that was not', given: one, when: revise(2, carried('a', 2), reported('rpt_1', 2, { id: 'n' }), placed({ id: 'n' })), tells: { subject: { type: 'claim', id: 'clm_n' }, changeOf: 'story' },
    not: revise(2, carried('a', 2)), undone: revise(3, carried('a', 3), dropped('n', 3)),
  },
  { kind: 'claim-added', that: 'our correction adds one', given: one, when: (story) => story.tell(reported('rpt_1', 1, { id: 'n' }), placed({ id: 'n' })), tells: { changeOf: 'coding' }, not: revise(2, carried('a', 2)), undone: withdraw('n') },
  { kind: 'claim-dropped', that: 'a version leaves it out', given: one, when: revise(2, dropped('a', 2)), tells: { subject: { type: 'claim', id: 'clm_a' }, before: { status: 'active' }, after: { status: 'dropped' }, changeOf: 'story' }, not: revise(2, carried('a', 2)) },
  {
    kind: 'claim-corrected', that: 'the outlet says it was wrong', given: more('1', {}, { ...a, quantity: number({ best: 10_000 }) }), when: revise(2, ...corrected('a', 2, { ...a, id: 'b', quantity: number({ best: 12_000 }) })),
    tells: { subject: { type: 'claim', id: 'clm_b' }, before: { claim: 'clm_a', quantity: number({ best: 10_000 }) }, after: { claim: 'clm_b', quantity: number({ best: 12_000 }) }, changeOf: 'story' },
    not: revise(2, ...reworded('a', 2, { ...a, id: 'b', quantity: number({ best: 12_000 }) })),
  },
  { kind: 'claim-retracted', that: 'its report is', given: one, when: retract('1'), tells: { after: { status: 'retracted' }, changeOf: 'story' }, not: withdraw('a') },
  { kind: 'claim-retracted', that: 'an editor retracts its report', given: one, when: retract('1', 'editor'), tells: { changeOf: 'coding' }, not: withdraw('a') },
  {
    kind: 'reworded', that: 'only words differ', given: one, when: revise(2, ...reworded('a', 2, { ...a, id: 'b', summary: 'in other words' })), tells: { cosmetic: true, changeOf: 'none' },
    not: revise(2, ...reworded('a', 2, { ...a, id: 'b', quantity: number({ best: 2 }), place: { label: 'Havana', precision: 'near' } })),
  },
  { kind: 'hedge-strengthened', that: 'a hedge is added', ...retold(a, { hedges: [{ cue: 'may', class: 'epistemic', strength: 2 }] }), tells: { changeOf: 'story' } },
  { kind: 'hedge-strengthened', that: 'at equal hedges the certainty falls', ...retold(a, { factuality: { certainty: 'possible', polarity: 'positive' } }), tells: { changeOf: 'story' } },
  { kind: 'hedge-weakened', that: 'a hedge is gone', ...retold({ ...a, hedges: [{ cue: 'may', class: 'epistemic', strength: 2 }] }, { hedges: [] }), tells: { changeOf: 'story' } },
  { kind: 'polarity-flipped', that: 'it is told as not so', ...retold(a, { factuality: { certainty: 'certain', polarity: 'negative' } }), tells: { before: { polarity: 'positive' }, after: { polarity: 'negative' } } },
  { kind: 'quantity-changed', that: 'of a later day: an update', ...retold({ ...a, quantity: number({ best: 10, asOf: '1962-10-22' }) }, { quantity: number({ best: 42, asOf: '1962-10-27' }) }), tells: { nature: 'update', changeOf: 'world' } },
  { kind: 'quantity-changed', that: 'inside the old bounds: a refinement', ...retold({ ...a, quantity: number({ low: 10, high: 50, kind: 'range' }) }, { quantity: number({ low: 20, high: 30, kind: 'range' }) }), tells: { nature: 'refinement', changeOf: 'story' } },
  { kind: 'quantity-changed', that: 'outside them: a disagreement', ...retold({ ...a, quantity: number({ best: 10 }) }, { quantity: number({ best: 42 }) }), tells: { nature: 'disagreement', changeOf: 'story' } },
  {
    kind: 'quantity-changed', that: 'the outlet corrected it', given: more('1', {}, { ...a, quantity: number({ best: 10 }) }), when: revise(2, ...corrected('a', 2, { ...a, id: 'b', quantity: number({ best: 42 }) })),
    tells: { nature: 'correction', changeOf: 'story' }, not: revise(2, ...corrected('a', 2, { ...a, id: 'b', quantity: number({ best: 10, cue: 'just' }) })),
  },
  {
    kind: 'quantity-changed', that: 'another claim gives another number for the same', given: more('1', {}, { ...a, quantity: number({ best: 10_000 }) }), when: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a', quantity: number({ best: 42_000 }) }),
    tells: { subject: { type: 'occurrence', id: 'occ_a' }, nature: 'disagreement', after: { quantity: number({ best: 42_000 }), claim: 'clm_n', direction: 'up' } as any },
    not: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a', quantity: number({ best: 42_000, of: 'warheads' }) }), undone: retract('2'),
  },
  { kind: 'quantity-hedge-changed', that: 'the same number is no longer exact', ...retold({ ...a, quantity: number({ best: 10 }) }, { quantity: number({ best: 10, kind: 'approximate' }) }), tells: { before: { kind: 'exact' }, after: { kind: 'approximate' } } },
  { kind: 'attribution-changed', that: 'another voice is named', ...retold(a, { attribution: [hop({ source: 'aide', namedness: 'role' })] }), tells: { changeOf: 'story' } },
  { kind: 'attribution-changed', that: 'the reporting word differs', ...retold(a, { attribution: [hop({ source: 'envoy', namedness: 'named-person', cue: 'claims' })] }), tells: { changeOf: 'story' } },
  { kind: 'quote-altered', that: 'it is no longer quoted', ...retold({ ...a, quotation: 'direct' }, { quotation: 'partial' }), tells: { changeOf: 'story' } },
  {
    kind: 'quote-altered', that: 'the words of a direct quotation differ',
    given: more('1', {}, { ...a, quotation: 'direct', locator: null, span: { start: 0, end: 2, exact: 'no' } }), when: revise(2, ...reworded('a', 2, { ...a, id: 'b', quotation: 'direct', locator: null, span: { start: 0, end: 5, exact: 'never' } })),
    tells: { changeOf: 'story' }, not: revise(2, ...reworded('a', 2, { ...a, id: 'b', quotation: 'direct', locator: null, span: { start: 9, end: 11, exact: 'no' } })),
  },
  { kind: 'time-changed', that: 'a day within the month is told', ...retold({ ...a, happened: on('1962-10') }, { happened: on('1962-10-24') }), tells: { nature: 'refined', changeOf: 'story' } },
  { kind: 'time-changed', that: 'another day is told', ...retold({ ...a, happened: on('1962-10-24') }, { happened: on('1962-10-25') }), tells: { nature: 'moved', changeOf: 'story' } },
  { kind: 'time-changed', that: 'a plan gets a date', ...retold({ ...a, planStatus: 'scheduled' }, { happened: on('1962-10-24') }), tells: { nature: 'refined', changeOf: 'world' } },
  {
    kind: 'time-changed', that: 'another claim dates what the item shows', given: one, when: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a', happened: on('1962-10-24') }), tells: { subject: { type: 'occurrence', id: 'occ_a' }, nature: 'refined' },
    not: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a' }), undone: retract('2'),
  },
  { kind: 'place-changed', that: 'a finer place is told', ...retold({ ...a, place: { label: 'Cuba', precision: 'country' } }, { place: { label: 'Havana', precision: 'near' } }), tells: { nature: 'refined' } },
  { kind: 'place-changed', that: 'another place is told', ...retold({ ...a, place: { label: 'Cuba', precision: 'country' } }, { place: { label: 'Turkey', precision: 'country' } }), tells: { nature: 'moved' } },
  { kind: 'actor-changed', that: 'another is named', ...retold(a, { participants: by('ussr') }), tells: { nature: 'moved' } },
  { kind: 'actor-changed', that: 'a member of the one named before is', ...retold(a, { participants: by('navy') }), tells: { nature: 'refined' } },
  {
    kind: 'cause-changed', that: 'a cause is told of what stood before', given: one, when: more('2', {}, { id: 'n', links: [{ type: 'cause', target: 'clm_a' }] }), tells: { subject: { type: 'claim', id: 'clm_a' }, after: { cause: 'clm_n' } },
    not: more('2', {}, { id: 'n', links: [{ type: 'responds-to', target: 'clm_a' }] }), undone: retract('2'),
  },
  {
    kind: 'cause-changed', that: 'a claim is retold with one', given: (story) => one(story).report('0', {}, { id: 'z' }), when: revise(2, ...reworded('a', 2, { ...a, id: 'b', links: [{ type: 'cause', target: 'clm_z' }] })), tells: { before: { causes: [] }, after: { causes: ['clm_z'] } },
    not: revise(2, carried('a', 2)), undone: revise(3, ...reworded('b', 3, { ...a, id: 'c' })),
  },
  {
    kind: 'emphasis-changed', that: 'it moves down from the front', given: (story) => one(story).revise('1', 2, { headline: '1' }, carried('a', 2, 1)), when: revise(3, carried('a', 3, 9)), tells: { before: { paragraph: 1 }, after: { paragraph: 9 } },
    not: revise(3, carried('a', 3, 2)), undone: revise(4, carried('a', 4, 0)),
  },
  { kind: 'status-changed', that: 'a report tells another status', given: more('1', { outlet: 'wire' }, { ...a, planStatus: 'scheduled' }), when: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a', planStatus: 'cancelled' }), tells: { before: { planStatus: 'scheduled' }, after: { planStatus: 'cancelled' }, changeOf: 'world' }, not: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a', planStatus: 'scheduled' }), undone: retract('2') },
  { kind: 'status-changed', that: 'an editor sets it', given: more('1', {}, { ...a, planStatus: 'scheduled' }), when: (story) => story.tell(fact('PlanStatusSet', { occurrence: 'occ_a', status: 'held', scheduledFor: null, reason })), tells: { changeOf: 'coding' }, not: (story) => story.tell(fact('PlanStatusSet', { occurrence: 'occ_a', status: 'scheduled', scheduledFor: null, reason })) },
  { kind: 'corroborated', that: 'a second origin carries it', given: one, when: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a' }), tells: { before: { origins: 1 }, after: { origins: 2 }, changeOf: 'story' }, not: more('2', { outlet: 'wire' }, { id: 'n', occurrence: 'occ_a' }), undone: retract('2') },
  { kind: 'corroboration-lost', that: 'the second origin is gone', given: (story) => more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a' })(one(story)), when: retract('2'), tells: { before: { origins: 2 }, after: { origins: 1 }, changeOf: 'story' }, not: more('3', { outlet: 'weekly' }, { id: 'm', occurrence: 'occ_a' }), undone: more('3', { outlet: 'weekly' }, { id: 'm', occurrence: 'occ_a' }) },
  { kind: 'contradiction-opened', that: 'another voice denies it', given: one, when: more('2', { outlet: 'daily' }, denial), tells: { before: { contested: false }, after: { contested: true }, changeOf: 'story' }, not: more('2', { outlet: 'daily' }, { ...denial, attests: 'queries' }), undone: retract('2') },
  { kind: 'contradiction-opened', that: 'of what stood before; what is new brings only its marker', given: one, when: more('2', { outlet: 'daily' }, denial), tells: {}, not: more('2', { outlet: 'daily' }, { id: 'm', happened: on('1962-10-22') }, { id: 'n', occurrence: 'occ_m', happened: on('1962-10-25') }) },
  { kind: 'contradiction-opened', that: 'two reports give numbers that cannot both hold', given: more('1', { outlet: 'wire' }, { ...a, quantity: number({ best: 10 }) }), when: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a', quantity: number({ best: 42 }) }), tells: { after: { 'contradicted-quantity': true } }, not: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a', quantity: number({ best: 10 }) }), undone: retract('2') },
  { kind: 'contradiction-opened', that: 'accounts place it on different days', given: more('1', { outlet: 'wire' }, { ...a, happened: on('1962-10-24') }), when: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a', happened: on('1962-10-23') }), tells: { after: { 'contradicted-time': true } }, not: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a', happened: on('1962-10') }), undone: retract('2') },
  { kind: 'contradiction-resolved', that: 'the denial is taken back', given: (story) => more('2', { outlet: 'daily' }, denial)(one(story)), when: retract('2'), tells: { before: { contested: true }, after: { contested: false } }, not: more('3', { outlet: 'weekly' }, { id: 'm', occurrence: 'occ_a' }), undone: more('3', { outlet: 'daily' }, { ...denial, id: 'e' }) },
  { kind: 'stance-opened', that: 'it is the first word', given: one, when: more('2', {}, later(2)), tells: { subject: cell, changeOf: 'story', before: null }, not: more('2', {}, { id: 'b', stances: [] }), undone: retract('2') },
  { kind: 'stance-hardened', that: 'further from 0, of a later day', given: more('1', {}, holds(1)), when: more('2', {}, later(3)), tells: { changeOf: 'world', before: { value: 1, basis: 'declared', conditional: false, settled: true }, after: { value: 3, basis: 'declared', conditional: false, settled: true } }, not: more('2', {}, later(1)), undone: retract('2') },
  { kind: 'stance-hardened', that: 'an editor says so', given: more('1', {}, holds(1)), when: (story) => story.tell(fact('StanceOverridden', { holder: 'usa', issue: 'plan', value: 3, reason })), tells: { changeOf: 'coding' }, not: (story) => story.tell(fact('StanceOverridden', { holder: 'usa', issue: 'plan', value: 1, reason })), undone: (story) => story.tell(fact('StanceOverridden', { holder: 'usa', issue: 'plan', value: null, reason })) },
  { kind: 'stance-hardened', that: 'the last condition is gone', given: more('1', {}, { id: 'z' }, holds(2, {}, { conditions: ['clm_z'] })), when: more('2', {}, later(2)), tells: { changeOf: 'world' }, not: more('2', {}, later(2, { conditions: ['clm_z'] })), undone: retract('2') },
  { kind: 'stance-softened', that: 'nearer to 0', given: more('1', {}, holds(3)), when: more('2', {}, later(1)), tells: { changeOf: 'world' }, not: more('2', {}, later(3)), undone: retract('2') },
  { kind: 'stance-softened', that: 'now on a condition', given: more('1', {}, { id: 'z' }, holds(2)), when: more('2', {}, later(2, { conditions: ['clm_z'] })), tells: { changeOf: 'world' }, not: more('2', {}, later(2)), undone: retract('2') },
  { kind: 'stance-shift-reported', that: 'the sign turns on one unnamed word', given: more('1', { outlet: 'wire' }, holds(-3)), when: more('2', { outlet: 'daily' }, later(1, { basis: 'attributed' })), tells: { changeOf: 'world', after: { value: 1, basis: 'attributed', conditional: false, settled: false } }, not: more('2', { outlet: 'daily' }, later(1)), undone: retract('2') },
  { kind: 'stance-flipped', that: 'the sign turns and the holder says so', given: more('1', {}, holds(-3)), when: more('2', {}, later(1)), tells: { changeOf: 'world' }, not: more('2', {}, later(0)), undone: retract('2') },
  { kind: 'stance-flipped', that: 'a reported turn settles by a second origin', given: (story) => more('2', { outlet: 'daily' }, later(1, { basis: 'attributed' }))(more('1', { outlet: 'wire' }, holds(-3))(story)), when: more('3', { outlet: 'weekly' }, { ...later(1, { basis: 'attributed' }), id: 'c' }), tells: { subject: cell }, not: more('3', { outlet: 'daily' }, { ...later(1, { basis: 'attributed' }), id: 'c' }) },
  { kind: 'stance-withdrawn', that: 'the claim that carried it ended', given: more('1', {}, holds(2)), when: retract('1'), tells: { subject: cell, after: null, changeOf: 'story' }, not: (story) => story.tell(...recoded('a', { ...holds(2), id: 'b' })), undone: more('2', {}, { ...holds(2), id: 'b' }) },
  { kind: 'merged', that: 'two occurrences are judged one', given: (story) => more('2', {}, { id: 'n' })(one(story)), when: (story) => story.tell(fact('OccurrencesMerged', { occurrence: 'occ_a', absorbed: ['occ_n'], claims: { occ_n: ['clm_n'] }, reason })), tells: { subject: { type: 'occurrence', id: 'occ_a' }, after: { absorbed: ['occ_n'] }, changeOf: 'coding' }, not: retract('2') },
  { kind: 'merged', that: 'two actors are', given: one, when: (story) => story.tell(fact('ActorsMerged', { id: 'usa', absorbed: ['navy'], reason })), tells: { subject: { type: 'actor', id: 'usa' }, changeOf: 'coding' }, not: retract('1') },
  { kind: 'split', that: 'one is judged two', given: (story) => more('2', {}, { id: 'n', occurrence: 'occ_a' })(one(story)), when: (story) => story.tell(fact('OccurrenceSplit', { occurrence: 'occ_a', into: 'occ_new', claims: ['clm_n'], restored: null, reason })), tells: { subject: { type: 'occurrence', id: 'occ_a' }, after: { into: 'occ_new', claims: ['clm_n'] }, changeOf: 'coding' }, not: retract('2') },
  { kind: 'recoded', that: 'our coding was wrong', given: one, when: (story) => story.tell(...recoded('a', { ...a, id: 'b', kind: 'denial' })), tells: { before: { claim: 'clm_a', kind: 'statement' }, after: { claim: 'clm_b', kind: 'denial' }, changeOf: 'coding' }, not: revise(2, ...reworded('a', 2, { ...a, id: 'b', kind: 'denial' })) },
  { kind: 'withdrawn', that: 'we take a claim back', given: one, when: withdraw('a'), tells: { after: { status: 'withdrawn' }, changeOf: 'coding' }, not: retract('1') },
  { kind: 'details-corrected', that: 'we had the date wrong', given: one, when: (story) => story.tell(fact('ReportDetailsCorrected', { report: 'rpt_1', details: { published: '1962-10-23' }, reason })), tells: { after: { published: '1962-10-23' }, changeOf: 'coding' }, not: revise(2, carried('a', 2)) },
  { kind: 'identified', that: 'we learn who the source is', given: more('1', {}, { ...a, attribution: [hop({ source: 'aide', namedness: 'role' })] }), when: (story) => story.tell(fact('SourceIdentified', { id: 'aide', actor: 'usa', namedness: 'named-person', reason })), tells: { subject: { type: 'source', id: 'aide' }, changeOf: 'coding' }, not: retract('1') },
  { kind: 'marker-opened', that: 'a caution now applies', given: one, when: more('2', { outlet: 'daily', published: '1962-10-23' }, denial), tells: [{ after: { rule: 'contested', subject: { type: 'occurrence', id: 'occ_a' } }, changeOf: 'story' }, { after: { rule: 'unattributed', subject: { type: 'claim', id: 'clm_d' } } }, { after: { rule: 'vague-time', subject: { type: 'claim', id: 'clm_d' } } }], not: (story) => story.tell(fact('CredibilityAssessed', { report: 'rpt_1', claim: 'clm_a', grade: 2, reason })) },
  { kind: 'marker-closed', that: 'a second origin comes', given: one, when: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a' }), tells: { before: { rule: 'single-source', subject: { type: 'occurrence', id: 'occ_a' } }, after: null, changeOf: 'story' }, not: more('2', { outlet: 'wire' }, { id: 'n', occurrence: 'occ_a' }), undone: retract('2') },
  { kind: 'marker-closed', that: 'by our own naming of a source: coding', given: more('1', { published: '1962' }, { ...a, happened: on('1962-10-22'), attribution: [hop({ source: 'aide', namedness: 'role' })] }), when: (story) => story.tell(fact('SourceIdentified', { id: 'aide', actor: 'usa', namedness: 'named-person', reason })), tells: { before: { rule: 'anonymous-attribution', subject: { type: 'claim', id: 'clm_a' } }, changeOf: 'coding' }, not: more('2', {}, { id: 'n' }) },
  {
    kind: 'marker-acknowledged', that: 'an editor has seen it', given: one, when: (story) => story.tell(fact('MarkerAcknowledged', { marker: openMarker(story, 'single-source').id, rule: 'single-source', subject: { type: 'occurrence', id: 'occ_a' }, note: 'seen' })),
    tells: { changeOf: 'coding' }, not: more('2', {}, { id: 'n' }), undone: more('2', { outlet: 'daily' }, { id: 'n', occurrence: 'occ_a' }),
  },
];

const opened = (): SpecStory => {
  const story = new SpecStory(sources).actors('usa', 'ussr').issues('plan').outlets('wire', 'daily', 'weekly').source('aide', 'role').source('envoy', 'named-person');
  return story.tell(fact('ActorRegistered', { id: 'navy', kind: 'unit', names: [{ text: 'Navy', language: null, alias: false }], memberOf: 'usa', wikidata: null, iso3: null, sector: null }));
};
const ofKind = (story: SpecStory, from: number, kind: ChangeKind): Change[] => changesBetween(story, from, story.events.length).filter((change) => change.kind === kind);

describe('every kind of change', () => {
  it('has an example', () => expect(changeKinds.filter((kind) => !examples.some((example) => example.kind === kind))).toEqual([]));

  it.each(examples.map((example) => [example.kind, example.that, example] as const))('%s: %s', (kind, _that, { given, when, tells, not, undone }) => {
    const after = (...acts: ((story: SpecStory) => unknown)[]): { story: SpecStory; from: number } => {
      const story = opened();
      given?.(story);
      const from = story.events.length;
      for (const act of acts) act(story);
      return { story, from };
    };
    const happened = after(when);
    const told = ofKind(happened.story, happened.from, kind);
    const wanted = Array.isArray(tells) ? tells : [tells];
    expect(told).toHaveLength(wanted.length);
    for (const one_ of wanted) expect(told).toContainEqual(expect.objectContaining(one_));
    const instead = after(not);
    expect(ofKind(instead.story, instead.from, kind)).toEqual([]);
    if (undone !== undefined) {
      const both = after(when, undone);
      expect(ofKind(both.story, both.from, kind)).toEqual([]);
    }
  });

  it('tells what is new once, by its own kind, whatever became of it since', () => {
    const story = opened();
    const from = story.events.length;
    one(story);
    revise(2, ...reworded('a', 2, { ...a, id: 'b', quantity: number({ best: 2 }), happened: on('1962-10-24') }))(story);
    const kinds = changesBetween(story, from, story.events.length).map(({ kind }) => kind);
    expect(kinds.filter((kind) => !kind.startsWith('marker-'))).toEqual(['report-filed', 'claim-added', 'occurrence-opened'].sort((x, y) => kinds.indexOf(x as ChangeKind) - kinds.indexOf(y as ChangeKind)));
  });

  it('tells nothing of what came and went in between', () => {
    const story = opened();
    one(story);
    const from = story.events.length;
    more('2', {}, { ...holds(2), id: 'n' })(story);
    retract('2')(story);
    const left = changesBetween(story, from, story.events.length).map(({ kind }) => kind);
    expect(left.filter((kind) => /^(claim|stance)/.test(kind))).toEqual([]);
    expect(left).toEqual(expect.arrayContaining(['report-filed', 'report-retracted']));
  });
});
