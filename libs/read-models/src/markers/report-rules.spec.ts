import type { Quantity } from '#libs/codebook';
import { markers } from '../index.js';
import { by, contentOf, fact, on, SpecStory, type SpecClaim } from '../../test/spec-story.js';

function told(...claims: SpecClaim[]): SpecStory {
  return new SpecStory([markers]).actors('usa', 'ussr').issues('plan', 'other').report('1', { published: '1962-10-22' }, ...claims);
}
const markersOn = (story: SpecStory) => story.all(markers).filter(({ scope, closed }) => scope === 'report' && closed === null);
const open = (story: SpecStory): string[] => markersOn(story).map(({ rule }) => rule).sort();
const evidence = (story: SpecStory, rule: string): unknown[] =>
  markersOn(story).find((marker) => marker.rule === rule)!.evidence.map(({ claim }: { claim: string | null }) => claim);
const recoded = (id: string, claim: SpecClaim) => fact('ClaimRecoded', {
  report: 'rpt_1', version: 1, claim: `clm_${claim.id}`, supersedes: `clm_${id}`, order: 0, paragraph: null, content: contentOf(claim), reason: 'read again',
});
const inHeadline = { locator: { part: 'headline' as const, paragraph: null } };
const ships = (best: number, some: Partial<Quantity> = {}): Partial<SpecClaim> =>
  ({ kind: 'quantity', quantity: { best, low: null, high: null, unit: 'ship', of: 'ships', kind: 'exact', asOf: null, cue: null, ...some } });
const hedge = (strength: 0 | 1 | 2 | 3): Partial<SpecClaim> => ({ hedges: [{ cue: 'may', class: 'epistemic', strength }] });

describe('undated-report', () => {
  it('fires on a report whose current version has no date of publication, and names the version', () => {
    const story = told({ id: 'a' });
    expect(open(story)).toEqual([]);
    story.revise('1', 2, {}, fact('ClaimCarried', { report: 'rpt_1', version: 2, claim: 'clm_a', span: null, locator: { part: 'body', paragraph: 1 }, paragraph: null }));
    expect([open(story), markersOn(story)[0].evidence]).toEqual([['undated-report'], [{ claim: null, report: 'rpt_1', version: 2, span: null }]]);
  });
  it('is closed by a date', () => {
    const story = new SpecStory([markers]).report('1', {}, { id: 'a' });
    expect(open(story)).toEqual(['undated-report']);
    expect(open(story.tell(fact('ReportDetailsCorrected', { report: 'rpt_1', details: { published: '1962-10' }, reason: 'found' })))).toEqual([]);
  });
});

describe('retracted', () => {
  it('fires on the report and is closed by nothing', () => {
    const story = told({ id: 'a' }).tell(fact('ReportRetracted', { report: 'rpt_1', by: 'editor', reason: 'a hoax', published: null, noticeUrl: null }));
    expect(open(story)).toEqual(['retracted']);
    expect(open(story.report('2', { published: '1962-10-23' }, { id: 'b', occurrence: 'occ_a' }))).toEqual(['retracted']);
  });
});

describe('internal-inconsistency', () => {
  it('fires on two numbers of one version that disagree, and names both', () => {
    const story = told({ id: 'a', ...ships(10) }, { id: 'b', ...ships(20) }, { id: 'c', ...ships(20, { of: 'boats' }) });
    expect([open(story), evidence(story, 'internal-inconsistency')]).toEqual([['internal-inconsistency'], ['clm_a', 'clm_b']]);
  });
  it('does not fire on numbers within two per cent of one another', () => expect(open(told({ id: 'a', ...ships(98) }, { id: 'b', ...ships(100) }))).toEqual([]));
  it('fires on disjoint times of one occurrence only', () => {
    const [first, second] = [{ id: 'a', happened: on('1962-10-22') }, { id: 'b', happened: on('1962-10-23') }];
    expect(open(told(first, { ...second, occurrence: 'occ_a' }))).toEqual(['internal-inconsistency']);
    expect(open(told(first, second))).toEqual([]);
    expect(open(told(first, { ...second, happened: on('1962-10'), occurrence: 'occ_a' }))).toEqual([]);
  });
  it('is not about two reports', () =>
    expect(open(told({ id: 'a', ...ships(10) }).report('2', { published: '1962-10-22' }, { id: 'b', ...ships(20), occurrence: 'occ_a' }))).toEqual([]));

  const restated = (one: Partial<SpecClaim>, other: Partial<SpecClaim>) =>
    told({ id: 'a', participants: by('usa'), issue: 'plan', ...one }, { id: 'b', participants: by('usa'), issue: 'plan', links: [{ type: 'restates', target: 'clm_a' }], ...other });
  it.each<[string, Partial<SpecClaim>, Partial<SpecClaim>]>([
    ['the number', ships(100), ships(101)], ['what is counted', ships(10), ships(10, { of: 'boats' })], ['the unit', ships(10), ships(10, { unit: 'hull' })],
    ['the bounds', ships(10), ships(10, { kind: 'at-least' })], ['the issue', {}, { issue: 'other' }], ['the initiator', {}, { participants: by('ussr') }],
    ['the polarity', {}, { factuality: { certainty: 'certain', polarity: 'negative' } }],
  ])('fires on a retelling that changes %s', (_, one, other) => expect(open(restated(one, other))).toEqual(['internal-inconsistency']));
  it.each<[string, Partial<SpecClaim>, Partial<SpecClaim>]>([
    ['is the same', {}, {}], ['leaves the number out', ships(10), { kind: 'quantity' }], ['leaves the polarity open', {}, { factuality: { certainty: 'unknown', polarity: 'unknown' } }],
    ['is the headline', {}, { ...inHeadline, kind: 'statement', issue: 'other' }],
  ])('does not fire on a retelling that %s', (_, one, other) => expect(open(restated(one, other))).not.toContain('internal-inconsistency'));
  it('does not take another link for a retelling', () => expect(open(restated({}, { issue: 'other', links: [{ type: 'responds-to', target: 'clm_a' }] }))).toEqual([]));
  it('is closed by recoding and by a revision', () => {
    const story = told({ id: 'a', ...ships(10) }, { id: 'b', ...ships(20) });
    expect(open(story.tell(recoded('b', { id: 'b2', ...ships(10) })))).toEqual([]);
    const carried = fact('ClaimCarried', { report: 'rpt_1', version: 2, claim: 'clm_a', span: null, locator: { part: 'body', paragraph: 1 }, paragraph: null });
    const revised = told({ id: 'a', ...ships(10) }, { id: 'b', ...ships(20) });
    expect(open(revised.revise('1', 2, { published: '1962-10-23' }, carried, fact('ClaimDropped', { report: 'rpt_1', version: 2, claim: 'clm_b', notice: null })))).toEqual([]);
  });
});

describe('headline-body-mismatch', () => {
  const headline = { id: 'h', kind: 'warning' as const, participants: by('usa'), ...inHeadline };
  const body = { ...headline, id: 'b', locator: { part: 'body' as const, paragraph: 1 } };
  it.each<[string, SpecClaim, SpecClaim]>([
    ['another kind', headline, { ...body, kind: 'statement' }], ['another initiator', headline, { ...body, participants: by('ussr') }],
    ['a stronger hedge', headline, { ...body, ...hedge(1) }], ['a hedge stronger than its own', { ...headline, ...hedge(1) }, { ...body, ...hedge(2) }],
    ['no initiator', headline, { ...body, participants: [{ actor: 'usa', role: 'recipient', label: null }] }],
    ['an initiator it does not name', { ...headline, participants: [] }, body],
  ])('fires where the body has %s', (_, first, second) => {
    const story = told(first, second);
    expect([open(story), evidence(story, 'headline-body-mismatch')]).toEqual([['headline-body-mismatch'], ['clm_h']]);
  });
  it.each<[string, SpecClaim, SpecClaim]>([
    ['the same', headline, body], ['a weaker hedge', { ...headline, ...hedge(2) }, { ...body, ...hedge(1) }], ['an equal hedge', { ...headline, ...hedge(2) }, { ...body, ...hedge(2) }],
    ['one of its initiators', { ...headline, participants: by('usa', 'ussr') }, body],
    ['an initiator of the same label', { ...headline, participants: [{ actor: null, role: 'initiator', label: 'Officials' }] }, { ...body, participants: [{ actor: null, role: 'initiator', label: 'officials' }] }],
    ['no initiator either', { ...headline, kind: 'state', participants: [] }, { ...body, kind: 'state', participants: [] }],
  ])('does not fire where the body has %s', (_, first, second) => expect(open(told(first, second))).toEqual([]));
  it('does not fire without a claim in the headline', () => expect(open(told(body))).toEqual([]));
  it('is not closed by another headline claim, but by a body that says so', () => {
    const story = told(headline, { ...headline, id: 'h2' });
    expect(evidence(story, 'headline-body-mismatch')).toEqual(['clm_h', 'clm_h2']);
    expect(open(story.tell(fact('ClaimReported', { report: 'rpt_1', version: 1, claim: 'clm_b', order: 2, paragraph: 1, content: contentOf(body) })))).toEqual([]);
  });
  it('goes by where a carried claim now stands', () => {
    const story = told(body).revise('1', 2, { published: '1962-10-23' },
      fact('ClaimCarried', { report: 'rpt_1', version: 2, claim: 'clm_b', span: null, locator: { part: 'headline', paragraph: null }, paragraph: null }));
    expect(open(story)).toEqual(['headline-body-mismatch']);
  });
});
