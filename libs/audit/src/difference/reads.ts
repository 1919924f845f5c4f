import type { CellTelling } from '#libs/read-models';
import type { Registers } from '#libs/story';
import type { ClaimRow, MarkerRow, Names, OccurrenceRow, Reads, ReportRow, RowPair } from './rows.js';

/** A row of any read model at two reads. */
export interface AnyPair { projection: string; key: string; before: object | null; after: object | null; position: number }

/** Sorts pairs of rows into what a difference reads; rows of other read models are passed over. */
export function readsOf(pairs: Iterable<AnyPair>, rest: Omit<Reads, 'reports' | 'claims' | 'occurrences' | 'stances' | 'markers'>): Reads {
  const lists: Record<string, RowPair<any>[]> = { reports: [], claims: [], timeline: [], stances: [], markers: [] };
  for (const pair of pairs) lists[pair.projection]?.push(pair);
  return {
    ...rest,
    reports: lists.reports as RowPair<ReportRow>[],
    claims: lists.claims as RowPair<ClaimRow>[],
    occurrences: lists.timeline as RowPair<OccurrenceRow>[],
    stances: lists.stances as RowPair<CellTelling>[],
    markers: lists.markers as RowPair<MarkerRow>[],
  };
}
/** The read models that changes are made of. */
export const changeSources = ['reports', 'claims', 'timeline', 'stances', 'markers'] as const;

export function namesIn(registers: Registers): Names {
  return {
    actor: (id) => {
      const names = registers.actor(registers.canonical('actor', id))?.data.names ?? [];
      return (names.find((name) => !name.alias) ?? names[0])?.text ?? id;
    },
    issue: (id) => registers.issue(registers.canonical('issue', id))?.data.title ?? id,
    outlet: (id) => registers.outlet(registers.canonical('source', id))?.data.name ?? id,
    memberOf: (actor) => registers.actor(actor)?.data.memberOf ?? null,
  };
}
