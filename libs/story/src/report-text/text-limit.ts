import { Problem } from '#libs/http';

/** Of a report's text in UTF-8 (API §1.10). */
export const maxTextBytes = 512 * 1024;

/** @throws Problem `too-large` */
export function refuseLongText(text: string | null): void {
  if (text === null) return;
  // No UTF-16 unit takes more than three bytes.
  if (text.length * 3 <= maxTextBytes || Buffer.byteLength(text, 'utf8') <= maxTextBytes) return;
  throw new Problem('too-large', 'The text of a report may have 512 KiB. File the part the claims stand in, and name it in the note.', { limit: maxTextBytes, unit: 'bytes of text' });
}
