import type { EventData, Proposed } from '../events.js';
import type { Registers } from '../facts/index.js';
import { inRegister } from '../propose.js';
import { References, refuseTaken } from '../refusals/index.js';

export type RegisterSource = EventData['SourceRegistered'];

export function registerSource(command: RegisterSource, registers: Registers): Proposed[] {
  refuseTaken(registers, 'source', command.id);
  const references = new References(registers);
  references.registered('actor', command.actor, '/actor');
  references.settle();

  return [inRegister('SourceRegistered', command)];
}
