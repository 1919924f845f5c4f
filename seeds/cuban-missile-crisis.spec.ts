import { readFileSync } from 'node:fs';
import { publishedOrder, StoryFacts, visibleSteps } from '#libs/story';
import { cellOf, timelineItem, openMarkersOn, originsOf } from '#libs/read-models';
import { FoldedLines } from './fold-lines.js';
import { SEED_DIRECTORY } from './index.js';
import { parseSeedLines, type PostLine } from './seed-lines.js';

const STORY = 'cuban-missile-crisis';
const FILE = `${STORY}.jsonl`;
const acts = parseSeedLines(FILE, readFileSync(new URL(FILE, SEED_DIRECTORY), 'utf8')).filter((line): line is PostLine => line.act === 'post');
const whole = new FoldedLines(STORY, acts);

/** The story as it stood right after the line of this name was filed. */
function after(name: string): StoryFacts {
  const end = acts.findIndex((line) => line.as === name);
  if (end < 0) throw new Error(`no line is named ${name}`);
  return new FoldedLines(STORY, acts.slice(0, end + 1)).facts;
}
/** The story as the public could know it by a day. */
function publicBy(day: string): StoryFacts {
  const steps = publishedOrder(whole.facts, whole.events.filter((event) => event.story === STORY));
  const facts = new StoryFacts(STORY, whole.registers);
  facts.registersAt = whole.events.length;
  for (const { event } of steps.slice(0, visibleSteps(steps, day))) facts.apply(event);
  return facts;
}
const rulesOn = (facts: StoryFacts, type: 'occurrence' | 'claim' | 'report', id: string) => openMarkersOn(facts, { type, id }).map(({ rule }) => rule);
const onOccurrence = (facts: StoryFacts, id: string) => rulesOn(facts, 'occurrence', `occ_${id}`);
const onClaim = (facts: StoryFacts, id: string) => rulesOn(facts, 'claim', `clm_${id}`);
const originsOn = (facts: StoryFacts, id: string) => originsOf(facts, facts.membersOf(`occ_${id}`).filter((claim) => facts.isSupporting(claim))).length;

describe('what the public record of the missile crisis must trigger (DOMAIN §9)', () => {
  it('C01: the missiles are first told of by a denial, which nothing supports', () => {
    const facts = after('C01');
    expect(facts.membersOf('occ_C01-denial').map((claim) => claim.attests)).toEqual(['denies']);
    expect(onOccurrence(facts, 'C01-denial')).toEqual([]);
  });

  it('C02: the address makes it contested, and announces a quarantine without a date', () => {
    const facts = after('C02');
    expect(onOccurrence(facts, 'C01-denial')).toContain('contested');
    expect(facts.claim('clm_C02-quarantine')).toMatchObject({ planStatus: 'scheduled', content: { happened: { edtf: null } } });
    expect(facts.claim('clm_C02-demand')!.content.stances).toEqual([{ holder: 'usa', issue: 'missile-removal', value: 3, basis: 'declared', conditions: [] }]);
  });

  it('C03: Uruguay abstains, which is a declared 0, and a count of 0 is a number', () => {
    const facts = after('C03');
    expect(facts.claim('clm_C03-uruguay')!.content.stances).toMatchObject([{ holder: 'uruguay', value: 0, basis: 'declared' }]);
    expect(facts.claim('clm_C03-votes-against')!.content.quantity).toMatchObject({ best: 0, kind: 'exact' });
  });

  it('C04: twenty votes are an update of nineteen, no contradiction', () => {
    const facts = after('C04');
    expect(facts.membersOf('occ_C03-votes-for').map((claim) => claim.content.quantity!.best)).toEqual([19, 20]);
    expect(onOccurrence(facts, 'C03-votes-for')).not.toContain('contradicted-quantity');
  });

  it('C05: TASS and Pravda are two outlets and one origin', () => {
    for (const occurrence of ['C05a-reject-demand', 'C05a-reject-quarantine']) {
      expect(onOccurrence(after('C05b'), occurrence)).toEqual(['circular-sourcing', 'single-source']);
    }
  });

  it('C06: the proclamation gives the plan of C02 its hour', () => {
    const facts = after('C06');
    expect(facts.claim('clm_C06-start')).toMatchObject({ occurrence: 'occ_C02-quarantine', content: { happened: { edtf: '1962-10-24T14:00:00Z' } } });
    expect(onOccurrence(facts, 'C02-quarantine')).not.toContain('contradicted-time');
  });

  it('C07: the ships are said to turn by officials without a name, in one place only', () => {
    const facts = after('C07');
    expect(onClaim(facts, 'C07-turned-back')).toContain('anonymous-attribution');
    expect(onOccurrence(facts, 'C07-turned-back')).toContain('single-source');
  });

  it('C08: no answer is no stance and no denial; the denial of C01 still counts', () => {
    const facts = after('C08');
    expect(facts.claim('clm_C08-no-answer')).toMatchObject({ attests: 'supports', content: { kind: 'no-comment', stances: [] } });
    expect(onOccurrence(facts, 'C01-denial')).toContain('contested');
  });

  it('C09: the estimate has no date, and the public of 1962 does not know it', () => {
    const facts = after('C09');
    expect(rulesOn(facts, 'report', 'rpt_C09')).toEqual(['undated-report']);
    expect(onClaim(facts, 'C09-troops')).toContain('approximate-quantity');
    expect(publicBy('1962-12-31').report('rpt_C09')).toBeUndefined();
    expect(publicBy('2022-12-31').report('rpt_C09')).toBeUndefined();
  });

  it('C10: Khrushchev owns up to the weapons, so the denial of September stops counting', () => {
    expect(onOccurrence(publicBy('1962-10-26'), 'C01-denial')).toContain('contested');
    expect(onOccurrence(publicBy('1962-10-27'), 'C01-denial')).toEqual([]);
  });

  it('C11 and C22: a letter is mentioned in 1962 and told only in 1973', () => {
    const supports = (day: string) => publicBy(day).membersOf('occ_C11-other-letter').filter((claim) => claim.attests === 'supports').length;
    expect([supports('1962-12-31'), supports('1973-12-31')]).toEqual([0, 1]);
  });

  it('C13: nobody is said to have shot the aircraft down', () => {
    expect(onClaim(after('C13'), 'C13-plane-lost')).toContain('vague-actor');
  });

  it('C17: within thirty days is an upper bound, once our coding is mended', () => {
    expect(onClaim(after('C17'), 'C17-bombers')).not.toContain('approximate-quantity');
    expect(onClaim(after('C17c'), 'C17c-bombers')).toContain('approximate-quantity');
  });

  it('C18 to C25: the bargain is opened by a denial and contested only by those who told in 1989', () => {
    expect(onOccurrence(publicBy('1969-12-31'), 'C18-no-bargain')).toEqual([]);
    expect(onOccurrence(publicBy('1989-12-31'), 'C18-no-bargain')).toContain('contested');
    expect(onOccurrence(publicBy('1969-12-31'), 'C21-talk')).toEqual(['single-source']);
    expect(onClaim(whole.facts, 'C21-talk')).not.toContain('unattributed');
    expect(whole.facts.claim('clm_C25-trade-dobrynin')!.content.links).toContainEqual({ type: 'cause', target: 'clm_C19-jupiters-out' });
    expect(whole.facts.claim('clm_C19-jupiters-out')!.content.links).toEqual([]);
  });

  it('C20 and C26: each man says that the other named the terms, and neither wins', () => {
    expect(onOccurrence(after('C20'), 'C20-official-terms')).toEqual(['single-source']);
    const facts = after('C26');
    expect(onOccurrence(facts, 'C20-official-terms')).toContain('contested');
    expect(originsOn(facts, 'C20-meeting')).toBe(2);
  });

  it('C23: the plan through the United Nations is first seen as lapsed, on one named word', () => {
    const facts = after('C23');
    expect(facts.membersOf('occ_C23-cordier').map((claim) => claim.planStatus)).toEqual(['lapsed']);
    expect(onOccurrence(facts, 'C23-cordier')).toEqual(['single-source']);
    expect(onClaim(facts, 'C23-cordier')).not.toContain('anonymous-attribution');
  });

  it('C24 and C25: more than 40,000 contradicts the estimate, about 42,000 fits into it', () => {
    expect(onOccurrence(after('C09'), 'C09-troops')).not.toContain('contradicted-quantity');
    expect(onOccurrence(after('C24'), 'C09-troops')).toContain('contradicted-quantity');
    // Without the estimate, which was never public, the two figures of 1989 agree.
    expect(onOccurrence(publicBy('1989-12-31'), 'C09-troops')).not.toContain('contradicted-quantity');
  });

  it('C27 and C28: nine warheads, then about a hundred', () => {
    expect(onOccurrence(after('C27'), 'C27-warheads')).toEqual(['single-source']);
    expect(onOccurrence(after('C28'), 'C27-warheads')).toEqual(['contradicted-quantity']);
    expect(onClaim(after('C27'), 'C27-authority')).toContain('low-coder-certainty');
  });

  it('C29 and C31: the danger aboard B-59 is corroborated, the torpedo rests on one officer, however often retold', () => {
    expect(originsOn(after('C29b'), 'C29-danger')).toBe(1);
    expect(originsOn(whole.facts, 'C29-danger')).toBe(2);
    expect(onOccurrence(whole.facts, 'C29-torpedo')).toEqual(['circular-sourcing', 'single-source']);
  });

  it('C30: the ships turned on another day, and there was no stand-off', () => {
    expect(onOccurrence(publicBy('2007-12-31'), 'C07-turned-back')).toEqual([]);
    expect(onOccurrence(publicBy('2008-12-31'), 'C07-turned-back')).toEqual(['contested', 'contradicted-time']);
    expect(whole.facts.membersOf('occ_C07-turned-back').filter((claim) => claim.attests === 'supports').map((claim) => claim.content.happened!.edtf))
      .toEqual(['1962-10-24', '1962-10-24', '1962-10-23']);
  });

  it('from C20 on, every claim about October 1962 is a late report', () => {
    const from = acts.findIndex((line) => line.as === 'C20');
    const late = acts.slice(from).filter((line) => line.path.endsWith('/reports')).flatMap((line) =>
      (line.body['claims'] as { ref: string; happened: { edtf: string | null } | null }[])
        .filter((claim) => claim.happened?.edtf?.startsWith('1962-10'))
        .map((claim) => `${line.as}-${claim.ref}`));
    expect(late.length).toBeGreaterThanOrEqual(20);
    for (const claim of late) expect(onClaim(whole.facts, claim)).toContain('late-report');
  });
});

describe('what the public could know (DOMAIN §9, acceptance)', () => {
  const stance = (day: string, holder: string, issue: string) => {
    const cell = cellOf(publicBy(day), holder, issue);
    return cell === null ? null : { value: cell.value, conditional: cell.conditional, settled: cell.settled };
  };

  it.each([
    ['1962-10-22', null],
    ['1962-10-23', { value: -3, conditional: false, settled: true }],
    ['1962-10-27', { value: 1, conditional: true, settled: true }],
    ['1962-10-28', { value: 3, conditional: false, settled: true }],
    ['1973-12-31', { value: 3, conditional: false, settled: true }],
    ['2022-12-31', { value: 3, conditional: false, settled: true }],
  ])('by %s of the Soviet position on taking the missiles out', (day, expected) => {
    expect(stance(day, 'ussr', 'missile-removal')).toEqual(expected);
  });

  it.each([
    ['1962-10-26', null],
    ['1962-12-31', { value: -3, conditional: false, settled: true }],
    ['1969-12-31', { value: 1, conditional: false, settled: false }],
    ['1988-12-31', { value: 1, conditional: false, settled: false }],
    ['1990-12-31', { value: 2, conditional: false, settled: true }],
  ])('by %s of the American position on the missiles in Turkey, always that of 27 October 1962', (day, expected) => {
    expect(stance(day, 'usa', 'jupiter-trade')).toEqual(expected);
  });

  it('has no Cuban position before Castro speaks, and a missing one is not 0', () => {
    expect(stance('1962-10-27', 'cuba', 'no-invasion-pledge')).toBeNull();
    expect(stance('1962-10-28', 'cuba', 'no-invasion-pledge')).toMatchObject({ value: -1 });
    expect(stance('1962-10-23', 'uruguay', 'quarantine')).toMatchObject({ value: 0 });
  });

  it('dates the turning of the ships to one day before 2008, and to two days after', () => {
    const happened = (day: string) => timelineItem(publicBy(day), 'occ_C07-turned-back')!.happened!.edtf;
    expect([happened('1962-10-25'), happened('2007-12-31'), happened('2008-12-31')]).toEqual(['1962-10-24', '1962-10-24', '1962-10-23/1962-10-24']);
  });
});

it('a raised publishedBy never hides a report of the story', () => {
  const known = ['1962-10-22', '1962-10-28', '1969-12-31', '1989-12-31', '2008-12-31', '2022-12-31'].map((day) => [...publicBy(day).reports.values()].map(({ id }) => id));
  for (const [index, reports] of known.entries()) if (index > 0) expect(reports).toEqual(expect.arrayContaining(known[index - 1]!));
  // All but the estimate, which became known only to us.
  expect(known.at(-1)).toHaveLength(32);
});
