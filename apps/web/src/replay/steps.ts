import type { Report, StanceCell, TimelineItem, Versioned } from '../api/shapes.js';

/** One stop of the replay cursor: the moment after which the record stood as shown. */
export interface Step { position: number; at: string; label: string; /** How many occurrences it brought, where that was counted. */ brought?: number }
export type StepSize = 'event' | 'report' | 'day';

/** A row version is shown at cursor p when the store held it then. */
export function isKnown(row: Versioned, position: number): boolean {
  return row.knownFrom <= position && (row.knownTo === null || position < row.knownTo);
}

/** A filing, a revision or a retraction, in words and with its place in the log. */
export type ReportAct = Pick<Report, 'headline' | 'recorded'>;

/** What the steps are made from: only row versions and reports already loaded, so that scrubbing needs no request. */
export interface StepSource {
  rows: readonly TimelineItem[];
  reports: readonly ReportAct[];
  head: number;
}

/**
 * The stops of the cursor. By event: every position at which a row changed. By report: the last change before the next
 * report was filed, revised or retracted. By day: the last change of each UTC day. The last stop is always the newest change known.
 */
export function stepsOf(source: StepSource, size: StepSize): Step[] {
  const at = new Map<number, { at: string; label: string }>();
  for (const row of source.rows) {
    const place = row.knownFrom === row.recorded.first.position ? row.recorded.first : row.recorded.last;
    const known = at.get(row.knownFrom);
    if (known === undefined) at.set(row.knownFrom, { at: place.position <= row.knownFrom ? place.at : row.recorded.first.at, label: labelOf(row) });
  }
  const events = [...at].sort(([a], [b]) => a - b).map(([position, { at: time, label }]) => ({ position, at: time, label }));
  if (size === 'event') return events;
  if (size === 'day') return lastOfEach(events, (step) => step.at.slice(0, 10)).map((step) => ({ ...step, label: step.at.slice(0, 10) }));

  const reports = [...source.reports].sort((a, b) => a.recorded.position - b.recorded.position);
  const steps: Step[] = [];
  let cursor = 0;
  reports.forEach((report, index) => {
    const next = reports[index + 1]?.recorded.position ?? Infinity;
    let last = report.recorded.position;
    while (cursor < events.length && events[cursor]!.position < next) {
      last = Math.max(last, events[cursor]!.position);
      cursor += 1;
    }
    steps.push({ position: last, at: report.recorded.at, label: report.headline });
  });
  return steps.length > 0 ? steps : events;
}

function labelOf(row: TimelineItem): string {
  if (row.planStatus !== null) return `${row.title.replace(/\.$/, '')}: ${row.planStatus}`;
  return row.status === 'unattested' ? `${row.title}: no longer attested` : row.title;
}

function lastOfEach(steps: Step[], key: (step: Step) => string): Step[] {
  const last = new Map<string, Step>();
  for (const step of steps) last.set(key(step), step);
  return [...last.values()];
}

/** The index of the last step at or before a position; −1 stands before the first. */
export function stepAt(steps: readonly Step[], position: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.position <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The index of the first step that shows what became known at a position: its own, or the end of the report that brought it. */
export function stepShowing(steps: readonly Step[], position: number): number {
  return Math.min(steps.length - 1, stepAt(steps, position - 1) + 1);
}

/** `publishedBy` for an instant of publication: its day where it is the end of one, else to the second, as EDTF has no fractions. */
export function publishedValue(at: string): string {
  return at.length === 10 || at.includes('T23:59:59') ? at.slice(0, 10) : `${at.slice(0, 19)}Z`;
}

/** Whether an instant lies within what a `publishedBy` of a day, a second or coarser reaches. */
export function isPublishedBy(at: string, value: string): boolean {
  return at.replace('Z', '') <= lastInstant(value);
}

function lastInstant(value: string): string {
  if (value.length === 10) return `${value}T23:59:59.999999Z`;
  return value.length > 10 ? `${value.slice(0, 19)}.999999Z` : `${value}\uffff`;
}

/** A turn worth stopping at: a stance that moved, or a contradiction that opened. */
export interface Chapter { position: number; sign: '▲' | '▼' | '!'; label: string }

/** Chapters of the strip, by position. Contradictions are read off the rows (`contested`, `contradicted-*`). */
export function chaptersOf(rows: readonly TimelineItem[], stances: readonly StanceCell[], nameOf: (id: string) => string, titleOf: (id: string) => string): Chapter[] {
  const chapters: Chapter[] = [];
  const conflictsOf = (row: TimelineItem): number => Object.entries(row.markers.rules).reduce((sum, [rule, count]) => (rule === 'contested' || rule.startsWith('contradicted-') ? sum + count : sum), 0);
  const conflicts = new Map<string, number>();
  for (const row of rows.toSorted((a, b) => a.knownFrom - b.knownFrom)) {
    const count = conflictsOf(row);
    if (count > (conflicts.get(row.occurrence) ?? 0)) chapters.push({ position: row.knownFrom, sign: '!', label: `Contradicted: ${row.title}` });
    conflicts.set(row.occurrence, count);
  }
  const values = new Map<string, StanceCell>();
  for (const cell of stances.toSorted((a, b) => a.knownFrom - b.knownFrom)) {
    const key = `${cell.holder}/${cell.issue}`;
    const before = values.get(key);
    if (before !== undefined && before.value !== cell.value) {
      chapters.push({ position: cell.knownFrom, sign: cell.value > before.value ? '▲' : '▼', label: `${nameOf(cell.holder)} on ${titleOf(cell.issue)}: ${before.word} → ${cell.word}` });
    }
    values.set(key, cell);
  }
  return chapters.sort((a, b) => a.position - b.position);
}
