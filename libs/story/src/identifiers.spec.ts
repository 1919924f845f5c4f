import { mint, opaqueId } from './identifiers.js';

it('mints ids of the documented form that rise, also within one millisecond', () => {
  const ids = Array.from({ length: 2000 }, () => mint('clm'));
  expect(ids.every((id) => opaqueId('clm').test(id))).toBe(true);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
