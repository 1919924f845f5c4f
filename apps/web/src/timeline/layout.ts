import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { utcTicks } from 'd3-time';
import { extent } from 'd3-array';
import type { TimeRecord } from '../replay/record.js';
import { spanWords } from '../words/words.js';

const DAY = 86_400_000;

/** The drawing in numbers: a time axis for what is dated, a tray for what is not, side by side over the same lanes. All lengths in CSS px. */
export interface Layout {
  width: number;
  /** `outside` counts dated occurrences that lie beyond the window. */
  axis: { from: number; to: number; domain: [number, number]; outside: number; ticks: { x: number; label: string }[]; gaps: { x: number; label: string }[] } | null;
  tray: { from: number; to: number; columns: number; step: number } | null;
  /** Left and right bound of each row version; equal for a mark. NaN where it lies outside the window. */
  x1: Float32Array;
  x2: Float32Array;
  /** 1 where that end is open or cut off by the window. */
  open: Uint8Array;
}

/**
 * `window` narrows the axis, in ms. Without one the axis shows where most of what is dated stands, unless a few far days
 * would press all the rest into one column; `all` shows the whole span. The tray is left out when `tray` is false and something is dated.
 */
export function layoutOf(record: TimeRecord, mask: Uint8Array | null, width: number, options: { window: [number, number] | 'all' | null; tray: boolean }): Layout {
  const { order, firstUndated, start, end, rows } = record;
  const passes = (index: number): boolean => mask === null || mask[index] === 1;
  const column = new Map<string, number>();
  for (let place = firstUndated; place < order.length; place += 1) {
    const row = rows[order[place]!]!;
    if (passes(order[place]!) && !column.has(row.occurrence)) column.set(row.occurrence, column.size);
  }
  const datedIndexes: number[] = [];
  for (let place = 0; place < firstUndated; place += 1) if (passes(order[place]!)) datedIndexes.push(order[place]!);
  const hasAxis = datedIndexes.length > 0;
  const hasTray = column.size > 0 && (options.tray || !hasAxis);
  const margin = 12;
  // A tray of few columns needs little room; of many, never more than half the width.
  const trayWidth = !hasTray ? 0 : !hasAxis ? width : Math.min(width * 0.55, Math.max(96, column.size * 26));
  const axisTo = width - trayWidth - (hasTray && hasAxis ? 20 : 0);

  const x1 = new Float32Array(rows.length).fill(NaN);
  const x2 = new Float32Array(rows.length).fill(NaN);
  const open = new Uint8Array(rows.length);
  let axis: Layout['axis'] = null;
  if (hasAxis) {
    const finite = datedIndexes.flatMap((index) => [start[index]!, end[index]!]).filter(Number.isFinite);
    const [low = 0, high = 1] = extent(finite);
    const crowded = options.window === null ? crowdOf(datedIndexes.map((index): [number, number] => [start[index]!, end[index]!]), [low, high]) : null;
    const domain: [number, number] = options.window !== null && options.window !== 'all' ? options.window : pad(crowded ?? [low, high]);
    const scale = scaleLinear(domain, [margin, axisTo - margin]);
    const ticks = ticksOf(scale, (axisTo - 2 * margin) / 90);
    const beyond = new Set<string>();
    for (const index of datedIndexes) {
      const [a, b] = [start[index]!, end[index]!];
      if (b < domain[0] || a > domain[1]) { beyond.add(rows[index]!.occurrence); continue; }
      x1[index] = Math.max(0, scale(Math.max(a, domain[0] - DAY)));
      x2[index] = Math.min(axisTo, scale(Math.min(b, domain[1] + DAY)));
      open[index] = (a < domain[0] ? 1 : 0) | (b > domain[1] ? 2 : 0);
      // What fits into a mark is a mark: a day on an axis of years has no width to show.
      if (x2[index]! - x1[index]! < 10) x1[index] = x2[index] = (x1[index]! + x2[index]!) / 2;
    }
    axis = { from: 0, to: axisTo, domain, outside: beyond.size, ticks, gaps: gapsOf(datedIndexes.map((index): [number, number] => [Math.max(start[index]!, domain[0]), Math.min(end[index]!, domain[1])]), domain, (time) => scale(time)) };
  }
  const tray = hasTray ? { from: width - trayWidth, to: width, columns: column.size, step: Math.min(44, (trayWidth - 2 * margin) / Math.max(1, column.size)) } : null;
  if (tray !== null) {
    for (let place = firstUndated; place < order.length; place += 1) {
      const index = order[place]!;
      const at = column.get(rows[index]!.occurrence);
      if (at !== undefined) x1[index] = x2[index] = tray.from + margin + tray.step * (at + 0.5);
    }
  }
  return { width, axis, tray, x1, x2, open };
}

/** About `most` ticks, each named by what begins with it: a year, a month, a day, else an hour; the first one says in which year all this is. */
export function ticksOf(scale: ScaleLinear<number, number>, most: number): { x: number; label: string }[] {
  const [from = 0, to = 0] = scale.domain();
  // A time scale would bring a library of date formats along, a twentieth of all the script; the words are ours anyway.
  return utcTicks(new Date(from), new Date(to), Math.max(2, Math.floor(most))).map((date, place) => ({ x: scale(date), label: place === 0 ? firstWords(date) : tickWords(date) }));
}

const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
const dayOfMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' });

function firstWords(date: Date): string {
  const words = tickWords(date);
  if (/^\d\d:\d\d$/.test(words)) return `${dayOfMonth.format(date)} ${date.getUTCFullYear()}, ${words}`;
  return /^\d{4}$/.test(words) ? words : `${words} ${date.getUTCFullYear()}`;
}

function tickWords(date: Date): string {
  if (date.getTime() % DAY !== 0) return hour.format(date);
  if (date.getUTCDate() !== 1) return dayOfMonth.format(date);
  return date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : month.format(date);
}

function pad([low, high]: [number, number]): [number, number] {
  const room = Math.max(DAY * 2, (high - low) * 0.03);
  return [low - room, high + room];
}

/** The shortest span that holds two thirds of the occurrences, with what stands close to it, if that is less than a fifth of the whole; else null. */
function crowdOf(spans: [number, number][], [low, high]: [number, number]): [number, number] | null {
  if (spans.length < 8) return null;
  const starts = spans.filter(([from, to]) => Number.isFinite(from) && Number.isFinite(to)).sort((a, b) => a[0] - b[0]);
  const size = Math.ceil((starts.length * 2) / 3);
  let best: [number, number] | null = null;
  for (let first = 0; first + size <= starts.length; first += 1) {
    const inside = starts.slice(first, first + size);
    const span: [number, number] = [inside[0]![0], inside.reduce((last, [, to]) => Math.max(last, to), -Infinity)];
    if (best === null || span[1] - span[0] < best[1] - best[0]) best = span;
    if (starts.length > 5000) break; // A crowd of thousands is no cluster with a few strays.
  }
  if (best === null) return null;
  // A neighbour no farther off than half the crowd's own width belongs to it.
  let [from, to] = best;
  for (let grown = true; grown;) {
    const reach = Math.max(2 * DAY, (to - from) / 2);
    const near = starts.filter(([start, end]) => (start < from || end > to) && start >= from - reach && end <= to + reach);
    grown = near.length > 0;
    for (const [start, end] of near) [from, to] = [Math.min(from, start), Math.max(to, end)];
  }
  return to - from < (high - low) / 5 ? [from, to] : null;
}

/** Silences longer than a fifth of the visible span. */
function gapsOf(spans: [number, number][], domain: [number, number], scale: (time: number) => number): { x: number; label: string }[] {
  const least = (domain[1] - domain[0]) / 5;
  const gaps: { x: number; label: string }[] = [];
  let reached = -Infinity;
  for (const [from, to] of spans.filter(([from, to]) => to >= domain[0] && from <= domain[1]).sort((a, b) => a[0] - b[0])) {
    if (Number.isFinite(reached) && from - reached > least) gaps.push({ x: (scale(reached) + scale(from)) / 2, label: `${spanWords(from - reached)} without a report` });
    reached = Math.max(reached, to);
  }
  return gaps;
}
