import type { Quantity } from '#libs/codebook';
import type { EventData } from '#libs/story';
import { markers } from '../index.js';
import { by, contentOf, fact, hop, on, SpecStory, type Fact, type SpecClaim } from '../../test/spec-story.js';

/** Tells on one occurrence, `occ_a`: each report has one claim, named as the report is. */
class Affair extends SpecStory {
  constructor() {
    super([markers]);
    this.actors('usa', 'ussr').issues('plan').outlets('tass', 'herald', 'post', 'times')
      .source('embassy', 'named-office', 'ussr').source('zorin', 'named-person', 'ussr').source('salinger', 'named-person', 'usa').source('aide', 'role');
  }

  says(name: string, claim: Partial<SpecClaim> = {}, details: Partial<EventData['ReportFiled']> = {}): this {
    return this.report(name, { outlet: name in outlets ? outlets[name]! : null, ...details }, { id: name, participants: by('usa'), ...claim, ...(this.facts.occurrence('occ_a') === undefined ? {} : { occurrence: 'occ_a' }) });
  }

  get open(): string[] {
    return this.all(markers).filter(({ scope, closed }) => scope === 'occurrence' && closed === null).map(({ rule, subject }) => (subject.id === 'occ_a' ? rule : `${rule} on ${subject.id}`)).sort();
  }

  evidence(rule: string): string[] {
    return this.all(markers).find((marker) => marker.rule === rule && marker.subject.id === 'occ_a' && marker.closed === null)?.evidence.map(({ claim }: { claim: string }) => claim.slice(4)) ?? [];
  }

  retracts(name: string): this {
    return this.tell(fact('ReportRetracted', { report: `rpt_${name}`, by: 'outlet', reason: 'wrong', published: null, noticeUrl: null }));
  }

  recodes(name: string, as: Partial<SpecClaim>): this {
    return this.tell(
      fact('ClaimRecoded', { report: `rpt_${name}`, version: 1, claim: `clm_${name}2`, supersedes: `clm_${name}`, order: 0, paragraph: null, content: contentOf({ id: `${name}2`, participants: by('usa'), ...as }), reason: 'read again' }),
      fact('ClaimAttached', { occurrence: 'occ_a', claim: `clm_${name}2`, attests: as.attests ?? 'supports', planStatus: null }),
    );
  }
}
/** Which outlet a report of this name is of. */
const outlets: Record<string, string> = { a: 'herald', b: 'post', c: 'times', t: 'tass' };
const denies: Partial<SpecClaim> = { kind: 'denial', attests: 'denies' };
const ships = (best: number, some: Partial<Quantity> = {}): Partial<SpecClaim> =>
  ({ kind: 'quantity', quantity: { best, low: null, high: null, unit: 'ship', of: 'ships', kind: 'exact', asOf: null, cue: null, ...some } });

describe('single-source', () => {
  it('fires on one origin, with its claims as evidence, and is closed by a second', () => {
    const affair = new Affair().says('a');
    expect([affair.open, affair.evidence('single-source')]).toEqual([['single-source'], ['a']]);
    expect(affair.says('b').open).toEqual([]);
  });
  it('is not closed by the same outlet again, nor by one that only denies, queries or mentions', () => {
    const affair = new Affair().says('a').says('a2', {}, { outlet: 'herald' });
    expect(affair.evidence('single-source')).toEqual(['a', 'a2']);
    for (const attests of ['queries', 'mentions'] as const) affair.says(`b-${attests}`, { attests }, { outlet: 'post' });
    expect(affair.says('c', denies).open).toEqual(['contested', 'single-source']);
  });
  it('opens again when the second origin is retracted', () => expect(new Affair().says('a').says('b').retracts('b').open).toEqual(['single-source']));
  it('does not fire where nothing supports', () => expect(new Affair().says('a', denies).open).toEqual([]));
});

describe('contested', () => {
  const contested = () => new Affair().says('a').says('b', denies);
  it('fires on a supporting and a denying claim with different voices', () => {
    expect(contested().open).toContain('contested');
    expect(contested().evidence('contested')).toEqual(['a', 'b']);
  });
  it('does not fire where one voice both says and denies', () => {
    const voice = { attribution: [hop({ source: 'salinger' })] };
    expect(new Affair().says('a', voice).says('b', { ...denies, ...voice }).open).not.toContain('contested');
    // A label is a voice too, whatever its letter case.
    expect(new Affair().says('a', { attribution: [hop({ label: 'The Captain' })] }).says('b', { ...denies, attribution: [hop({ label: 'the captain' })] }).open).not.toContain('contested');
  });
  it('does not fire on a query or a mention', () => {
    for (const attests of ['queries', 'mentions'] as const) expect(new Affair().says('a').says('b', { attests }).open).not.toContain('contested');
  });
  it.each(['a', 'b'])('is closed by the retraction of either side (%s)', (side) => expect(contested().retracts(side).open).not.toContain('contested'));

  describe('by an admission', () => {
    const told = (denied: string, admitted: string, second: Partial<SpecClaim>) => new Affair()
      .says('a', {}, { published: '1962-10-22' })
      .says('b', { ...denies, attribution: [hop({ source: 'embassy' })] }, { published: denied })
      .says('c', second, { published: admitted });
    it('is closed when the voice that denied supports it later', () =>
      expect(told('1962-10-23', '1962-10-27', { attribution: [hop({ source: 'embassy' })] }).open).not.toContain('contested'));
    it('is closed when another voice of the same actor does', () =>
      expect(told('1962-10-23', '1962-10-27', { attribution: [hop({ source: 'zorin' })] }).open).not.toContain('contested'));
    it('is not closed by what was published before the denial', () =>
      expect(told('1962-10-23', '1962-10-21', { attribution: [hop({ source: 'zorin' })] }).open).toContain('contested'));
    it('is not closed by a voice of another actor, or of none', () => {
      expect(told('1962-10-23', '1962-10-27', { attribution: [hop({ source: 'salinger' })] }).open).toContain('contested');
      expect(told('1962-10-23', '1962-10-27', { attribution: [hop({ source: 'aide' })] }).open).toContain('contested');
    });
    it('is not closed by a mere mention', () =>
      expect(told('1962-10-23', '1962-10-27', { attests: 'mentions', attribution: [hop({ source: 'zorin' })] }).open).toContain('contested'));
    it('opens again when the admission is retracted', () =>
      expect(told('1962-10-23', '1962-10-27', { attribution: [hop({ source: 'zorin' })] }).retracts('c').open).toContain('contested'));
    it('is not undone by a revision that only carries the denial', () => {
      const affair = told('1962-10-23', '1962-10-27', { attribution: [hop({ source: 'zorin' })] });
      affair.revise('b', 2, { published: '1962-10-30' }, fact('ClaimCarried', { report: 'rpt_b', version: 2, claim: 'clm_b', span: null, locator: { part: 'body', paragraph: 2 }, paragraph: null }));
      expect(affair.open).not.toContain('contested');
    });
  });
});

describe('contradicted-quantity', () => {
  it('fires on numbers of two reports that disagree, and names only those', () => {
    const affair = new Affair().says('a', ships(10)).says('b', ships(20)).says('c', ships(10, { of: 'boats' }));
    expect([affair.open, affair.evidence('contradicted-quantity')]).toEqual([['contradicted-quantity'], ['a', 'b']]);
  });
  it.each([
    ['a gap of two per cent', ships(98), ships(100)], ['another unit', ships(10), ships(20, { unit: 'tonne' })],
    ['another day', ships(10, { asOf: '1962-10-23' }), ships(20, { asOf: '1962-10-24' })], ['a bound that holds both', ships(10), ships(5, { kind: 'at-least' })],
  ])('does not fire on %s', (_, one, other) => expect(new Affair().says('a', one).says('b', other).open).toEqual([]));
  it('fires from just more than two per cent on', () => expect(new Affair().says('a', ships(97)).says('b', ships(100)).open).toEqual(['contradicted-quantity']));
  it('does not fire within one report, nor against a claim that does not support', () => {
    const one = new Affair().report('a', { outlet: 'herald' }, { id: 'a', ...ships(10) }, { id: 'a2', occurrence: 'occ_a', ...ships(20) });
    expect(one.open).toEqual(['single-source']);
    expect(new Affair().says('a', ships(10)).says('b', { ...ships(20), attests: 'mentions' }).open).toEqual(['single-source']);
  });
  it('is closed by retraction, and by recoding', () => {
    expect(new Affair().says('a', ships(10)).says('b', ships(20)).retracts('b').open).toEqual(['single-source']);
    expect(new Affair().says('a', ships(10)).says('b', ships(20)).recodes('b', ships(10)).open).toEqual([]);
  });
});

describe('contradicted-time', () => {
  const told = (one: string, other: string) => new Affair().says('a', { happened: on(one) }).says('b', { happened: on(other) });
  it('fires on times that do not meet', () => {
    expect(told('1962-10-23', '1962-10-24').open).toEqual(['contradicted-time']);
    expect(told('1962-10-23', '1962-10-24').evidence('contradicted-time')).toEqual(['a', 'b']);
  });
  it.each([['1962-10', '1962-10-24'], ['1962-10-22/1962-10-24', '1962-10-24T10:00:00Z'], ['1962-10-23', '1962-10-20/..']])('does not fire on %s and %s', (one, other) =>
    expect(told(one, other).open).toEqual([]));
  it('does not fire against a claim without a time, or one that does not support', () => {
    expect(new Affair().says('a', { happened: on('1962-10-23') }).says('b').open).toEqual([]);
    expect(new Affair().says('a', { happened: on('1962-10-23') }).says('b', { ...denies, happened: on('1962-10-24') }).open).not.toContain('contradicted-time');
  });
  it('names only the claims whose time meets not every other', () =>
    expect(told('1962-10-23', '1962-10-24').says('c', { happened: on('1962-10') }).evidence('contradicted-time')).toEqual(['a', 'b']));
  it('is closed by recoding, and by a split', () => {
    expect(told('1962-10-23', '1962-10-24').recodes('b', { happened: on('1962-10-23') }).open).toEqual([]);
    const affair = told('1962-10-23', '1962-10-24').tell(fact('OccurrenceSplit', { occurrence: 'occ_a', into: 'occ_x', claims: ['clm_b'], restored: null, reason: 'two turnings' }));
    expect(affair.open).toEqual(['single-source', 'single-source on occ_x']);
  });
});

describe('no-longer-attested', () => {
  it('fires once the last supporting claim is gone, with it as evidence', () => {
    const affair = new Affair().says('a').says('b', { attests: 'mentions' }).retracts('a');
    expect([affair.open, affair.evidence('no-longer-attested')]).toEqual([['no-longer-attested'], ['a']]);
  });
  it('does not fire where nothing ever supported, or something still does', () => {
    expect(new Affair().says('a', denies).retracts('a').open).toEqual([]);
    expect(new Affair().says('a').says('b').retracts('a').open).not.toContain('no-longer-attested');
  });
  it('is closed by a new supporting claim', () => expect(new Affair().says('a').retracts('a').says('b').open).toEqual(['single-source']));
  it('does not fire on what another occurrence has absorbed', () => {
    const affair = new Affair().says('a').report('b', { outlet: 'post' }, { id: 'b', participants: by('usa') });
    affair.tell(fact('OccurrencesMerged', { occurrence: 'occ_a', absorbed: ['occ_b'], claims: { occ_b: ['clm_b'] }, reason: 'the same' }));
    expect(affair.open).toEqual([]);
    // Given back, everything is as it was (DOMAIN §7.6).
    affair.tell(fact('OccurrenceSplit', { occurrence: 'occ_a', into: 'occ_b', claims: ['clm_b'], restored: 'occ_b', reason: 'not the same' }));
    expect(affair.open).toEqual(['single-source', 'single-source on occ_b']);
  });
});

describe('circular-sourcing', () => {
  const citing = (outlet: string): Partial<SpecClaim> => ({ attribution: [hop({ source: outlet })] });
  it('fires where two outlets are one origin', () => {
    const affair = new Affair().says('a').says('b', citing('herald'));
    expect([affair.open, affair.evidence('circular-sourcing')]).toEqual([['circular-sourcing', 'single-source'], ['a', 'b']]);
  });
  it('does not fire on one outlet told twice, nor on two origins', () => {
    expect(new Affair().says('a').says('a2', {}, { outlet: 'herald' }).open).toEqual(['single-source']);
    expect(new Affair().says('a').says('b').open).toEqual([]);
  });
  it('is closed by an origin outside', () => expect(new Affair().says('a').says('b', citing('herald')).says('c').open).toEqual([]));
  it('stays despite an origin outside where outlets cite one another in a circle, until the circle is gone', () => {
    const affair = new Affair().says('a', citing('post')).says('b', citing('tass')).says('t', citing('herald')).says('c');
    expect(affair.open).toEqual(['circular-sourcing']);
    expect(affair.retracts('t').open).toEqual([]);
  });
  it('does not take a chain of citations, or an outlet that cites itself, for a circle', () =>
    expect(new Affair().says('a', citing('post')).says('b', citing('post')).says('c').open).toEqual([]));
});

it('reads outlets, voices and actors through merges', () => {
  const affair = new Affair().says('a').says('b');
  const merged: Fact = fact('SourcesMerged', { id: 'herald', absorbed: ['post'], reason: 'one paper' });
  expect(affair.tell(merged).open).toEqual(['single-source']);
});
