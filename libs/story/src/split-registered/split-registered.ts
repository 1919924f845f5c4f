import type { Proposed } from '../events.js';
import type { Register, Registers } from '../facts/index.js';
import { inRegister } from '../propose.js';
import { MergeRefused, References, registeredEntry } from '../refusals/index.js';

export interface SplitRegistered { register: Register; id: string; restore: string; reason: string }

/** Takes a merge back: everything reads as it did before. */
export function splitRegistered({ register, id, restore, reason }: SplitRegistered, registers: Registers): Proposed[] {
  const target = registeredEntry(registers, register, id);
  if (registers.entry(register, restore) === undefined) {
    const references = new References(registers);
    references.missing(register, restore, '/restore', () => target.absorbed);
    references.settle();
  }
  if (!target.absorbed.includes(restore)) throw new MergeRefused('not-absorbed-here', restore);

  return [inRegister(splitAs[register], { id, restored: restore, reason })];
}

const splitAs = { actor: 'ActorsSplit', issue: 'IssuesSplit', outlet: 'SourcesSplit', source: 'SourcesSplit' } as const;
