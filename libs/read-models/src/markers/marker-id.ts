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

/** How a marker is named: its id, and the key of its row, which names rule and subject behind the id. */
export interface MarkerName { readonly id: string; readonly key: string }

/** The same names for those asked for of late: while a report is taken in, each of its events asks for those around its claims. */
export function markerName(rule: string, subjectType: string, subjectId: string): MarkerName {
  const subject = `${subjectType}|${subjectId}`;
  let names = named.get(subject);
  if (names === undefined) {
    if (named.size >= REMEMBERED_SUBJECTS) named.clear();
    named.set(subject, (names = new Map<string, MarkerName>()));
  }
  let name = names.get(rule);
  if (name === undefined) {
    const id = markerId(rule, subjectType, subjectId);
    names.set(rule, (name = { id, key: `${id}|${rule}|${subject}` }));
  }
  return name;
}
const REMEMBERED_SUBJECTS = 5_000;
const named = new Map<string, Map<string, MarkerName>>();
