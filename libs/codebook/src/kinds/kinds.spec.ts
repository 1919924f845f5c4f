import { kinds } from '../shapes.js';
import { cameoCodes } from '../scales/cameo-codes.generated.js';
import { ploverTypes } from '../scales/plover.generated.js';
import { comparedKind, defaultStance, isOfStateFamily, kindRow, kindTable } from './index.js';

describe('the table of kinds', () => {
  it('has one row per kind, in the published order', () => expect(kindTable.map((row) => row.kind)).toEqual([...kinds]));

  it('gives a default stance to exactly these kinds', () => {
    const withStance = Object.fromEntries(kindTable.filter((row) => row.defaultStance !== null).map((row) => [row.kind, row.defaultStance]));
    expect(withStance).toEqual({
      pressure: 3, warning: -1, reassurance: 2, objection: -2, criticism: -2, anger: -2, rejection: -3, 'refusal-to-meet': -3,
      'cancelled-meeting': -3, 'suspended-talks': -3, proposal: 3, endorsement: 2, recognition: 2, 'signed-deal': 2, concession: 1,
    });
  });

  it('never reads a position from a vote, a denial or silence', () =>
    expect([defaultStance('vote'), defaultStance('denial'), defaultStance('no-comment')]).toEqual([null, null, null]));

  it('names only codes the two schemes have', () => {
    const plover = new Set(ploverTypes.flatMap((type) => [type.code, ...type.modes.map((mode) => `${type.code}:${mode.code}`)]));
    const cameo = new Set(cameoCodes.map(([code]) => code));
    for (const row of kindTable) {
      for (const code of row.plover ? [row.plover.default, ...row.plover.allowed] : []) expect([row.kind, code, plover.has(code)]).toEqual([row.kind, code, true]);
      for (const code of row.cameo ? [row.cameo.default, ...row.cameo.allowed] : []) expect([row.kind, code, cameo.has(code)]).toEqual([row.kind, code, true]);
    }
  });

  it('never codes a warning as a CAMEO threat', () =>
    expect([kindRow('warning').cameo!.default, ...kindRow('warning').cameo!.allowed].some((code) => code.startsWith('13'))).toBe(false));

  it('stores both codes of a cancelled meeting, derived from neither', () =>
    expect([kindRow('cancelled-meeting').plover!.default, kindRow('cancelled-meeting').cameo!.default]).toEqual(['REJECT:meet', '161']));

  it('counts states and quantities, and nothing else, as the state family', () =>
    expect(kinds.filter(isOfStateFamily)).toEqual(['state', 'quantity']));

  it('counts all meetings as one kind for candidates', () => {
    expect(kinds.filter((kind) => comparedKind(kind) === 'meeting')).toEqual(
      ['planned-meeting', 'postponed-meeting', 'cancelled-meeting', 'meeting', 'visit', 'call', 'talks', 'mediation']);
    expect(comparedKind('outreach')).toBe('outreach');
  });
});
