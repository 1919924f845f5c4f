import type { Proposed } from '../events.js';
import type { Register, Registers } from '../facts/index.js';
import { inRegister } from '../propose.js';
import { MergeRefused, References, registeredEntry } from '../refusals/index.js';

export interface MergeRegistered { register: Register; id: string; absorb: readonly string[]; reason: string }

/** Two entries are one actor (issue, outlet, source). Stored claims keep the ids they were sent with; only the reading is shared. */
export function mergeRegistered({ register, id, absorb, reason }: MergeRegistered, registers: Registers): Proposed[] {
  const target = registeredEntry(registers, register, id);
  const references = new References(registers);
  absorb.forEach((other, i) => {
    if (registers.entry(register, other) === undefined) references.missing(register, other, `/absorb/${i}`, () => [...registers.all(register)].map((entry) => entry.data.id));
  });
  references.settle();
  if (target.absorbedInto !== null) throw new MergeRefused('already-absorbed', id);
  for (const other of absorb) {
    if (other === id) throw new MergeRefused('itself', other);
    if (registers.entry(register, other)!.absorbedInto !== null) throw new MergeRefused('already-absorbed', other);
  }

  return [inRegister(mergedAs[register], { id, absorbed: [...new Set(absorb)], reason })];
}

const mergedAs = { actor: 'ActorsMerged', issue: 'IssuesMerged', outlet: 'SourcesMerged', source: 'SourcesMerged' } as const;
