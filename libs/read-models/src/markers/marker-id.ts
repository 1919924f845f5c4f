import { createHash } from 'node:crypto';

/** The 32 digits of opaque ids (API §1.1): no i, l, o, u. */
const digits = '0123456789abcdefghjkmnpqrstvwxyz';

/** A marker's id is a function of rule and subject (API §7.3): `mrk_` and 26 digits to base 32 of their SHA-256. */
export function markerId(rule: string, subjectType: string, subjectId: string): string {
  const hash = createHash('sha256').update(`${rule}\n${subjectType}\n${subjectId}`).digest();
  let bits = 0n;
  for (const byte of hash.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 6n; // 136 − 6 = 130 bits = 26 digits of 5
  let text = '';
  for (let i = 0; i < 26; i++, bits >>= 5n) text = digits[Number(bits & 31n)]! + text;
  return `mrk_${text}`;
}
