import { publicCell, type Cell } from '#libs/read-models';

/** The read models whose rows are the state of a replay, in the order of its members (API §7.7). */
export const replayed = ['timeline', 'stances', 'markers', 'plans', 'quantities'] as const;
export type Replayed = (typeof replayed)[number];
export type Step = 'event' | 'report' | 'day' | 'state';

/** A row as the views show it, or `null` where they show none; `key` as in the state. */
export interface FrameRow { projection: Replayed; key: string; before: string | null; after: string | null }
/** A frame with its JSON text; `position` is its id. */
export interface Frame { position: number; text: string }

export interface FrameParts {
  frame: number;
  of: number;
  position: number;
  /** RFC 3339 on the clock of the replay; null for what counts from ever. */
  at: string | null;
  step: Step;
  /** JSON text of the list of events. */
  events: string;
  rows: readonly FrameRow[];
  /** JSON texts of Changes. */
  changes: readonly string[];
}

/** The key of a row in the state: ids of API §3. A marker's row is kept under a longer key that begins with its id. */
export const stateKey = (projection: Replayed, key: string): string => (projection === 'markers' ? key.slice(0, key.indexOf('|')) : key);

/**
 * What a stored row adds to the state: nothing where the views would not list it (an absorbed occurrence, a closed marker, a cell that
 * nothing speaks on any more). `status` is that of its facets.
 */
export function shownText(projection: Replayed, text: string | null, status: string | null): string | null {
  if (text === null || text === '') return null;
  switch (projection) {
    case 'timeline':
      return status === 'merged' ? null : text;
    case 'markers':
      return status === 'closed' ? null : text;
    case 'stances': {
      const cell = JSON.parse(text) as Cell;
      return cell.value === null ? null : JSON.stringify(publicCell(cell));
    }
    default:
      return text;
  }
}

/** A frame of API §7.7. Rows are put in as the texts they are stored as; a row is patched whole. */
export function frameText({ frame, of, position, at, step, events, rows, changes }: FrameParts): string {
  const before: string[] = [];
  const after: string[] = [];
  const patch: string[] = [];
  for (const projection of replayed) {
    const [was, is]: [string[], string[]] = [[], []];
    for (const row of rows) {
      if (row.projection !== projection || row.before === row.after) continue;
      const key = JSON.stringify(row.key);
      was.push(`${key}:${row.before ?? 'null'}`);
      is.push(`${key}:${row.after ?? 'null'}`);
      const path = JSON.stringify(`/${projection}/${pointerPart(row.key)}`);
      patch.push(row.after === null ? `{"op":"remove","path":${path}}` : `{"op":"${row.before === null ? 'add' : 'replace'}","path":${path},"value":${row.after}}`);
    }
    if (was.length === 0) continue;
    before.push(`"${projection}":{${was.join(',')}}`);
    after.push(`"${projection}":{${is.join(',')}}`);
  }
  return `{"type":"frame","frame":${frame},"of":${of},"position":${position},"at":${JSON.stringify(at)},"step":"${step}","events":${events}`
    + `,"before":{${before.join(',')}},"after":{${after.join(',')}},"patch":[${patch.join(',')}],"changes":[${changes.join(',')}]}`;
}

const pointerPart = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
export const endText = (frames: number, position: number): string => `{"type":"end","frames":${frames},"position":${position}}`;
