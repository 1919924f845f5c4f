import { MalformedAppend } from './errors.js';

declare global {
  interface String {
    // In Node since 20, in the compiler's library only from ES2024.
    isWellFormed(): boolean;
  }
}

/**
 * The one spelling of a JSON value (RFC 8785): members sorted by UTF-16 code units, no white space, numbers as ECMAScript
 * writes them. Members that are undefined are left out, as in JSON.stringify.
 *
 * JSON.stringify spells everything but the order of members that way, so the value is put in order first (a value that is
 * in order already is not copied) and written in one native call: three times the rate of writing it member by member.
 * @throws MalformedAppend for what JSON cannot say or PostgreSQL could not give back: numbers that are not finite, lone
 * surrogates, undefined in an array, functions, symbols, bigints, maps and sets
 */
export function canonicalJson(value: unknown): string {
  const ordered = inOrder(value);
  const text = ordered === unorderable ? undefined : JSON.stringify(ordered);
  // A lone surrogate is written as \ud8…; whether this is one or a backslash before "ud8" in the data, the slow way tells.
  return text === undefined || text.includes('\\ud') ? spelled(value) : text;
}

/** Objects list members named like array indexes first, whatever order they were made in: they must be spelled by hand. */
const unorderable = Symbol('unorderable');
const indexLike = /^\d/;

function inOrder(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new MalformedAppend(`JSON has no ${value}`);
    return value;
  }
  if (typeof value !== 'object') throw new MalformedAppend(`JSON has no ${typeof value}`);
  if (Array.isArray(value)) return arrayInOrder(value);
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function' || value instanceof Map || value instanceof Set) return unorderable;

  const members = value as Record<string, unknown>;
  const names = Object.keys(members);
  let same = true;
  for (let i = 0; i < names.length; i++) {
    if (indexLike.test(names[i]!)) return unorderable;
    if (i > 0 && names[i]! < names[i - 1]!) same = false;
  }
  if (!same) names.sort();
  let copy: Record<string, unknown> | null = same ? null : {};
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    const member = members[name];
    if (member === undefined) continue;
    const ordered = inOrder(member);
    if (ordered === unorderable || name === '__proto__') return unorderable;
    if (copy === null && ordered !== member) {
      copy = {};
      for (let j = 0; j < i; j++) copy[names[j]!] = members[names[j]!];
    }
    if (copy !== null) copy[name] = ordered;
  }
  return copy ?? value;
}

function arrayInOrder(values: unknown[]): unknown {
  let copy: unknown[] | null = null;
  for (let i = 0; i < values.length; i++) {
    const ordered = inOrder(values[i]);
    if (ordered === unorderable) return unorderable;
    if (copy === null && ordered !== values[i]) copy = values.slice(0, i);
    if (copy !== null) copy[i] = ordered;
  }
  return copy ?? values;
}

/** The same, member by member. */
function spelled(value: unknown): string {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new MalformedAppend('A text holds half of a surrogate pair and cannot be written as UTF-8');
    return JSON.stringify(value);
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(inOrder(value));
  if (Array.isArray(value)) return `[${value.map(spelled).join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return spelled(value.toJSON());
  if (value instanceof Map || value instanceof Set) throw new MalformedAppend('JSON has no maps or sets; write an object or an array');
  const members = value as Record<string, unknown>;
  const parts: string[] = [];
  for (const name of Object.keys(members).sort()) if (members[name] !== undefined) parts.push(`${spelled(name)}:${spelled(members[name])}`);
  return `{${parts.join(',')}}`;
}
