import { createHash } from 'node:crypto';
import { Problem, type Json } from '../problems/problem.js';

/** What a cursor holds: the moment of the first page and the key of the last item shown. */
export interface Cursor {
  readonly position: number;
  readonly after: Json;
}

/**
 * A cursor as clients see it: base64url of `[position, after]` and 12 characters of a digest over it and over the request
 * it belongs to (path and all parameters but `limit` and `cursor`). It is bound and damage is seen; it is no secret.
 */
export function writeCursor(cursor: Cursor, boundTo: string): string {
  const content = Buffer.from(JSON.stringify([cursor.position, cursor.after])).toString('base64url');
  return `${content}.${digest(content, boundTo)}`;
}

/** Reads a cursor back; `invalid-cursor` when it is damaged or belongs to another request. */
export function readCursor(text: string, boundTo: string): Cursor {
  const [content = '', check = '', ...rest] = text.split('.');
  if (rest.length > 0 || check !== digest(content, boundTo)) {
    throw new Problem('invalid-cursor', 'The cursor is damaged or belongs to other parameters. Follow "next" as it was given, or start without a cursor.');
  }
  const [position, after] = JSON.parse(Buffer.from(content, 'base64url').toString('utf8')) as [number, Json];
  return { position, after };
}

/** The part of a request that a cursor belongs to: path and parameters in a fixed order, without `limit` and `cursor`. */
export function cursorBinding(path: string, parameters: ReadonlyMap<string, readonly string[]>): string {
  const rest = [...parameters]
    .filter(([name]) => name !== 'limit' && name !== 'cursor')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => [name, ...values]);
  return JSON.stringify([path, rest]);
}

function digest(content: string, boundTo: string): string {
  return createHash('sha256').update(content).update('\n').update(boundTo).digest('base64url').slice(0, 12);
}
