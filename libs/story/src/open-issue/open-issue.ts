import type { EventData, Proposed } from '../events.js';
import type { Registers } from '../facts/index.js';
import { inRegister } from '../propose.js';
import { References, refuseTaken } from '../refusals/index.js';

export type OpenIssue = EventData['IssueOpened'];

export function openIssue(command: OpenIssue, registers: Registers): Proposed[] {
  refuseTaken(registers, 'issue', command.id);
  const references = new References(registers);
  references.registered('issue', command.parent, '/parent');
  references.settle();

  return [inRegister('IssueOpened', command)];
}
