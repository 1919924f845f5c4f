import { AlreadyExists, nearest, NotFound } from '#libs/http';
import type { Register, RegisterEntry, Registers } from '../facts/index.js';

/** Path segment of each register. */
export const collectionOf: { [R in Register]: string } = { actor: 'actors', issue: 'issues', outlet: 'outlets', source: 'sources' };

/** The entry an act is about: 404 with what comes close. */
export function registeredEntry<R extends Register>(registers: Registers, register: R, id: string): Extract<RegisterEntry, { register: R }> {
  const entry = registers.entry(register, id);
  if (entry === undefined) throw new NotFound(register, id, nearest(id, [...registers.all(register)].map((one) => one.data.id)));
  return entry as Extract<RegisterEntry, { register: R }>;
}

/** Ids are given once; outlets and sources share one id space (API §1.1). */
export function refuseTaken(registers: Registers, register: Register, id: string): void {
  const sharing: Register[] = register === 'outlet' || register === 'source' ? ['outlet', 'source'] : [register];
  const holder = sharing.find((one) => registers.entry(one, id) !== undefined);
  if (holder !== undefined) throw new AlreadyExists(`The ${holder} ${id}`, `/api/v1/${collectionOf[holder]}/${id}`);
}
