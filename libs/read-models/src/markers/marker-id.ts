import { createHash } from 'node:crypto';

/** The 32 digits of opaque ids (API §1.1): no i, l, o, u. */
const digits = '0123456789abcdefghjkmnpqrstvwxyz';

// An event looks at the same subjects again and again, under each of their rules, and hashing was a fifth of a rebuild.
const known = new Map<string, string>();
const REMEMBERED = 20_000;

/** A marker's id is a function of rule and subject (API §7.3): `mrk_` and 26 digits to base 32 of their SHA-256. */
export function markerId(rule: string, subjectType: string, subjectId: string): string {
  const text = `${rule}\n${subjectType}\n${subjectId}`;
  let id = known.get(text);
  if (id === undefined) {
    id = hashed(text);
    if (known.size === REMEMBERED) known.clear();
    known.set(text, id);
  }
  return id;
}

function hashed(named: string): string {
  const hash = createHash('sha256').update(named).digest();
  let bits = 0n;
  for (const byte of hash.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 6n; // 136 − 6 = 130 bits = 26 digits of 5
  let text = '';
  for (let i = 0; i < 26; i++, bits >>= 5n) text = digits[Number(bits & 31n)]! + text;
  return `mrk_${text}`;
}
