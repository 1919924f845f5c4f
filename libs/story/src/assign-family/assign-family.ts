import type { Proposed } from '../events.js';
import type { Registers } from '../facts/index.js';
import { inRegister } from '../propose.js';
import { NothingChanged, registeredEntry } from '../refusals/index.js';

export interface AssignFamily { id: string; family: string | null; reason: string }

/** Outlets of one family count as one origin (DOMAIN §5.4). */
export function assignFamily({ id, family, reason }: AssignFamily, registers: Registers): Proposed[] {
  if (registeredEntry(registers, 'outlet', id).family === family) {
    throw new NothingChanged(family === null ? `Outlet ${id} has no family already.` : `Outlet ${id} is of the family ${family} already.`);
  }

  return [inRegister('OutletFamilyAssigned', { id, family, reason })];
}
