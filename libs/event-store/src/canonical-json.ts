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
 * @throws MalformedAppend for what JSON cannot say or PostgreSQL could not give back: numbers that are not finite, lone
 * surrogates, undefined in an array, functions, symbols, bigints, maps and sets
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new MalformedAppend(`JSON has no ${value}`);
      return value === 0 ? '0' : `${value}`;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : canonicalObject(value);
    default:
      throw new MalformedAppend(`JSON has no ${typeof value}`);
  }
}

function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new MalformedAppend('A text holds half of a surrogate pair and cannot be written as UTF-8');
  return JSON.stringify(text);
}

function canonicalObject(value: object): string {
  if (Array.isArray(value)) {
    let text = '[';
    for (let i = 0; i < value.length; i++) text += i === 0 ? canonicalJson(value[i]) : `,${canonicalJson(value[i])}`;
    return `${text}]`;
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON());
  if (value instanceof Map || value instanceof Set) throw new MalformedAppend('JSON has no maps or sets; write an object or an array');
  const members = value as Record<string, unknown>;
  let text = '';
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member === undefined) continue;
    text += `${text === '' ? '{' : ','}${canonicalString(name)}:${canonicalJson(member)}`;
  }
  return text === '' ? '{}' : `${text}}`;
}
