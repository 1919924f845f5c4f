import { utcDay } from '#libs/codebook';
import { InvalidRequest, fault } from '#libs/http';
import type { PublishedRows } from '#libs/read-models';
import { publishedChanges, stepGroups, type PublishedChangeAt, type StepGroup } from '../changes/published-changes.js';
import { differenceOfSteps } from '../compare/published-difference.js';
import { changeSources } from '../difference/index.js';
import { rfc3339Of } from '../instants.js';
import type { ReplayAsked } from './asked.js';
import { replayed, shown, stateKey, writeFrame, type Frame, type FrameRow } from './frame.js';

/** Frames handed on at a time. */
const batch = 50;

interface Planned extends StepGroup { position: number }

/**
 * A replay on the published clock: frames in the order in which things became public. A frame is named by the position of one of its
 * events, the last one that names no frame before it, so that a client can go on from it.
 */
export class PublishedReplay {
  private readonly planned: readonly Planned[];
  /** Steps whose state the first frame builds; 0: it starts from nothing. */
  private readonly built: number;

  private readonly byStep: ReadonlyMap<number, PublishedChangeAt[]>;

  private constructor(private readonly rows: PublishedRows, private readonly asked: ReplayAsked, changes: readonly PublishedChangeAt[]) {
    this.byStep = grouped(changes, ({ step }) => step);
    const all = plan(rows, asked.step);
    const { from } = asked;
    const start = from === null ? 0 : all.findIndex((frame) => rows.steps.slice(frame.from, frame.to).some(({ event }) => event.position >= from));
    this.planned = all.slice(start === -1 ? all.length : start);
    this.built = this.planned[0]?.from ?? (from === null ? 0 : rows.steps.length);
  }

  /** Folds what the frames show and tell. */
  static async open(rows: PublishedRows, asked: ReplayAsked): Promise<PublishedReplay> {
    await rows.fold([...replayed, ...changeSources]);
    return new PublishedReplay(rows, asked, asked.step === 'day' ? [] : await publishedChanges(rows));
  }

  get frames(): number {
    return this.planned.length + (this.built > 0 ? 1 : 0);
  }

  // Everything is in memory; the pauses are the reader's.
  // eslint-disable-next-line @typescript-eslint/require-await
  async *rest(): AsyncGenerator<readonly Frame[]> {
    const { asked: { after }, built, planned } = this;
    const of = this.frames;
    const offset = built > 0 ? 2 : 1;
    let next = 0;
    if (after !== null) next = this.indexAfter(after);
    else if (built > 0) yield [this.stateFrame(of)];
    for (; next < planned.length; next += batch) yield planned.slice(next, next + batch).map((frame, index) => this.frame(frame, next + index + offset, of));
  }

  private indexAfter(position: number): number {
    if (this.built > 0 && position === this.statePosition()) return 0;
    const index = this.planned.findIndex((frame) => frame.position === position);
    if (index === -1) throw new InvalidRequest([fault('header', 'Last-Event-ID', 'range', 'No frame of this replay has that position. Start without it.', { got: String(position) })]);
    return index + 1;
  }

  private statePosition(): number {
    return this.rows.steps[this.built - 1]!.event.position;
  }

  private frame({ from, to, position }: Planned, frame: number, of: number): Frame {
    const { rows, asked: { step } } = this;
    const events = rows.steps.slice(from, to).map(({ event }) => `{"position":${event.position},"type":"${event.type}"}`);
    return {
      position,
      write: (sink) => writeFrame({
        frame, of, position, at: rfc3339Of(rows.steps[to - 1]!.instant), step, events: `[${events.join(',')}]`, rows: this.shown(from, to), changes: this.changesOf(from, to),
      }, sink),
    };
  }

  private stateFrame(of: number): Frame {
    const position = this.statePosition();
    const at = rfc3339Of(this.rows.steps[this.built - 1]!.instant);
    return { position, write: (sink) => writeFrame({ frame: 1, of, position, at, step: 'state', events: '[]', rows: this.shown(0, this.built), changes: [] }, sink) };
  }

  private shown(from: number, to: number): FrameRow[] {
    return replayed.flatMap((of) => [...this.rows.changed(from, to, [of])].map(({ key, was, is }): FrameRow => (
      { projection: of, key: stateKey(of, key), before: shown(of, was?.text ?? null, was?.status ?? null), after: shown(of, is.text, is.status) }
    )));
  }

  /** A day is told net; an append's changes come with it, or with the events that made them. */
  private changesOf(from: number, to: number): string[] {
    const { rows, asked: { step } } = this;
    const changes = step === 'day' ? differenceOfSteps(rows, from, to) : step === 'report' ? this.changesEnding(to) : this.changesOfStep(from);
    return changes.map((change) => JSON.stringify(change));
  }

  private changesEnding(step: number) {
    return this.byStep.get(step)?.map(({ change }) => change) ?? [];
  }

  /** Changes of the append that came with one step: those its event made; with the last step also what no step of it made alone. */
  private changesOfStep(step: number) {
    const { to } = (this.groupOf ??= new Map(stepGroups(this.rows).flatMap((group) => Array.from({ length: group.to - group.from }, (_, i) => [group.from + i, group] as const)))).get(step)!;
    const { from } = this.groupOf.get(step)!;
    const positions = this.rows.steps.slice(from, to).map(({ event }) => event.position);
    return this.changesEnding(to).filter(({ position }) => {
      const index = positions.indexOf(position!);
      return (index === -1 ? to - 1 : from + index) === step;
    });
  }
  private groupOf: Map<number, StepGroup> | null = null;
}

function plan(rows: PublishedRows, step: ReplayAsked['step']): Planned[] {
  const groups = step === 'event' ? rows.steps.map((_, index) => ({ from: index, to: index + 1 })) : step === 'report' ? stepGroups(rows) : days(rows);
  const used = new Set<number>();
  return groups.map(({ from, to }) => {
    const positions = rows.steps.slice(from, to).map(({ event }) => event.position);
    const position = positions.findLast((one) => !used.has(one)) ?? positions.at(-1)!;
    used.add(position);
    return { from, to, position };
  });
}

/** Steps by UTC day of the instant at which they became public; what counts from ever comes first, together. */
function days({ steps }: PublishedRows): StepGroup[] {
  const groups: StepGroup[] = [];
  let last: string | null = null;
  for (const [index, { instant }] of steps.entries()) {
    const day = Number.isFinite(instant) ? utcDay(instant) : '';
    if (day === last) groups.at(-1)!.to = index + 1;
    else groups.push({ from: index, to: index + 1 });
    last = day;
  }
  return groups;
}

function grouped<T>(list: readonly T[], by: (one: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of list) {
    const group = groups.get(by(one));
    if (group === undefined) groups.set(by(one), [one]);
    else group.push(one);
  }
  return groups;
}
