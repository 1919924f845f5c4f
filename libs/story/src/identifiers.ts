import { randomBytes } from 'node:crypto';

/** Digits of opaque ids (API §1.1): without i, l, o and u, which are misread or spell words. */
const digits = '0123456789abcdefghjkmnpqrstvwxyz';
export type MintedKind = 'rpt' | 'clm' | 'occ' | 'note' | 'job';

let lastMillisecond = 0;
let lastRandom = 0n;

/**
 * A new opaque id: 48 bits of time, then 80 random bits, as 26 digits. Ids made by one process rise, so that what was recorded
 * together lies together in an index.
 */
export function mint(kind: MintedKind, now = Date.now()): string {
  if (now > lastMillisecond) {
    lastMillisecond = now;
    lastRandom = BigInt(`0x${randomBytes(10).toString('hex')}`) >> 1n;
  } else {
    lastRandom += 1n + BigInt(randomBytes(3).readUIntBE(0, 3));
  }
  let value = (BigInt(lastMillisecond) << 80n) | (lastRandom & ((1n << 80n) - 1n));
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = digits[Number(value & 31n)]! + text;
    value >>= 5n;
  }
  return `${kind}_${text}`;
}

export const opaqueId = (kind: MintedKind | 'mrk'): RegExp => new RegExp(`^${kind}_[0-9a-hjkmnp-tv-z]{26}$`);
export const registeredId = /^[a-z0-9][a-z0-9-]{0,78}[a-z0-9]$/;
