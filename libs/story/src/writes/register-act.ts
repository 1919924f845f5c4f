import type { Proposed } from '../events.js';
import type { Register, Registers } from '../facts/index.js';
import { collectionOf } from '../refusals/index.js';
import type { RegisterAct } from './writes.js';

/** An editor's act on one entry: `If-Match` is that of the entry, and acts on the same entries exclude each other. */
export function registerAct(register: Register, id: string, others: readonly string[], required: boolean, decide: (registers: Registers) => Proposed[]): RegisterAct {
  const url = `/api/v1/${collectionOf[register]}/${id}`;
  // Outlets and sources share their ids, so they share their guards.
  const space = register === 'outlet' ? 'source' : register;
  return {
    resource: { type: register, id, url },
    edits: { resource: { type: register, id }, required, url },
    guards: [id, ...others].map((one) => `register/${space}/${one}`),
    decide,
  };
}
