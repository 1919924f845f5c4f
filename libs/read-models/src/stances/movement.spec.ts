import { movementBetween, type Deciding, type Stand } from './movement.js';

const from = (some: Partial<Deciding> = {}): Deciding => ({
  claim: 'clm_1', root: 'clm_1', report: 'rpt_1', version: 1, happened: null, publicAt: 100, toldAt: 1, value: 1, basis: 'attributed', conditional: false, ...some,
});
const stand = (value: number | null, some: Partial<Stand> = {}): Stand =>
  ({ value, basis: 'attributed', settled: true, conditional: false, claims: 1, from: value === null ? null : from({ value }), ...some });
const later = { claim: 'clm_2', root: 'clm_2', publicAt: 200, toldAt: 2 };

describe('the step between two states of a cell', () => {
  it('is none between nothing and nothing, and where nothing moved', () => {
    expect(movementBetween(null, null, false)).toBeNull();
    expect(movementBetween(stand(null), null, false)).toBeNull();
    expect(movementBetween(stand(2), stand(2, { claims: 2 }), false)).toBeNull();
  });
  it('opens from nothing, and from a cell that had fallen silent', () => {
    expect(movementBetween(null, stand(2), false)).toEqual({ movement: 'opened', changeOf: 'story' });
    expect(movementBetween(stand(null), stand(2), false)).toEqual({ movement: 'opened', changeOf: 'story' });
  });
  it('is of the world only for a moment that lies wholly after', () => {
    const moment = (min: number | null, max: number | null) => ({ happened: { min, max } });
    const step = (a: Partial<Deciding>, b: Partial<Deciding>) => movementBetween(stand(1, { from: from(a) }), stand(2, { from: from({ ...later, ...b }) }), false)!.changeOf;
    expect(step(moment(0, 9), moment(10, 19))).toBe('world');
    expect(step(moment(0, 10), moment(10, 19))).toBe('story');
    expect(step(moment(0, null), moment(10, 19))).toBe('story');
  });
  it('is of coding for an act of ours, whatever its dates', () =>
    expect(movementBetween(stand(1), stand(2, { from: from({ ...later, value: 2 }) }), true)).toEqual({ movement: 'hardened', changeOf: 'coding' }));
  it('is a withdrawal where an older observation comes forth', () =>
    expect(movementBetween(stand(2, { from: from(later) }), stand(1), false)).toEqual({ movement: 'withdrawn', changeOf: 'story' }));
  it('is no withdrawal where the same claim was recoded weaker', () =>
    expect(movementBetween(stand(3), stand(1, { from: from({ claim: 'clm_9', value: 1 }) }), true)).toEqual({ movement: 'softened', changeOf: 'coding' }));
  it('is no withdrawal where the same claim was recoded to an earlier moment', () => {
    const moment = (day: number) => ({ happened: { min: day, max: day + 9 } });
    expect(movementBetween(stand(3, { from: from(moment(50)) }), stand(1, { from: from({ claim: 'clm_9', ...moment(10) }) }), true)).toEqual({ movement: 'softened', changeOf: 'coding' });
    expect(movementBetween(stand(3, { from: from(moment(50)) }), stand(1, { from: from({ ...later, ...moment(10) }) }), true)).toEqual({ movement: 'withdrawn', changeOf: 'coding' });
  });
  it('is no confirmation where the same claim was recoded alike', () =>
    expect(movementBetween(stand(3), stand(3, { from: from({ claim: 'clm_9', value: 3 }) }), true)).toBeNull());
  it('is no flip where a turn settles because the other side went', () =>
    expect(movementBetween(stand(1, { settled: false, claims: 2 }), stand(1), false)).toBeNull());
  it('names overrides and their lifting', () => {
    const overridden = stand(-2, { basis: 'overridden' });
    expect(movementBetween(stand(1), overridden, false)).toEqual({ movement: 'overridden', changeOf: 'coding' });
    expect(movementBetween(overridden, stand(-2, { basis: 'overridden', claims: 3 }), false)).toBeNull();
    expect(movementBetween(overridden, stand(1), false)).toEqual({ movement: 'lifted', changeOf: 'coding' });
  });
});
