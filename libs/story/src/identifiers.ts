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
    lastRandom = BigInt(`0x${random(10).toString('hex')}`) >> 1n;
  } else {
    lastRandom += 1n + BigInt(random(3).readUIntBE(0, 3));
  }
  const bits = (BigInt(lastMillisecond) << 80n) | (lastRandom & ((1n << 80n) - 1n));
  return `${kind}_${digitsOf(bits >> 90n, 8)}${digitsOf((bits >> 45n) & lower45, 9)}${digitsOf(bits & lower45, 9)}`;
}

const lower45 = (1n << 45n) - 1n;
/** Nine digits are 45 bits, which a number holds exactly: far quicker than 26 steps of a big one. */
function digitsOf(part: bigint, length: number): string {
  let rest = Number(part);
  let text = '';
  for (let i = 0; i < length; i++) {
    text = digits[rest % 32]! + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

// Drawn in stock: each call to the system's randomness costs as much as the rest of an id.
let stock: Buffer = Buffer.alloc(0);
function random(bytes: number): Buffer {
  if (stock.length < bytes) stock = randomBytes(4096);
  const drawn = stock.subarray(0, bytes);
  stock = stock.subarray(bytes);
  return drawn;
}

export const opaqueId = (kind: MintedKind | 'mrk'): RegExp => new RegExp(`^${kind}_[0-9a-hjkmnp-tv-z]{26}$`);
export const registeredId = /^[a-z0-9][a-z0-9-]{0,78}[a-z0-9]$/;
