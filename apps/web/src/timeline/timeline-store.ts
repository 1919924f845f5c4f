import { computed, signal } from '@preact/signals';
import { ServiceProblem, Unreachable, stream } from '../api/client.js';
import type { Problem, Report, StanceCell, TimelineItem } from '../api/shapes.js';
import { type Chapter, type ReportAct, type Step, type StepSize, chaptersOf, stepsOf } from '../replay/steps.js';
import { ACTS, type LogEntry, actsOf } from '../replay/acts.js';
import { type Clock, recordOf } from '../replay/record.js';
import { actorName, issueTitle, shortName } from '../words/names.js';

/** Above so many occurrences a story is shown in counts and pages from the start. */
export const MOST_OCCURRENCES = 100_000;
/** Row versions a page holds at most: measured at about 2 kB each with the list and the drawing. */
const MOST_ROWS = 120_000;

interface Frame { type: string; frame: number; of: number; position: number; at: string | null; changes?: { kind: string; sentence: string }[]; events?: { position: number; type: string }[]; after: { timeline?: Record<string, TimelineItem | null> } }

/**
 * What the timeline of one story is drawn from: every row version, loaded once. The cursor only chooses among them.
 * On the published clock the frames of `/replay` are turned into row versions whose positions are frame numbers, so
 * that both clocks are one mechanism from here on.
 */
export class TimelineStore {
  readonly rows = signal<TimelineItem[]>([]);
  readonly done = signal(false);
  /** The story has more row versions than a page can hold: it is read in counts and pages instead (`LargeTimeline`). */
  readonly tooLarge = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** The newest log position the rows include. */
  readonly position = signal(0);
  readonly reports = signal<Report[]>([]);
  /** Filings, revisions and retractions as the log has them: the stops of a replay by report. */
  readonly acts = signal<ReportAct[]>([]);
  readonly stances = signal<StanceCell[]>([]);
  readonly frames = signal<Step[]>([]);
  readonly axis = signal<Clock>('happened');
  readonly size = signal<StepSize>('report');
  readonly record = computed(() => recordOf(this.rows.value, this.axis.value));
  readonly steps = computed<Step[]>(() => (this.clock === 'published' ? this.frames.value : stepsOf({ rows: this.rows.value, reports: this.acts.value, head: this.position.value }, this.size.value)));
  readonly chapters = computed<Chapter[]>(() => chaptersOf(this.rows.value, this.clock === 'published' ? [] : this.stances.value, (id) => shortName(actorName(id).text), issueTitle));
  /** Whether a load was begun; a store is read again only when the log has moved on. */
  started = false;
  #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly slug: string, readonly clock: 'recorded' | 'published') {}

  /** Reads everything, or reads it again behind the rows that stand, so that a live story never flickers. */
  async load(minPosition?: number): Promise<void> {
    this.started = true;
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#stop = new AbortController();
    const { signal: stopped } = this.#stop;
    const again = this.done.value;
    try {
      if (this.clock === 'published') await this.#readFrames(stopped);
      else await this.#readRows(stopped, minPosition, again);
      this.problem.value = null;
      this.done.value = true;
    } catch (error) {
      if (stopped.aborted) return;
      const problem = error instanceof ServiceProblem ? error.problem : null;
      if (error instanceof Unreachable || problem?.status === 503 || problem?.status === 429) {
        const wait = error instanceof ServiceProblem ? (error.retryAfterMs ?? 2000) : 2000;
        this.#timer = setTimeout(() => void this.load(minPosition), wait);
      } else this.problem.value = problem ?? { type: 'about:blank', title: String(error), status: 0 };
    }
  }

  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  /** Lets go of what was read: the story is shown in counts and pages from here on. */
  giveUp(): void {
    this.stop();
    this.rows.value = [];
    this.tooLarge.value = true;
  }

  async #readRows(stopped: AbortSignal, minPosition: number | undefined, again: boolean): Promise<void> {
    const intern = interner();
    const rows: TimelineItem[] = [];
    let shown = again ? Infinity : 0;
    const story = `/stories/${encodeURIComponent(this.slug)}`;
    const beside = Promise.all([
      collect<Report>(`${story}/reports`, { minPosition }, stopped).then((list) => { this.reports.value = list; }),
      collect<LogEntry>('/log', { story: this.slug, type: ACTS }, stopped).then((list) => { this.acts.value = actsOf(list); }),
      collect<StanceCell>(`${story}/stances`, { versions: 'all', minPosition }, stopped).then((list) => { this.stances.value = list; }),
    ]);
    beside.catch(() => undefined); // awaited below; until then its end is nobody's news
    const full = new AbortController();
    const position = await stream<TimelineItem>(`${story}/timeline`, { versions: 'all', minPosition }, (more) => {
      // An absorbed occurrence lives on in the one it was merged into.
      for (const row of more) if (row.status !== 'merged') rows.push(intern(row));
      // The record is built anew only when the rows have grown by a multiple: 200, then 1,000, 5,000 …
      if (rows.length >= Math.max(200, shown * 5)) {
        shown = rows.length;
        this.rows.value = rows.slice();
      }
      if (rows.length > MOST_ROWS) full.abort();
    }, AbortSignal.any([stopped, full.signal])).catch((error: unknown) => {
      if (!full.signal.aborted) throw error;
      this.giveUp();
      throw new DOMException('The story does not fit a page.', 'AbortError');
    });
    await beside;
    this.position.value = position;
    this.rows.value = rows;
  }

  async #readFrames(stopped: AbortSignal): Promise<void> {
    const rows: TimelineItem[] = [];
    const current = new Map<string, TimelineItem>();
    const steps: Step[] = [];
    await stream<Frame>(`/stories/${encodeURIComponent(this.slug)}/replay`, { clock: 'published', step: 'report' }, (frames) => {
      for (const frame of frames) {
        if (frame.type !== 'frame') { this.position.value = Math.max(this.position.value, frame.position); continue; }
        for (const [id, row] of Object.entries(frame.after.timeline ?? {})) {
          const before = current.get(id);
          if (before !== undefined) before.knownTo = frame.frame;
          if (row === null || row.status === 'merged') { current.delete(id); continue; }
          const version = { ...row, knownFrom: frame.frame, knownTo: null };
          current.set(id, version);
          rows.push(version);
        }
        // Frames without an instant (editorial events) bring no step of their own: their rows come with the next.
        if (frame.at === null || Object.keys(frame.after.timeline ?? {}).length === 0) continue;
        const said = frame.changes?.find((change) => change.kind === 'report-filed' || change.kind === 'report-revised')?.sentence;
        steps.push({ position: frame.frame, at: frame.at, label: said ?? `frame ${frame.frame}` });
      }
    }, stopped);
    this.reports.value = await collect<Report>(`/stories/${encodeURIComponent(this.slug)}/reports`, {}, stopped);
    this.frames.value = steps;
    this.rows.value = rows;
  }
}

async function collect<T>(path: string, params: Parameters<typeof stream>[1], stopped: AbortSignal): Promise<T[]> {
  const all: T[] = [];
  await stream<T>(path, params, (rows) => { all.push(...rows); }, stopped);
  return all;
}

/** Rows of one story repeat the same small objects (participants, counts, edges); sharing them halves the memory of a large story. */
function interner(): (row: TimelineItem) => TimelineItem {
  const known = new Map<string, unknown>();
  const share = <T>(key: string, value: T): T => {
    const found = known.get(key);
    if (found !== undefined) return found as T;
    known.set(key, value);
    return value;
  };
  return (row) => {
    row.kind = share(row.kind, row.kind);
    if (row.issue !== null) row.issue = share(row.issue, row.issue);
    row.participants = share(`p${row.participants.map((each) => `${each.actor}:${each.role}:${each.label ?? ''}`).join()}`, row.participants);
    row.attests = share(`a${row.attests.supports},${row.attests.denies},${row.attests.queries},${row.attests.mentions}`, row.attests);
    row.markers = share(`m${row.markers.count},${row.markers.worst},${Object.entries(row.markers.rules).join()}`, row.markers);
    if (row.ordering.after.length + row.ordering.before.length === 0) row.ordering = share(`o${row.ordering.basis}`, row.ordering);
    if (row.published.first === row.published.last) row.published = share(`d${row.published.first}`, row.published);
    row.recorded.first.by = share(`b${row.recorded.first.by.id}`, row.recorded.first.by);
    if (row.recorded.last.position === row.recorded.first.position) row.recorded.last = row.recorded.first;
    else row.recorded.last.by = share(`b${row.recorded.last.by.id}`, row.recorded.last.by);
    return row;
  };
}

/** The occurrences that match a search; the service decides what matches. */
export async function matching(slug: string, q: string, stopped: AbortSignal): Promise<Set<string>> {
  const found = new Set<string>();
  await stream<TimelineItem>(`/stories/${encodeURIComponent(slug)}/timeline`, { versions: 'all', q }, (rows) => { for (const row of rows) found.add(row.occurrence); }, stopped);
  return found;
}

