import type { Proposed } from '../events.js';
import type { Registers } from '../facts/index.js';
import { inRegister } from '../propose.js';
import { NothingChanged, registeredEntry } from '../refusals/index.js';

export interface CloseIssue { id: string; reason: string }

export function closeIssue({ id, reason }: CloseIssue, registers: Registers): Proposed[] {
  if (registeredEntry(registers, 'issue', id).closed !== null) throw new NothingChanged(`Issue ${id} is closed already.`);

  return [inRegister('IssueClosed', { id, reason })];
}
