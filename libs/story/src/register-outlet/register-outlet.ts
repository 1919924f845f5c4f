import type { EventData, Proposed } from '../events.js';
import type { Registers } from '../facts/index.js';
import { inRegister } from '../propose.js';
import { refuseTaken } from '../refusals/index.js';

export type RegisterOutlet = EventData['OutletRegistered'];

export function registerOutlet(command: RegisterOutlet, registers: Registers): Proposed[] {
  refuseTaken(registers, 'outlet', command.id);

  return [inRegister('OutletRegistered', command)];
}
