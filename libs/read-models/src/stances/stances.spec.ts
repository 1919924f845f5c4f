import { fact, hop, on, SpecStory, stance, type SpecClaim } from '../../test/spec-story.js';
import { ledgerOf, stances } from './stances.projection.js';

const cellKey = 'usa/plan';
/** A story in which one report per entry tells a stance of the USA on the plan. */
class Telling extends SpecStory {
  private reports = 0;
  constructor() {
    super([stances]);
    this.actors('usa', 'ussr').issues('plan').outlets('wire', 'daily', 'weekly').source('rusk', 'named-person', 'usa');
  }
  says(value: number, published: string | null, claim: Partial<SpecClaim> = {}, entry: Parameters<typeof stance>[1] = {}): this {
    const id = claim.id ?? String(++this.reports);
    return this.report(id, { outlet: ['wire', 'daily', 'weekly'][this.reports % 3]!, published }, { attribution: anonymous(id), ...claim, id, stances: [stance(value, entry)] });
  }
  get cell() {
    return this.row(stances, cellKey);
  }
  get movements() {
    return ledgerOf(this.versions(stances, cellKey).map(({ row }) => row)).map(({ movement, before, after, changeOf }) => [movement, before, after, changeOf]);
  }
}
const anonymous = (label: string) => [hop({ label: `aide ${label}`, namedness: 'role' })];
const named = { attribution: [hop({ source: 'rusk' })] };
const told = () => new Telling();
const condition = (id: string): SpecClaim => ({ id, kind: 'condition' });

describe('the value of a cell', () => {
  it('is missing where no report speaks, and never 0', () => expect(told().cell).toBeNull());

  it('is what the newest moment told says, not the newest publication', () =>
    expect(told().says(3, '1962-10-28', { happened: on('1962-10-28') }).says(-2, '1973-11-19', { happened: on('1962-10-26') }).cell).toMatchObject({ value: 3, claims: 2, word: 'champions' }));

  it('is that of the later publication where the moments overlap', () =>
    expect(told().says(-3, '1962-10-27', { happened: on('1962-10-27') }).says(1, '1969', { happened: on('1962-10') }).cell.value).toBe(1));

  it('is dated by its publication where the claim has no time', () => {
    expect(told().says(2, '1962-10-28').says(-1, '1962-10-23').cell.value).toBe(2);
    expect(told().says(2, '1962-10-28').says(-1, '1962-10-29').cell.value).toBe(-1);
  });

  it('is the greatest absolute value within one report version, then the later place', () => {
    const inOne = (...values: number[]) => told().report('r', {}, ...values.map((value, index) => ({ id: `r${index}`, stances: [stance(value)] }))).cell;
    expect(inOne(-3, -1).value).toBe(-3);
    expect(inOne(1, -2, 2)).toMatchObject({ value: 2, from: { claim: 'clm_r2' } });
    const span = (start: number) => ({ start, end: start + 1, exact: 'x' });
    const placed = told().report('r', {}, { id: 'late', span: span(90), locator: null, stances: [stance(2)] }, { id: 'early', span: span(10), locator: null, stances: [stance(-2)] });
    expect(placed.cell.value).toBe(2);
  });

  it('counts only supporting claims that stand', () => {
    expect(told().says(3, '1962', { attests: 'mentions' }).cell).toBeNull();
    expect(told().says(3, '1962').tell(fact('ReportRetracted', { report: 'rpt_1', by: 'outlet', reason: 'wrong', published: null, noticeUrl: null })).cell.value).toBeNull();
  });

  it('is not moved by carrying a claim into a later version', () => {
    const story = told().says(-3, '1962-10-22').says(2, '1962-10-23');
    story.revise('1', 2, { published: '1962-10-25' }, fact('ClaimCarried', { report: 'rpt_1', version: 2, claim: 'clm_1', span: null, locator: null, paragraph: null }));
    expect(story.cell.value).toBe(2);
  });

  it('is not moved by recoding a claim in a later version than told it', () => {
    const story = told().says(-3, '1962-10-22').says(2, '1962-10-23');
    story.revise('1', 2, { published: '1962-10-25' }, fact('ClaimCarried', { report: 'rpt_1', version: 2, claim: 'clm_1', span: null, locator: null, paragraph: null }));
    const { content } = story.facts.claim('clm_1')!;
    story.tell(fact('ClaimRecoded', { report: 'rpt_1', version: 2, claim: 'clm_9', supersedes: 'clm_1', order: 0, paragraph: null, reason: 'milder', content: { ...content, stances: [stance(-2)] } }));
    expect(story.cell).toMatchObject({ value: 2, claims: 2 });
  });

  it('counts the origins of the claims that hold its sign', () =>
    expect(told().says(2, '1962-10-22').says(3, '1962-10-23').says(-1, '1962-10-20').cell).toMatchObject({ value: 3, claims: 3, origins: 2 }));

  it('is read through merges of holders and issues, and given back by a split', () => {
    const story = told().issues('other').says(2, '1962-10-22', {}, { holder: 'ussr', issue: 'other' });
    story.tell(fact('ActorsMerged', { id: 'usa', absorbed: ['ussr'], reason: 'one' }), fact('IssuesMerged', { id: 'plan', absorbed: ['other'], reason: 'one' }));
    expect([story.cell.value, story.row(stances, 'ussr/other')]).toEqual([2, null]);
    story.tell(fact('ActorsSplit', { id: 'usa', restored: 'ussr', reason: 'two' }), fact('IssuesSplit', { id: 'plan', restored: 'other', reason: 'two' }));
    expect([story.cell.value, story.row(stances, 'ussr/other').value]).toEqual([null, 2]);
  });
});

describe('an override', () => {
  const override = (value: number | null) => fact('StanceOverridden', { holder: 'usa', issue: 'plan', value, reason: 'we know' });

  it('stands above what is reported until it is lifted', () => {
    const story = told().says(2, '1962-10-22').tell(override(-3));
    expect(story.cell).toMatchObject({ value: -3, basis: 'overridden', previous: 2, settled: true });
    story.says(3, '1962-10-23');
    expect(story.cell).toMatchObject({ value: -3, claims: 2, from: { value: 3 } });
    story.tell(override(null));
    expect(story.cell).toMatchObject({ value: 3, basis: 'attributed', previous: -3 });
    expect(story.movements).toEqual([['opened', null, 2, 'story'], ['overridden', 2, -3, 'coding'], ['lifted', -3, 3, 'coding']]);
  });

  it('makes no cell where no report speaks', () => expect(told().tell(override(2)).cell).toBeNull());
});

describe('conditions', () => {
  const hanging = () => told().report('r', { published: '1962-10-27' }, condition('c'), { id: 'r1', stances: [stance(1, { conditions: ['clm_c'] })] });

  it('make a stance conditional while one of them is open', () => expect(hanging().cell).toMatchObject({ value: 1, conditional: true, conditions: ['clm_c'] }));

  it('are met by an active claim that fulfils them: the stance hardens', () => {
    const story = hanging().report('s', {}, { id: 's1', links: [{ type: 'fulfils', target: 'clm_c' }] });
    expect(story.cell).toMatchObject({ value: 1, conditional: false, conditions: [] });
    expect(story.movements.at(-1)).toEqual(['hardened', 1, 1, 'story']);
    story.tell(fact('ReportRetracted', { report: 'rpt_s', by: 'outlet', reason: 'wrong', published: null, noticeUrl: null }));
    expect(story.cell.conditional).toBe(true);
    expect(story.movements.at(-1)).toEqual(['softened', 1, 1, 'story']);
  });

  it('bind no longer once they are withdrawn', () =>
    expect(hanging().tell(fact('ClaimWithdrawn', { report: 'rpt_r', version: 1, claim: 'clm_c', reason: 'misread' })).cell.conditional).toBe(false));

  it('stay open when they are only told again', () => {
    const story = hanging();
    const { content } = story.facts.claim('clm_c')!;
    story.revise('r', 2, {}, fact('ClaimReworded', { report: 'rpt_r', version: 2, claim: 'clm_c2', supersedes: 'clm_c', order: 0, paragraph: null, content }));
    expect(story.cell).toMatchObject({ conditional: true, conditions: ['clm_c2'] });
  });
});

describe('movements', () => {
  it.each([
    ['hardened', 1, 3], ['hardened', -1, -2], ['hardened', 0, 1], ['softened', 3, 1], ['softened', -2, 0],
  ] as const)('%s: from %i to %i', (movement, before, after) => {
    const story = told().says(before, '1962-10-22').says(after, '1962-10-23');
    expect(story.movements.at(-1)).toEqual([movement, before, after, 'world']);
    expect(story.cell).toMatchObject({ previous: before, settled: true });
  });

  it('confirmed: a newer observation of the same value', () => {
    const story = told().says(2, '1962-10-22').says(2, '1962-10-23');
    expect(story.movements).toEqual([['opened', null, 2, 'story'], ['confirmed', 2, 2, 'world']]);
    expect(story.cell.since.position).toBeLessThan(story.cell.step.position);
  });

  it('none: an older moment told later', () => expect(told().says(2, '1962-10-24').says(-1, '1962-10-22').movements).toHaveLength(1));

  it('softened: the same value, now on conditions', () => {
    const story = told().report('c', {}, condition('c')).says(2, '1962-10-22').says(2, '1962-10-23', {}, { conditions: ['clm_c'] });
    expect(story.movements.at(-1)).toEqual(['softened', 2, 2, 'world']);
  });

  it('are of the story where the same moment is told anew, and of the world where the moment is newer', () => {
    const when = { happened: on('1962-10-27') };
    expect(told().says(-3, '1962-10-27', when).says(-1, '1969', when).movements.at(-1)).toEqual(['softened', -3, -1, 'story']);
    expect(told().says(-3, '1962-10-27', when).says(-1, '1969', { happened: on('1962-10-28') }).movements.at(-1)).toEqual(['softened', -3, -1, 'world']);
  });

  it('are of coding where an editor caused them', () => {
    const story = told().says(3, '1962-10-22');
    const { content } = story.facts.claim('clm_1')!;
    story.tell(fact('ClaimRecoded', { report: 'rpt_1', version: 1, claim: 'clm_9', supersedes: 'clm_1', order: 0, paragraph: null, reason: 'too strong', content: { ...content, stances: [stance(1)] } }));
    expect(story.movements.at(-1)).toEqual(['softened', 3, 1, 'coding']);
  });

  it('withdrawn: what carried it has ended, and what remains is shown', () => {
    const story = told().says(-3, '1962-10-22').says(-1, '1962-10-23').tell(fact('ReportRetracted', { report: 'rpt_2', by: 'outlet', reason: 'wrong', published: null, noticeUrl: null }));
    expect(story.movements.at(-1)).toEqual(['withdrawn', -1, -3, 'story']);
    expect(story.cell).toMatchObject({ value: -3, settled: true, previous: -1 });
  });

  it('withdrawn without a rest, and opened again by a later report', () => {
    const story = told().says(-3, '1962-10-22').tell(fact('ClaimWithdrawn', { report: 'rpt_1', version: 1, claim: 'clm_1', reason: 'misread' }));
    expect(story.cell).toMatchObject({ value: null, word: null, claims: 0, step: { movement: 'withdrawn', claim: 'clm_1', changeOf: 'coding' } });
    story.says(1, '1962-10-23');
    expect(story.movements).toEqual([['opened', null, -3, 'story'], ['withdrawn', -3, null, 'coding'], ['opened', null, 1, 'story']]);
  });

  it('make one step of all that one report tells', () => {
    const story = told().says(-2, '1962-10-20').report('r', { published: '1962-10-22' }, { id: 'r1', attribution: anonymous('r'), stances: [stance(1)] }, { id: 'r2', attribution: anonymous('r'), stances: [stance(3)] });
    expect(story.movements).toEqual([['opened', null, -2, 'story'], ['shift-reported', -2, 3, 'world']]);
    expect(story.cell).toMatchObject({ value: 3, previous: -2 });
  });
});

describe('a turn', () => {
  it('is a reported shift while one unnamed voice tells it', () => {
    const story = told().says(-3, '1962-10-22').says(1, '1962-10-23');
    expect(story.movements.at(-1)).toEqual(['shift-reported', -3, 1, 'world']);
    expect(story.cell.settled).toBe(false);
  });

  it.each([
    ['declared by the holder', {}, { basis: 'declared' as const }], ['told by a named voice', named, {}],
  ])('is settled at once when it is %s', (_, claim, entry) => {
    const story = told().says(-3, '1962-10-22').says(1, '1962-10-23', claim, entry);
    expect(story.movements.at(-1)).toEqual(['flipped', -3, 1, 'world']);
    expect(story.cell.settled).toBe(true);
  });

  it('settles with a second origin, and that is the flip', () => {
    const when = { happened: on('1962-10-27') };
    const story = told().says(-3, '1962-10-27', when).says(1, '1969', when).says(2, '1989', when);
    expect(story.movements.slice(1)).toEqual([['shift-reported', -3, 1, 'story'], ['flipped', 1, 2, 'story']]);
    expect(story.cell.settled).toBe(true);
  });

  it('settles with a second origin that tells of it later, and dates it no further', () => {
    const story = told().says(-3, '2024-01-01').says(1, '2024-01-05').says(1, '2024-01-06');
    expect(story.movements.slice(1)).toEqual([['shift-reported', -3, 1, 'world'], ['flipped', 1, 1, 'world']]);
    expect(story.cell.settled).toBe(true);
  });

  it('is not settled by an origin that held the sign wholly earlier', () =>
    expect(told().says(1, '1962-10-20').says(-3, '1962-10-22').says(1, '1962-10-23').cell.settled).toBe(false));

  it('settles when its voice is identified', () => {
    const story = told().source('aide', 'role').says(-3, '1962-10-22').says(1, '1962-10-23', { attribution: [hop({ source: 'aide' })] });
    expect(story.cell.settled).toBe(false);
    story.tell(fact('SourceIdentified', { id: 'aide', actor: 'usa', namedness: 'named-person', reason: 'memoir' }));
    expect(story.cell.settled).toBe(true);
    expect(story.movements.at(-1)).toEqual(['flipped', 1, 1, 'coding']);
  });

  it('is none by way of 0', () => expect(told().says(-3, '1962-10-22').says(0, '1962-10-23').says(2, '1962-10-24').cell).toMatchObject({ value: 2, settled: true }));

  it('that an outlet tells by rewording its own claim is a turn as well', () => {
    const story = told().says(-3, '1962-10-22');
    const { content } = story.facts.claim('clm_1')!;
    story.revise('1', 2, { published: '1962-10-23' }, fact('ClaimReworded', { report: 'rpt_1', version: 2, claim: 'clm_9', supersedes: 'clm_1', order: 0, paragraph: null, content: { ...content, stances: [stance(1)] } }));
    expect(story.movements.at(-1)).toEqual(['shift-reported', -3, 1, 'world']);
  });
});
