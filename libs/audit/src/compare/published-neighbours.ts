import { MICROSECONDS_A_DAY, latestInstant, utcDay } from '#libs/codebook';
import { rfc3339Of } from '../instants.js';
import type { PublishedRows } from '#libs/read-models';

/**
 * The comparisons before and after one on the published clock: they step from one day or moment on which a report version became
 * public to the next. The first one begins on the day before.
 */
export function publishedNeighbours({ steps }: Pick<PublishedRows, 'steps'>, a: string, b: string): { previous: { a: string; b: string } | null; following: { a: string; b: string } | null } {
  const [from, to] = [latestInstant(a), latestInstant(b)];
  const moments = [...new Set(steps.flatMap(({ instant, event }) => (event.type === 'ReportFiled' || event.type === 'ReportRevised' ? instant : [])))];
  const passed = moments.filter((instant) => instant <= from);
  const last = passed.at(-1);
  const next = moments.find((instant) => instant > to);
  return {
    previous: last === undefined ? null : { a: edtfOf(passed.at(-2) ?? last - MICROSECONDS_A_DAY), b: edtfOf(last) },
    following: next === undefined ? null : { a: b, b: edtfOf(next) },
  };
}

/** The EDTF value whose latest instant an instant is, or the second it lies in. */
function edtfOf(instant: number): string {
  const day = utcDay(instant);
  return latestInstant(day) === instant ? day : `${rfc3339Of(instant)!.slice(0, 19)}Z`;
}
