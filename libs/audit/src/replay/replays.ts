import type { EventStore, StoredEvent } from '#libs/event-store';
import type { RowIndex, VersionSteps } from '#libs/projections';
import type { StoryReads } from '#libs/read-models';
import { changes as changesProjection } from '../changes/index.js';
import type { Comparisons } from '../compare/index.js';
import type { ReplayAsked } from './asked.js';
import { replayed, shown, stateKey, unlisted, writeFrame, type Frame, type FrameRow } from './frame.js';
import { PublishedReplay } from './published-replay.js';
import { ReplayPlan } from './replay-plan.js';

/** A replay ready to be sent: how many frames it has in all, and those still to come, some at a time. */
export interface Replay { frames: number; rest: AsyncIterable<readonly Frame[]> }

/**
 * Events whose rows are read at a time: few at first, so that the first frame is soon there and a client that stops holds little, then
 * more. Two such stretches are in memory, whatever the length of a story.
 */
const firstStretch = 200;
const longestStretch = 500;
/** Frames handed on at a time. */
const batch = 50;
/** Rows read at a time for the state so far. */
const chunk = 500;

type ChangeJson = string | Buffer;
/** Frames from `first` to before `last`, with their rows and changes in this order. */
interface Sources { changes: VersionSteps; models: VersionSteps[] }
interface Stretch { first: number; last: number; rows: FrameRow[][]; changes: ChangeJson[][] }

/** Replays of stories: the state of the views frame by frame (API §7.7). */
export class Replays {
  constructor(
    private readonly reads: StoryReads,
    private readonly rows: RowIndex,
    private readonly store: Pick<EventStore, 'iterate' | 'outline'>,
    private readonly comparisons: Comparisons,
  ) {}

  async open(asked: ReplayAsked): Promise<Replay> {
    if (asked.clock === 'published') {
      const replay = await PublishedReplay.open(await this.reads.publishedRows(asked.story, asked.to), asked);
      return { frames: replay.frames, rest: replay.rest() };
    }
    const before = asked.from === null ? 0 : asked.from - 1;
    const plan = await this.plan(asked, before);
    const state = before === 0 ? null : await this.lastBefore(asked.story, before);
    const frames = plan.frames + (state === null ? 0 : 1);
    return { frames, rest: this.recorded(asked, plan, state, frames) };
  }

  private async *recorded(asked: ReplayAsked, plan: ReplayPlan, state: StoredEvent | null, of: number): AsyncGenerator<readonly Frame[]> {
    const { story, after } = asked;
    const offset = state === null ? 1 : 2;
    if (state !== null && (after === null || after < state.position)) yield [await this.stateFrame(story, (asked.from ?? 1) - 1, state, of)];
    const first = after === null ? 0 : plan.frameAfter(after);
    let known = first > 0 ? plan.position(first - 1) : (asked.from ?? 1) - 1;
    const sources: Sources = {
      changes: this.rows.steps(changesProjection.name, story, known, { follows: false }),
      models: replayed.map((projection) => this.rows.steps(projection, story, known, { without: unlisted[projection] })),
    };
    let length = firstStretch;
    const load = (frame: number, from: number): Promise<Stretch> | null => {
      if (frame >= plan.frames) return null;
      const stretch = this.stretch(asked, plan, sources, frame, plan.stretchFrom(frame, length), from);
      stretch.catch(() => undefined); // Whoever stopped asking does not hear of a stretch that failed.
      length = Math.min(2 * length, longestStretch);
      return stretch;
    };
    // The next stretch is read while one is being sent.
    for (let coming = load(first, known); coming !== null;) {
      const stretch: Stretch = await coming;
      known = plan.position(stretch.last - 1);
      coming = load(stretch.last, known);
      for (let from = stretch.first; from < stretch.last; from += batch) {
        yield Array.from({ length: Math.min(batch, stretch.last - from) }, (_, index) => frameOf(asked, plan, stretch, from + index, of, offset));
      }
    }
  }

  /** The events of a replay by frame: those of the story, and the register events that changed how it reads. */
  private async plan({ story, step, to }: ReplayAsked, after: number): Promise<ReplayPlan> {
    const plan = new ReplayPlan(step);
    const registers = await this.comparisons.registerEvents(story, after, to);
    let next = 0;
    for await (const page of this.store.outline({ story, from: after + 1, to })) {
      for (const event of page) {
        while (next < registers.length && registers[next]!.position < event.position) plan.add(registers[next++]!);
        plan.add(event);
      }
    }
    while (next < registers.length) plan.add(registers[next++]!);
    return plan;
  }

  private async stretch({ story, step }: ReplayAsked, plan: ReplayPlan, sources: Sources, first: number, last: number, after: number): Promise<Stretch> {
    const upTo = plan.position(last - 1);
    const [changes, ...models] = await Promise.all([
      step === 'day' ? this.netChanges(story, plan, first, last, after) : changesOf(sources.changes, step, plan, first, last),
      ...sources.models.map((model) => model.next(upTo)),
    ]);
    const rows = Array.from({ length: last - first }, (): FrameRow[] => []);
    for (const [index, projection] of replayed.entries()) {
      let frame = first;
      // A row that changes more than once within a frame is told once: how it stood before the first, and after the last.
      let told = new Map<string, FrameRow>();
      for (const version of models[index]!) {
        if (plan.position(frame) < version.position) told = new Map();
        while (plan.position(frame) < version.position) frame++;
        const after = shown(projection, version.row, null);
        const known = told.get(version.key);
        if (known !== undefined) known.after = after;
        else {
          const row: FrameRow = { projection, key: stateKey(projection, version.key), before: shown(projection, version.before, null), after };
          told.set(version.key, row);
          rows[frame - first]!.push(row);
        }
      }
    }
    return { first, last, rows, changes };
  }

  /** A day is told net. */
  private async netChanges(story: string, plan: ReplayPlan, first: number, last: number, after: number): Promise<ChangeJson[][]> {
    const days: ChangeJson[][] = [];
    // One after another: a replay leaves the database to others too.
    for (let frame = first; frame < last; frame++) {
      const { changes } = await this.comparisons.recorded(story, frame === first ? after : plan.position(frame - 1), plan.position(frame));
      days.push(changes.map((change) => JSON.stringify(change)));
    }
    return days;
  }

  /** The newest event at or before a position that the story had applied; null if there was none. */
  private async lastBefore(story: string, position: number): Promise<StoredEvent | null> {
    for await (const [event] of this.store.iterate({ story, to: position, order: 'desc' }, { batchSize: 1 })) return event ?? null;
    return null;
  }

  /** Builds the state at a position from nothing. What led there is told by comparing, not here. */
  private async stateFrame(story: string, position: number, last: StoredEvent, of: number): Promise<Frame> {
    const read = await this.reads.open(story, { position, publishedBy: null });
    const rows: FrameRow[] = [];
    for (const projection of replayed) {
      const entries = await read.entries(projection);
      for (let from = 0; from < entries.length; from += chunk) {
        const page = entries.slice(from, from + chunk);
        const status = new Map(page.map(({ key, facets }) => [key, (facets as { status?: string }).status ?? null]));
        for (const { key, text } of await read.rows(projection, page.map((entry) => entry.key))) {
          rows.push({ projection, key: stateKey(projection, key), before: null, after: shown(projection, text, status.get(key) ?? null) });
        }
      }
    }
    return { position: last.position, write: (sink) => writeFrame({ frame: 1, of, position: last.position, at: last.recordedAt, step: 'state', events: '[]', rows, changes: [] }, sink) };
  }
}

/** Changes of appends by frame: with the events that made them, or with the append. */
async function changesOf(changes: VersionSteps, step: 'event' | 'report', plan: ReplayPlan, first: number, last: number): Promise<ChangeJson[][]> {
  const found = Array.from({ length: last - first }, (): ChangeJson[] => []);
  for (const { key, row, position } of await changes.next(plan.position(last - 1))) {
    // The key begins with the position of the event that made the change, which may lie before the end of the append.
    const frame = plan.frameAfter((step === 'event' ? Number(key.slice(0, 16)) : position) - 1);
    // A replay that begins within an append does not tell again what came with the events before.
    if (row !== null && frame >= first) found[frame - first]!.push(row);
  }
  return found;
}

function frameOf({ step }: ReplayAsked, plan: ReplayPlan, { first, rows, changes }: Stretch, frame: number, of: number, offset: number): Frame {
  const position = plan.position(frame);
  return {
    position,
    write: (sink) => writeFrame({
      frame: frame + offset, of, position, at: plan.at(frame), step, events: plan.events(frame), rows: rows[frame - first]!, changes: changes[frame - first]!,
    }, sink),
  };
}
