import type { DataSink } from '#libs/http';
import { publicCell, type Cell } from '#libs/read-models';

/** The read models whose rows are the state of a replay, in the order of its members (API §7.7). */
export const replayed = ['timeline', 'stances', 'markers', 'plans', 'quantities'] as const;
export type Replayed = (typeof replayed)[number];
export type Step = 'event' | 'report' | 'day' | 'state';

/** JSON as text or as the UTF-8 bytes it is stored as; null: there is no row. */
export type Json = string | Buffer | null;
/** A row as the views show it, or null where they show none; `key` as in the state. */
export interface FrameRow { readonly projection: Replayed; readonly key: string; readonly before: Json; after: Json }
/** A frame, ready to be written; `position` is its id. */
export interface Frame { readonly position: number; readonly write: (sink: DataSink) => void }

export interface FrameParts {
  frame: number;
  of: number;
  position: number;
  /** RFC 3339 on the clock of the replay; null for what counts from ever. */
  at: string | null;
  step: Step;
  /** JSON text of the list of events. */
  events: string;
  /** In the order of the read models in the state. */
  rows: readonly FrameRow[];
  /** Changes. */
  changes: readonly Exclude<Json, null>[];
}

/** The key of a row in the state: ids of API §3. A marker's row is kept under a longer key that begins with its id. */
export const stateKey = (projection: Replayed, key: string): string => (projection === 'markers' ? key.slice(0, key.indexOf('|')) : key);

/** Status in the facets of rows that the views do not list: an absorbed occurrence, a closed marker. */
export const unlisted: Partial<Record<Replayed, string>> = { timeline: 'merged', markers: 'closed' };

/** What a stored row adds to the state: nothing where the views would not list it, as a cell that nothing speaks on any more. `status` is that of its facets. */
export function shown(projection: Replayed, row: Json, status: string | null): Json {
  if (row === null || row.length === 0 || (status !== null && status === unlisted[projection])) return null;
  if (projection !== 'stances') return row;
  const cell = JSON.parse(row as string) as Cell; // Bytes are read as the text they are.
  return cell.value === null ? null : JSON.stringify(publicCell(cell));
}

/** Writes a frame of API §7.7. Rows go out as they are stored, never parsed; a row is patched whole. */
export function writeFrame({ frame, of, position, at, step, events, rows, changes }: FrameParts, sink: DataSink): void {
  const changed = rows.filter(({ before, after }) => !isSame(before, after));
  sink.text(`{"type":"frame","frame":${frame},"of":${of},"position":${position},"at":${JSON.stringify(at)},"step":"${step}","events":${events},"before":{`);
  writeSide(changed, 'before', sink);
  sink.text('},"after":{');
  writeSide(changed, 'after', sink);
  sink.text('},"patch":[');
  for (const [index, { projection, key, before, after }] of changed.entries()) {
    const path = JSON.stringify(`/${projection}/${pointerPart(key)}`);
    const comma = index === 0 ? '' : ',';
    if (after === null) {
      sink.text(`${comma}{"op":"remove","path":${path}}`);
      continue;
    }
    sink.text(`${comma}{"op":"${before === null ? 'add' : 'replace'}","path":${path},"value":`);
    write(after, sink);
    sink.text('}');
  }
  sink.text('],"changes":[');
  for (const [index, change] of changes.entries()) {
    if (index > 0) sink.text(',');
    write(change, sink);
  }
  sink.text(']}');
}

function writeSide(rows: readonly FrameRow[], side: 'before' | 'after', sink: DataSink): void {
  let open: Replayed | null = null;
  for (const row of rows) {
    const key = JSON.stringify(row.key);
    if (row.projection === open) sink.text(`,${key}:`);
    else sink.text(`${open === null ? '' : '},'}"${row.projection}":{${key}:`);
    open = row.projection;
    write(row[side], sink);
  }
  if (open !== null) sink.text('}');
}

function write(json: Json, sink: DataSink): void {
  if (json === null) sink.text('null');
  else if (typeof json === 'string') sink.text(json);
  else sink.bytes(json);
}

function isSame(a: Json, b: Json): boolean {
  if (a === null || b === null || typeof a === 'string' || typeof b === 'string') return a === b;
  return a.equals(b);
}

const pointerPart = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
export const endText = (frames: number, position: number): string => `{"type":"end","frames":${frames},"position":${position}}`;
