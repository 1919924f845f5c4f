import type { EventData, Proposed } from '../events.js';
import type { Registers } from '../facts/index.js';
import { inRegister } from '../propose.js';
import { References, refuseTaken } from '../refusals/index.js';

export type RegisterActor = EventData['ActorRegistered'];

export function registerActor(command: RegisterActor, registers: Registers): Proposed[] {
  refuseTaken(registers, 'actor', command.id);
  const references = new References(registers);
  references.registered('actor', command.memberOf, '/memberOf');
  references.settle();

  return [inRegister('ActorRegistered', command)];
}
