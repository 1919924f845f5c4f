import { actor, content, issue, joins, opened, report, reported } from '../../test/builders.js';
import { fact, factsAfter } from '../../test/given.js';
import { candidatesFor } from './candidates.js';

const who = (...actors: string[]) => actors.map((id) => ({ actor: id, role: 'initiator' as const, label: null }));
const registers = [opened(), actor('usa'), actor('ussr'), actor('cuba'), issue('missiles'), issue('removal', { parent: 'missiles' })];
const meeting = { kind: 'meeting' as const, issue: 'missiles', participants: who('usa', 'ussr') };

describe('occurrences that may be the same', () => {
  const known = factsAfter(...registers, report(1, {}, { ...meeting, place: { label: 'Vienna', precision: 'near' }, happened: { edtf: '1962-10', aspect: 'instant', relation: null, anchor: null } }));
  const found = (some: object) => candidatesFor(content({ ...meeting, ...some }), null, known);

  it('are scored by actors, issue, kind, time and place', () =>
    // 0.35 × 2/2 + 0.25 + 0.2 + 0.1 + 0.1
    expect(found({ place: { label: 'vienna', precision: 'near' }, happened: { edtf: '1962-10-20', aspect: 'instant', relation: null, anchor: null } })).toEqual([
      { occurrence: 'occ_1', score: 1, reasons: ['same issue', 'two shared actors', 'same kind', 'overlapping times', 'same place'] },
    ]));

  it('give half for the parent of the issue', () =>
    // 0.35 × 2/2 + 0.125 + 0.2
    expect(found({ issue: 'removal' })).toMatchObject([{ score: 0.675, reasons: ['issue above or below', 'two shared actors', 'same kind'] }]));

  it('count all meetings as one kind', () => expect(found({ kind: 'planned-meeting' })).toHaveLength(1));
  it('are of the same kind', () => expect(found({ kind: 'threat' })).toEqual([]));
  it('share an actor', () => expect(found({ participants: who('cuba') })).toEqual([]));
  it('do not happen at another time', () => expect(found({ happened: { edtf: '1963', aspect: 'instant', relation: null, anchor: null } })).toEqual([]));
  it('reach one half', () =>
    // 0.35 × 1/3 + 0 + 0.2 = 0.317
    expect(found({ issue: null, participants: who('usa', 'cuba') })).toEqual([]));
  it('are not the one it belongs to', () => expect(candidatesFor(content(meeting), 'occ_1', known)).toEqual([]));
  it('read merged actors as one', () => {
    const merged = factsAfter(...registers, actor('soviets'), report(1, {}, meeting), fact('ActorsMerged', { id: 'ussr', absorbed: ['soviets'], reason: 'one' }));
    expect(candidatesFor(content({ ...meeting, participants: who('usa', 'soviets') }), null, merged)).toHaveLength(1);
  });
  it('are looked for in all the claims of an occurrence', () => {
    const mixed = factsAfter(
      ...registers, report(1, {}, { ...meeting, participants: who('usa'), happened: { edtf: '1963', aspect: 'instant', relation: null, anchor: null } }),
      reported('rpt_1', 'clm_1b', { ...meeting, kind: 'outreach', participants: who('ussr'), happened: { edtf: '1962', aspect: 'instant', relation: null, anchor: null } }), joins('occ_1', 'clm_1b'),
    );
    // One claim has the kind, the other the time and the second actor: 0.35 × 2/2 + 0.25 + 0.2 + 0.1
    expect(candidatesFor(content({ ...meeting, happened: { edtf: '1962-10', aspect: 'instant', relation: null, anchor: null } }), null, mixed)).toMatchObject([{ score: 0.9 }]);
  });
  it('are at most five', () => {
    const six = factsAfter(...registers, ...[1, 2, 3, 4, 5, 6].map((n) => report(n, {}, meeting)));
    expect(candidatesFor(content(meeting), null, six)).toHaveLength(5);
  });
});

describe('in a story of any size', () => {
  const day = (n: number) => ({ edtf: `19${String(10 + n).padStart(2, '0')}-05-01`, aspect: 'instant' as const, relation: null, anchor: null });
  const long = factsAfter(...registers, ...Array.from({ length: 80 }, (_, n) => report(n + 1, {}, { ...meeting, happened: day(n) })));

  it('the one of the right time is found among all those of the same actors and issue', () =>
    expect(candidatesFor(content({ ...meeting, happened: day(3) }), null, long)).toMatchObject([{ occurrence: 'occ_4', score: 0.9 }]));
  it('a claim without a time finds the newest', () =>
    expect(candidatesFor(content(meeting), null, long).map(({ occurrence }) => Number(occurrence.slice(4)))).toEqual(expect.arrayContaining([80, 79])));
  it('what a claim that joined later tells of an occurrence is found too', () => {
    const joined = factsAfter(...registers, report(1, {}, { ...meeting, participants: who('cuba') }), reported('rpt_1', 'clm_1b', { ...meeting, participants: who('usa') }), joins('occ_1', 'clm_1b'));
    expect(candidatesFor(content({ ...meeting, participants: who('usa') }), null, joined)).toMatchObject([{ occurrence: 'occ_1' }]);
  });
  it('what has ended is found no more', () => {
    const ended = factsAfter(...registers, report(1, {}, meeting), fact('ClaimWithdrawn', { report: 'rpt_1', claim: 'clm_1', version: 1, reason: 'not said' }));
    expect(candidatesFor(content(meeting), null, ended)).toEqual([]);
  });
});
