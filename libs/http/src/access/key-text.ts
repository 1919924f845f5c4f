import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

/** The two halves of a key `chy_<id>_<secret>`. */
export interface KeyParts {
  readonly id: string;
  readonly secret: string;
}

const shape = /^chy_([a-z0-9]{12})_([A-Za-z0-9]{43})$/;
const small = 'abcdefghijklmnopqrstuvwxyz0123456789';
const all = `${small}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

export function readKey(text: string): KeyParts | null {
  const match = shape.exec(text);
  return match === null ? null : { id: match[1]!, secret: match[2]! };
}

/** A new key. 43 characters of 62 are 256 bits. */
export function newKey(): KeyParts & { text: string } {
  const id = pick(small, 12);
  const secret = pick(all, 43);
  return { id, secret, text: `chy_${id}_${secret}` };
}

/** SHA-256 is enough for a random secret of 256 bits: there is nothing to guess that a slow hash would protect. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Compares without telling by the time taken how much of it was right. */
export function sameSecret(secret: string, hash: Buffer): boolean {
  const own = hashOf(secret);
  return hash.length === own.length && timingSafeEqual(own, hash);
}

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
