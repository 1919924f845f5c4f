import { createHash } from 'node:crypto';

/**
 * What makes two filings of a story the same report (API §1.6): keys that are equal exactly for duplicates. They guard the
 * append too, so that of two equal filings that race only one is written.
 */

/** Lower-cased scheme and host; no default port, fragment, trailing slash, `utm_*`, `gclid`, `fbclid`. Text that is no URL stays as it is. */
export function urlKey(url: string): string {
  const trimmed = url.trim();
  if (!URL.canParse(trimmed)) return trimmed;
  const { protocol, username, password, host, pathname, search } = new URL(trimmed);
  const login = username === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`;
  const kept = search.slice(1).split('&').filter((pair) => pair !== '' && !isTracking(pair));
  return `${protocol}//${login}${host}${pathname.replace(/\/+$/, '')}${kept.length > 0 ? `?${kept.join('&')}` : ''}`;
}
const isTracking = (pair: string): boolean => /^(utm_[^=]*|gclid|fbclid)(=|$)/i.test(pair);

/** SHA-256 over headline and text, in NFC with white space collapsed. */
export function sameTextKey(headline: string, text: string): string {
  const plain = (value: string): string => value.normalize('NFC').replace(/\s+/gu, ' ').trim();
  return sha256Hex(`${plain(headline)}\n${plain(text)}`);
}

/** For reports that have neither URL nor text: headline, outlet and published must be equal. */
export function headlineKey(headline: string, outlet: string | null, published: string | null): string {
  return sha256Hex(JSON.stringify([headline, outlet, published]));
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The commitment of the log to a text kept beside it (DESIGN §6): SHA-256(salt ‖ UTF-8 bytes), as lower-case hex. */
export function textCommitment(salt: Buffer, text: string): string {
  return createHash('sha256').update(salt).update(text, 'utf8').digest('hex');
}
