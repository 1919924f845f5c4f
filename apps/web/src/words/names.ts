import { signal } from '@preact/signals';
import { stream } from '../api/client.js';
import type { Actor, Issue, Name, Outlet, Source } from '../api/shapes.js';

/** The registers of the service by id, read once per story and kept: names for ids. */
export interface Registers { actors: Map<string, Actor>; issues: Map<string, Issue>; outlets: Map<string, Outlet>; sources: Map<string, Source> }

export const registers = signal<Registers>({ actors: new Map(), issues: new Map(), outlets: new Map(), sources: new Map() });

let reading: Promise<void> | null = null;

/** Reads all four registers. A second call while one is under way joins it. */
export function readRegisters(): Promise<void> {
  reading ??= (async () => {
    const next: Registers = { actors: new Map(), issues: new Map(), outlets: new Map(), sources: new Map() };
    await Promise.all([
      stream<Actor>('/actors', {}, (rows) => { for (const row of rows) next.actors.set(row.id, row); }),
      stream<Issue>('/issues', {}, (rows) => { for (const row of rows) next.issues.set(row.id, row); }),
      stream<Outlet>('/outlets', {}, (rows) => { for (const row of rows) next.outlets.set(row.id, row); }),
      stream<Source>('/sources', {}, (rows) => { for (const row of rows) next.sources.set(row.id, row); }),
    ]);
    registers.value = next;
  })().finally(() => { reading = null; });
  return reading;
}

/** The display name of an actor, with its language; the id where the register does not know it. */
export function actorName(id: string): Name {
  const names = registers.value.actors.get(id)?.names ?? [];
  return names.find((each) => !each.alias) ?? names[0] ?? { text: id, language: 'en', alias: false };
}

/** Names of the register sometimes end in a remark in brackets; lanes and matrix show the name, the remark on demand. */
export const shortName = (text: string): string => text.replace(/\s*\([^)]*\)$/, '');

export const issueTitle = (id: string): string => registers.value.issues.get(id)?.title ?? id;
export const outletName = (id: string | null): string => (id === null ? 'unknown outlet' : (registers.value.outlets.get(id)?.name ?? id));

/** The voice behind a hop: a registered source or outlet, a label, or an unstated relayer. */
export function hopName(hop: { source: string | null; label: string | null }): string {
  if (hop.source !== null) return registers.value.sources.get(hop.source)?.label ?? registers.value.outlets.get(hop.source)?.name ?? hop.source;
  return hop.label ?? 'an unstated relay';
}

