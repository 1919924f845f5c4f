import { hash } from 'node:crypto';

/** The 32 digits of opaque ids (API §1.1): no i, l, o, u. */
const digits = '0123456789abcdefghjkmnpqrstvwxyz';
const length = 26;

/** A marker's id is a function of rule and subject (API §7.3): `mrk_` and 26 digits to base 32, the first 130 bits of their SHA-256. */
export function markerId(rule: string, subjectType: string, subjectId: string): string {
  const bytes = hash('sha256', `${rule}\n${subjectType}\n${subjectId}`, 'buffer');
  let text = 'mrk_';
  let held = 0;
  let bits = 0;
  for (let at = 0; text.length < length + 4; at++) {
    held = ((held << 8) | bytes[at]!) & 0xfff;
    for (bits += 8; bits >= 5 && text.length < length + 4; bits -= 5) text += digits[(held >> (bits - 5)) & 31]!;
  }
  return text;
}
