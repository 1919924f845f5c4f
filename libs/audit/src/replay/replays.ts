import type { EventStore, StoredEvent } from '#libs/event-store';
import type { RowIndex, SteppedRow } from '#libs/projections';
import type { StoryReads } from '#libs/read-models';
import { changes as changesProjection } from '../changes/index.js';
import type { Comparisons } from '../compare/index.js';
import type { ReplayAsked } from './asked.js';
import { frameText, replayed, shownText, stateKey, type Frame, type FrameRow, type Replayed } from './frame.js';
import { PublishedReplay } from './published-replay.js';
import { ReplayPlan } from './replay-plan.js';

/** A replay ready to be sent: how many frames it has in all, and those still to come. */
export interface Replay { frames: number; rest: AsyncIterable<Frame> }

/** Events whose rows are read at a time. Two such stretches are in memory, whatever the length of a story. */
const stretchEvents = 1_000;
/** Rows read at a time for the state so far. */
const chunk = 500;

interface Stretch { first: number; last: number; rows: Map<number, FrameRow[]>; changes: Map<number, string[]> }

/** Replays of stories: the state of the views frame by frame (API §7.7). */
export class Replays {
  constructor(
    private readonly reads: StoryReads,
    private readonly rows: RowIndex,
    private readonly store: Pick<EventStore, 'iterate'>,
    private readonly comparisons: Comparisons,
  ) {}

  async open(asked: ReplayAsked): Promise<Replay> {
    if (asked.clock === 'published') {
      const replay = new PublishedReplay(await this.reads.publishedRows(asked.story, asked.to), asked);
      return { frames: replay.frames, rest: replay.rest() };
    }
    const before = asked.from === null ? 0 : asked.from - 1;
    const plan = await this.plan(asked, before);
    const state = before === 0 ? null : await this.lastBefore(asked.story, before);
    const frames = plan.frames + (state === null ? 0 : 1);
    return { frames, rest: this.recorded(asked, plan, state, frames) };
  }

  private async *recorded(asked: ReplayAsked, plan: ReplayPlan, state: StoredEvent | null, of: number): AsyncGenerator<Frame> {
    const { story, step, after } = asked;
    const offset = state === null ? 1 : 2;
    if (state !== null && (after === null || after < state.position)) yield await this.stateFrame(story, (asked.from ?? 1) - 1, state, of);
    const first = after === null ? 0 : plan.frameAfter(after);
    let known = first > 0 ? plan.position(first - 1) : (asked.from ?? 1) - 1;
    const load = (frame: number, from: number): Promise<Stretch> | null => {
      if (frame >= plan.frames) return null;
      const stretch = this.stretch(asked, plan, frame, plan.stretchFrom(frame, stretchEvents), from);
      stretch.catch(() => undefined); // Whoever stopped asking does not hear of a stretch that failed.
      return stretch;
    };
    // The next stretch is read while one is being sent.
    for (let coming = load(first, known); coming !== null;) {
      const stretch: Stretch = await coming;
      known = plan.position(stretch.last - 1);
      coming = load(stretch.last, known);
      for (let frame = stretch.first; frame < stretch.last; frame++) {
        const position = plan.position(frame);
        yield {
          position,
          text: frameText({
            frame: frame + offset, of, position, at: plan.at(frame), step, events: plan.events(frame), rows: stretch.rows.get(frame) ?? [], changes: stretch.changes.get(frame) ?? [],
          }),
        };
      }
    }
  }

  /** The events of a replay by frame: those of the story, and the register events that changed how it reads. */
  private async plan({ story, step, to }: ReplayAsked, after: number): Promise<ReplayPlan> {
    const plan = new ReplayPlan(step);
    const registers = await this.comparisons.registerEvents(story, after, to);
    let next = 0;
    for await (const page of this.store.iterate({ story, from: after + 1, to }, { batchSize: 5_000 })) {
      for (const event of page) {
        while (next < registers.length && registers[next]!.position < event.position) plan.add(registers[next++]!);
        plan.add(event);
      }
    }
    while (next < registers.length) plan.add(registers[next++]!);
    return plan;
  }

  private async stretch({ story, step }: ReplayAsked, plan: ReplayPlan, first: number, last: number, after: number): Promise<Stretch> {
    const ends = Array.from({ length: last - first }, (_, index) => plan.position(first + index));
    const [changes, ...models] = await Promise.all([
      this.changesOf(story, step, after, ends),
      ...replayed.map((projection) => this.rows.stepped(projection, story, after, ends)),
    ]);
    const rows = new Map<number, FrameRow[]>();
    for (const [index, projection] of replayed.entries()) {
      for (const { stretch, row } of frameRows(projection, models[index]!)) {
        const frame = rows.get(first + stretch);
        if (frame === undefined) rows.set(first + stretch, [row]);
        else frame.push(row);
      }
    }
    return { first, last, rows, changes: new Map([...changes].map(([index, texts]) => [first + index, texts])) };
  }

  /** Changes by stretch. A day is told net; an append's changes come with their own events, or with the append. */
  private async changesOf(story: string, step: ReplayAsked['step'], after: number, ends: readonly number[]): Promise<Map<number, string[]>> {
    if (step === 'day') {
      const days = new Map<number, string[]>();
      // One after another: a replay leaves the database to others too.
      for (const [index, end] of ends.entries()) {
        const { changes } = await this.comparisons.recorded(story, ends[index - 1] ?? after, end);
        days.set(index, changes.map((change) => JSON.stringify(change)));
      }
      return days;
    }
    const found = new Map<number, string[]>();
    let event = 0;
    for (const { text, stretch, position } of await this.rows.stepped(changesProjection.name, story, after, ends)) {
      if (text === null) continue;
      if (step === 'event') while (event < stretch && ends[event]! < position!) event++;
      const index = step === 'event' ? event : stretch;
      const texts = found.get(index);
      if (texts === undefined) found.set(index, [text]);
      else texts.push(text);
    }
    return found;
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
          rows.push({ projection, key: stateKey(projection, key), before: null, after: shownText(projection, text, status.get(key) ?? null) });
        }
      }
    }
    return { position: last.position, text: frameText({ frame: 1, of, position: last.position, at: last.recordedAt, step: 'state', events: '[]', rows, changes: [] }) };
  }
}

/** What each stretch makes of the rows of one read model, as the views show them. */
function* frameRows(projection: Replayed, versions: readonly SteppedRow[]): Iterable<{ stretch: number; row: FrameRow }> {
  const standing = new Map<string, string | null>();
  for (const { key, stretch, text, status, before } of versions) {
    const was = before === null ? (standing.get(key) ?? null) : shownText(projection, before.text, before.status);
    const is = shownText(projection, text, status);
    standing.set(key, is);
    if (was !== is) yield { stretch, row: { projection, key: stateKey(projection, key), before: was, after: is } };
  }
}
