import type { EventData, Proposed } from '../events.js';
import type { Registers } from '../facts/index.js';
import { inRegister } from '../propose.js';
import { References, registeredEntry } from '../refusals/index.js';

export interface AssessReliability { register: 'outlet' | 'source'; data: EventData['SourceReliabilityAssessed'] }

/** A person's Admiralty letter for an outlet or source, in general or for one issue. All are kept; the newest counts. */
export function assessReliability({ register, data }: AssessReliability, registers: Registers): Proposed[] {
  registeredEntry(registers, register, data.id);
  const references = new References(registers);
  references.registered('issue', data.topic, '/topic');
  references.settle();

  return [inRegister('SourceReliabilityAssessed', data)];
}
