import type { StoredEvent } from '#libs/event-store';
import type { Step } from './frame.js';

type ByStep = Exclude<Step, 'state'>;

/**
 * Which events each frame of a replay on the recorded clock holds, found in one pass over the log. It keeps a few bytes an event, so
 * that frames can be counted before the first is sent and rows be read one stretch after another.
 */
export class ReplayPlan {
  private readonly positions: number[] = [];
  private readonly types: number[] = [];
  private readonly names: string[] = [];
  private readonly nameIndex = new Map<string, number>();
  /** Per frame: index behind its last event, its time, and whether an append ends with it. */
  private readonly ends: number[] = [];
  private readonly times: string[] = [];
  private readonly closing: boolean[] = [];
  private append = 0;
  private day = '';

  constructor(private readonly step: ByStep) {}

  /** Takes the next event, in order of position. */
  add({ position, type, recordedAt, append: { first, size } }: Pick<StoredEvent, 'position' | 'type' | 'recordedAt' | 'append'>): void {
    let name = this.nameIndex.get(type);
    if (name === undefined) this.nameIndex.set(type, (name = this.names.push(type) - 1));
    const day = recordedAt.slice(0, 10);
    const isSame = this.ends.length > 0 && (this.step === 'report' ? first === this.append : this.step === 'day' ? day === this.day : false);
    this.positions.push(position);
    this.types.push(name);
    if (!isSame) {
      this.ends.push(0);
      this.times.push('');
      this.closing.push(false);
    }
    const frame = this.ends.length - 1;
    this.ends[frame] = this.positions.length;
    this.times[frame] = recordedAt;
    this.closing[frame] = position === first + size - 1;
    this.append = first;
    this.day = day;
  }

  get frames(): number {
    return this.ends.length;
  }

  /** Position of the last event of a frame. */
  position(frame: number): number {
    return this.positions[this.ends[frame]! - 1]!;
  }

  at(frame: number): string {
    return this.times[frame]!;
  }

  /** JSON text of the events of a frame. */
  events(frame: number): string {
    const texts: string[] = [];
    for (let i = frame === 0 ? 0 : this.ends[frame - 1]!; i < this.ends[frame]!; i++) texts.push(`{"position":${this.positions[i]},"type":"${this.names[this.types[i]!]}"}`);
    return `[${texts.join(',')}]`;
  }

  /** The first frame that ends behind a position; `frames` if none does. */
  frameAfter(position: number): number {
    let low = 0;
    for (let high = this.ends.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.position(middle) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where a stretch that begins with a frame ends (exclusive): after some events, and never within an append, whose changes come with its end. */
  stretchFrom(frame: number, events: number): number {
    const first = frame === 0 ? 0 : this.ends[frame - 1]!;
    for (let next = frame; next < this.ends.length; next++) if (this.closing[next] && this.ends[next]! - first >= events) return next + 1;
    return this.ends.length;
  }
}
