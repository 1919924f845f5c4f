import type { Hedge, Quantity } from '#libs/codebook';
import { markers } from '../index.js';
import { by, contentOf, fact, hop, on, SpecStory, type Fact, type SpecClaim } from '../../test/spec-story.js';

type Told = Omit<SpecClaim, 'id'>;
const rulesOn = (story: SpecStory, claim: string): string[] =>
  story.all(markers).filter(({ subject, closed }) => closed === null && subject.id === `clm_${claim}`).map(({ rule }) => rule).sort();

/** A claim no rule on claims has anything to say about: a named voice, a day, an actor, told as fact. */
const plain: Told = {
  kind: 'statement', participants: by('usa'), happened: on('1962-10-22'), attribution: [hop({ label: 'Pierre Salinger', namedness: 'named-person', side: 'third-party' })],
};
const hedged = (cls: Hedge['class'], strength: Hedge['strength']): Told => ({ hedges: [{ cue: 'might', class: cls, strength }] });
const quantity = (kind: Quantity['kind'], some: Partial<Quantity> = {}): Told =>
  ({ quantity: { best: 10, low: null, high: null, unit: 'ship', of: 'ships', kind, asOf: null, cue: null, ...some } });

function story(): SpecStory {
  const told = new SpecStory([markers]).actors('usa', 'ussr').issues('plan').outlets('tass', 'herald');
  return told
    .tell(fact('ActorRegistered', { id: 'officials', kind: 'collective', names: [{ text: 'officials', language: null, alias: false }], memberOf: null, wikidata: null, iso3: null, sector: null }))
    .source('aide', 'role').source('insider', 'described-knowledge').source('press-office', 'named-office');
}
const filedAs = (told: Told, details = {}) => story().report('1', { published: '1962-10-22', ...details }, { id: '0', ...plain }, { id: '1', ...plain, ...told });
const recoded = (told: Told): Fact[] => [
  fact('ClaimRecoded', { report: 'rpt_1', version: 1, claim: 'clm_2', supersedes: 'clm_1', order: 1, paragraph: null, content: contentOf({ id: '2', ...plain, ...told }), reason: 'read again' }),
  fact('ClaimAttached', { occurrence: 'occ_1', claim: 'clm_2', attests: 'supports', planStatus: told.planStatus ?? null }),
];

it('a plain claim by a named voice carries no marker', () => expect(rulesOn(filedAs({}), '1')).toEqual([]));

/** Each rule with what makes it fire, and the nearest thing that does not. */
const cases: readonly [rule: string, fires: Told, nearestMiss: Told, besides?: string[]][] = [
  ['unattributed', { attribution: [] }, { attribution: [], observed: true }],
  ['unattributed', { attribution: [], observed: false }, { attribution: [hop({ source: 'press-office' })] }],
  ['anonymous-attribution', { attribution: [hop({ source: 'insider' })] }, { attribution: [hop({ source: 'press-office' })] }],
  ['anonymous-attribution', { attribution: [hop({ label: 'people familiar with it', namedness: 'described-knowledge' })] }, { attribution: [hop({ label: 'the embassy', namedness: 'named-office' })] }],
  // The last hop is the voice; who passed it on may be nobody.
  ['anonymous-attribution', { attribution: [hop({ source: 'press-office' }), hop({ source: 'aide' })] }, { attribution: [hop({ source: 'aide' }), hop({ source: 'press-office' })] }],
  ['second-hand-relay', { attribution: [hop({ source: 'tass' })] }, { attribution: [hop({ source: 'press-office' })] }],
  // A relay anywhere in the chain counts; an unstated one too, but not one with a label.
  ['second-hand-relay', { attribution: [hop({}), hop({ source: 'press-office' })] }, { attribution: [hop({ label: 'an aide' }), hop({ source: 'press-office' })] }],
  ['interested-party', { attribution: [hop({ source: 'press-office', side: 'party' })] }, { attribution: [hop({ source: 'press-office', side: 'unknown' })] }],
  ['interested-party', { attribution: [hop({ source: 'press-office', side: 'aligned' })] }, { attribution: [hop({ label: 'an aide', side: 'aligned' }), hop({ source: 'press-office', side: 'third-party' })] }],
  ['ambiguous-scope', { attribution: [hop({ source: 'press-office', scopeUnclear: true })] }, { attribution: [hop({ source: 'press-office' })] }],
  ['hedged-modality', hedged('epistemic', 2), hedged('epistemic', 1)],
  ['hedged-modality', hedged('doxastic', 2), hedged('approximator', 3)],
  ['hedged-modality', hedged('investigative', 3), hedged('investigative', 1)],
  ['hedged-modality', hedged('hearsay', 2), hedged('hearsay', 0)],
  ['hypothetical', { happened: { edtf: '1962-10-24', aspect: 'future', relation: null, anchor: null } }, { happened: { edtf: '1962-10-24', aspect: 'ongoing', relation: null, anchor: null } }],
  ['hypothetical', hedged('conditional', 0), hedged('epistemic', 1)],
  ['hypothetical', { planStatus: 'proposed' }, { planStatus: 'held' }],
  ['hypothetical', { planStatus: 'scheduled' }, { planStatus: 'cancelled' }],
  ['hypothetical', { planStatus: 'postponed' }, { planStatus: 'lapsed' }],
  ['negated', { factuality: { certainty: 'certain', polarity: 'negative' } }, { factuality: { certainty: 'certain', polarity: 'unknown' } }],
  ['approximate-quantity', quantity('approximate'), quantity('exact')],
  ['approximate-quantity', quantity('at-most'), quantity('exact', { best: 0 })],
  ['vague-time', { happened: null }, { happened: null, kind: 'state' }],
  ['vague-time', { happened: { edtf: null, aspect: 'ongoing', relation: 'during', anchor: 'published' } }, { happened: on('1962-10-22') }],
  ['vague-time', { happened: on('1962-10') }, { happened: on('1962-10-21T12:00:00Z') }],
  ['vague-time', { happened: on('1962-10-22?') }, { happened: on('1962-10-22'), kind: 'state' }],
  ['vague-time', { happened: on('1962-10-20/1962-10-22') }, { happened: on('1962-10-20/1962-10-22'), kind: 'quantity', ...quantity('exact') }],
  ['vague-place', { place: { label: 'Cuba', precision: 'country' } }, { place: { label: 'Havana', precision: 'near' } }],
  ['vague-place', { place: { label: 'the Caribbean', precision: 'region' } }, { place: null }],
  ['vague-actor', { participants: by('officials') }, { participants: by('usa', 'ussr') }],
  ['vague-actor', { participants: [...by('usa'), { actor: 'officials', role: 'recipient', label: null }] }, { participants: [...by('usa'), { actor: 'ussr', role: 'recipient', label: null }] }],
  ['vague-actor', { participants: [{ actor: null, role: 'initiator', label: 'a captain' }] }, { participants: by('ussr') }],
  ['vague-actor', { participants: [] }, { participants: [], kind: 'state' }],
  ['causal-inference', { attribution: [], links: [{ type: 'cause', target: 'clm_0' }] }, { links: [{ type: 'cause', target: 'clm_0' }] }, ['unattributed']],
  ['causal-inference', { attribution: [], links: [{ type: 'cause', target: 'clm_0' }] }, { attribution: [], observed: true, links: [{ type: 'cause', target: 'clm_0' }] }, ['unattributed']],
  ['low-coder-certainty', { coderCertainty: 0.49 }, { coderCertainty: 0.5 }],
  ['low-coder-certainty', { coderCertainty: 0 }, { coderCertainty: null }],
];

describe.each(cases)('%s', (rule, fires, nearestMiss, besides = []) => {
  it(`fires on ${JSON.stringify(fires)}`, () => expect(rulesOn(filedAs(fires), '1')).toEqual([rule, ...besides].sort()));
  it(`does not fire on ${JSON.stringify(nearestMiss)}`, () => expect(rulesOn(filedAs(nearestMiss), '1')).not.toContain(rule));
  it('is closed by a recoding that tells it the other way', () => {
    const told = filedAs(fires).tell(...recoded(nearestMiss));
    expect(rulesOn(told, '1')).toEqual([]);
    expect(rulesOn(told, '2')).not.toContain(rule);
    expect(told.all(markers).find((marker) => marker.rule === rule && marker.subject.id === 'clm_1').closed.position).toBeLessThanOrEqual(told.events.length);
  });
});

describe('anonymous-attribution', () => {
  it('is closed by naming the source, for every claim that rests on it', () => {
    const told = filedAs({ attribution: [hop({ source: 'aide' })] });
    expect(rulesOn(told, '1')).toEqual(['anonymous-attribution']);
    told.tell(fact('SourceIdentified', { id: 'aide', actor: 'usa', namedness: 'named-person', reason: 'his memoir' }));
    expect(rulesOn(told, '1')).toEqual([]);
  });
});

describe('vague-actor', () => {
  it('reads a participant through merges', () => {
    const told = filedAs({ participants: by('officials') });
    told.tell(fact('ActorsMerged', { id: 'usa', absorbed: ['officials'], reason: 'the same people' }));
    expect(rulesOn(told, '1')).toEqual([]);
  });
});

describe('late-report', () => {
  const late = (happened: string, published: string | null) => rulesOn(filedAs({ happened: on(happened), kind: 'state' }, { published }), '1');
  it('fires from the fourth day after the last day of what is told', () => {
    expect(late('1962-10-22', '1962-10-26')).toEqual(['late-report']);
    expect(late('1962-10-22', '1962-10-25')).toEqual([]);
  });
  it('counts days, not hours', () => expect(late('1962-10-22T23:00:00Z', '1962-10-26T00:30:00Z')).toEqual(['late-report']));
  it('counts from the last day of a long time, to the first day of a vague publication', () => {
    expect(late('1962-10-01/1962-10-22', '1962-10-25')).toEqual([]);
    expect(late('1962-10', '1962-11-04')).toEqual(['late-report']);
    expect(late('1962-10-22', '1962-10')).toEqual([]);
  });
  it('needs both dates', () => expect(late('1962-10-22', null)).toEqual([]));
  it('is closed by nothing but a mistake of ours in the date', () => {
    const told = filedAs({ happened: on('1962-10-22') }, { published: '1962-10-30' });
    told.tell(fact('ReportDetailsCorrected', { report: 'rpt_1', details: { published: '1962-10-23' }, reason: 'read wrongly' }));
    expect(rulesOn(told, '1')).toEqual([]);
  });
  it('does not make a claim late that is carried into, or recoded in, a later version', () => {
    const told = filedAs({ happened: on('1962-10-22') }, { published: '1962-10-23' });
    told.revise('1', 2, { published: '1962-12-01' }, ...['clm_0', 'clm_1'].map((claim) =>
      fact('ClaimCarried', { report: 'rpt_1', version: 2, claim, span: null, locator: { part: 'body', paragraph: 2 }, paragraph: null })));
    expect(rulesOn(told, '1')).toEqual([]);
    const [recoding, attached] = recoded({ happened: on('1962-10-22'), issue: 'plan' });
    told.tell({ ...recoding!, data: { ...recoding!.data, version: 2 } } as Fact, attached!);
    expect(rulesOn(told, '2')).toEqual([]);
  });
});

describe('what has become of a claim', () => {
  const notice = { kind: 'correction' as const, text: 'We were wrong.' };
  const carried = fact('ClaimCarried', { report: 'rpt_1', version: 2, claim: 'clm_0', span: null, locator: { part: 'body', paragraph: 1 }, paragraph: null });
  const vague: Told = { attribution: [] };

  it('marks a corrected claim as corrected, and as nothing else', () => {
    const told = filedAs(vague).revise('1', 2, { notice }, carried,
      fact('ClaimCorrected', { report: 'rpt_1', version: 2, claim: 'clm_2', supersedes: 'clm_1', order: 1, paragraph: null, content: contentOf({ id: '2', ...plain }), notice: notice.text }));
    expect([rulesOn(told, '1'), rulesOn(told, '2')]).toEqual([['corrected'], []]);
  });
  it('does not mark a reworded claim', () => {
    const told = filedAs(vague).revise('1', 2, { notice }, carried,
      fact('ClaimReworded', { report: 'rpt_1', version: 2, claim: 'clm_2', supersedes: 'clm_1', order: 1, paragraph: null, content: contentOf({ id: '2', ...plain, ...vague }) }));
    expect([rulesOn(told, '1'), rulesOn(told, '2')]).toEqual([[], ['unattributed']]);
  });
  it.each([[null, ['dropped-silently']], ['We left it out.', []]])('marks a claim dropped with the notice %j', (text, expected) => {
    const told = filedAs(vague).revise('1', 2, { notice: text === null ? null : notice }, carried, fact('ClaimDropped', { report: 'rpt_1', version: 2, claim: 'clm_1', notice: text }));
    expect(rulesOn(told, '1')).toEqual(expected);
  });
  it('marks the claims of a retracted report as retracted, and as nothing else', () => {
    const told = filedAs(vague).tell(fact('ReportRetracted', { report: 'rpt_1', by: 'outlet', reason: 'made up', published: null, noticeUrl: null }));
    expect([rulesOn(told, '1'), rulesOn(told, '0')]).toEqual([['retracted'], ['retracted']]);
  });
  it('says nothing of a withdrawn claim', () => {
    const told = filedAs(vague).tell(fact('ClaimWithdrawn', { report: 'rpt_1', version: 1, claim: 'clm_1', reason: 'misread' }));
    expect(rulesOn(told, '1')).toEqual([]);
  });
  it('keeps corrected, retracted and dropped-silently whatever follows', () => {
    const told = filedAs(vague).revise('1', 2, {}, carried, fact('ClaimDropped', { report: 'rpt_1', version: 2, claim: 'clm_1', notice: null }));
    told.revise('1', 3, { notice }, { ...carried, data: { ...carried.data, version: 3 } } as Fact);
    told.report('2', {}, { id: '3', ...plain, occurrence: 'occ_1' });
    expect(rulesOn(told, '1')).toEqual(['dropped-silently']);
  });
});
