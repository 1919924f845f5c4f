import { MICROSECONDS_A_DAY, utcDay } from '#libs/codebook';

/** An instant (microseconds since 1970) as RFC 3339 UTC with six digits; null for an open end. */
export function rfc3339Of(instant: number): string | null {
  if (!Number.isFinite(instant)) return null;
  const intoDay = ((instant % MICROSECONDS_A_DAY) + MICROSECONDS_A_DAY) % MICROSECONDS_A_DAY;
  const seconds = Math.floor(intoDay / 1_000_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${utcDay(instant)}T${time}.${String(intoDay % 1_000_000).padStart(6, '0')}Z`;
}
