import type { Actor, StanceCell } from '../api/shapes.js';
import { isKnown } from '../replay/steps.js';

/** Who holds what, at one moment: a row per holder, a column per issue. A missing cell is no report, never neutral. */
export interface Matrix {
  holders: string[];
  issues: string[];
  /** By `holder/issue`: the cell that stands and all its versions up to then, oldest first. */
  cells: Map<string, { cell: StanceCell; past: StanceCell[] }>;
}

export const cellKey = (holder: string, issue: string): string => `${holder}/${issue}`;

export function matrixOf(versions: readonly StanceCell[], position: number, keep: (cell: StanceCell) => boolean): Matrix {
  const cells: Matrix['cells'] = new Map();
  const past = new Map<string, StanceCell[]>();
  for (const cell of versions.toSorted((a, b) => a.knownFrom - b.knownFrom)) {
    if (cell.knownFrom > position) continue;
    const key = cellKey(cell.holder, cell.issue);
    past.set(key, [...(past.get(key) ?? []), cell]);
    if (isKnown(cell, position) && keep(cell)) cells.set(key, { cell, past: past.get(key)! });
  }
  const standing = [...cells.values()].map(({ cell }) => cell);
  // The most spoken-of issue stands first, then the holder who speaks of most: the full corner of the table is its top.
  const count = (pick: (cell: StanceCell) => string): string[] => {
    const counts = new Map<string, number>();
    for (const cell of standing) counts.set(pick(cell), (counts.get(pick(cell)) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([id]) => id);
  };
  return { holders: count((cell) => cell.holder), issues: count((cell) => cell.issue), cells };
}

/** Holders under the actor they belong to, the head of each family first; in the order the families appear. */
export function familiesOf(holders: readonly string[], actors: ReadonlyMap<string, Pick<Actor, 'memberOf'>>): { head: string; members: string[] }[] {
  const headOf = (id: string): string => {
    let at = id;
    for (let depth = 0; depth < 10; depth += 1) {
      const above = actors.get(at)?.memberOf;
      if (above == null) break;
      at = above;
    }
    return at;
  };
  const families = new Map<string, string[]>();
  for (const holder of holders) families.set(headOf(holder), [...(families.get(headOf(holder)) ?? []), holder]);
  return [...families].map(([head, members]) => ({ head, members: members.toSorted((a, b) => Number(b === head) - Number(a === head)) }));
}
