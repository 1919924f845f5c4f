import { NotFound, type Moment } from '#libs/http';
import type { ReadRow, StoryRead } from '../reading/index.js';
import type { Views } from './views.js';

/** A row found by its id alone, with the read it was found in. */
export interface Found { read: StoryRead; row: ReadRow }

/**
 * Finds a row by id and reads it at the moment.
 * @throws NotFound when there is none, or none yet
 */
export async function findRow(views: Views, resource: string, projection: string, id: string, moment: Moment): Promise<Found> {
  const place = await views.reads.find(projection, id);
  if (place === null) throw new NotFound(resource, id);
  const read = await views.reads.open(place.story, moment);
  const [row] = await read.rows(projection, [place.key]);
  if (row === undefined) throw new NotFound(resource, id);
  return { read, row };
}

/** The newest event that changed what is shown: the row, or one of the rows joined to it. */
export const newest = (rows: readonly ReadRow[]): number => rows.reduce((latest, { knownFrom }) => Math.max(latest, knownFrom), 0);
