import type { EventData, Proposed } from '../events.js';
import type { Registers } from '../facts/index.js';
import { inRegister } from '../propose.js';
import { NothingChanged, References, registeredEntry } from '../refusals/index.js';

export type IdentifySource = EventData['SourceIdentified'];

/** Names a source from now on; reads before this position still show it unnamed (DOMAIN §7.13). */
export function identifySource({ id, actor, namedness, reason }: IdentifySource, registers: Registers): Proposed[] {
  const source = registeredEntry(registers, 'source', id);
  const references = new References(registers);
  references.registered('actor', actor, '/actor');
  references.settle();
  if (source.actor === actor && source.namedness === namedness) throw new NothingChanged(`Source ${id} is identified so already.`);

  return [inRegister('SourceIdentified', { id, actor, namedness, reason })];
}
