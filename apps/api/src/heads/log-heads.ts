import type { EventStore } from '#libs/event-store';
import { Heads } from '#libs/http';

/** Events behind the head that are a matter of milliseconds. */
const nearlyThere = 1_000;
const momentMs = 1_000;

/** How far the read models are; the projections engine fits. */
export interface ReadPositions {
  /** Where they stand as far as this process knows by itself: the same object until they move; null where it does not. */
  readonly standing?: { readonly position: number } | null;
  /** The position at which all of them can answer. */
  reached(): Promise<number>;
  /** Waits until they include a position; throws a refusal with facts when they do not in time. */
  waitFor(position: number, timeoutMs: number): Promise<number>;
}

/**
 * Head and read positions for the conventions. The head is followed in memory, so that a read costs no query for it; another
 * process's append shows here within moments, and who asks for a position beyond it makes us ask the log itself.
 */
export class LogHeads extends Heads {
  private last: { position: number; recordedAt: string | null } = { position: 0, recordedAt: null };
  private following: Promise<void> | null = null;
  /** Where the views stood when waiting for them was in vain. */
  private standingAt = -1;
  private stood: { views: object; head: number } | null = null;
  private readonly ending = new AbortController();
  /** Without read models every read answers at the head. */
  readPositions: ReadPositions | null = null;

  constructor(private readonly store: EventStore) {
    super();
  }

  async head(): Promise<{ position: number; recordedAt: string | null }> {
    this.following ??= this.start();
    await this.following;
    return this.last;
  }

  override async latest(): Promise<number> {
    const head = await this.store.head();
    if (head.position > this.last.position) this.last = head;
    return head.position;
  }

  positionAt(time: string): Promise<number> {
    return this.store.positionAt(time);
  }

  /**
   * Where the read models stand, after a moment's patience when they are about to catch up: who has just written and reads
   * without `minPosition` then nearly always finds what was written. Views that are far behind are not waited for.
   */
  async answered(): Promise<number> {
    const { position: head } = await this.head();
    if (this.readPositions === null) return head;
    const reached = await this.readPositions.reached();
    if (reached >= head || head - reached > nearlyThere || reached === this.standingAt) return reached;
    try {
      return await this.readPositions.waitFor(head, momentMs);
    } catch {
      // Nobody is feeding the views, or something keeps them: further reads do not wait until they move again.
      return (this.standingAt = await this.readPositions.reached());
    }
  }

  override standing(): object | null {
    const views = this.readPositions?.standing ?? null;
    const head = this.last.position;
    // Behind the head a read waits a moment for the views: it must go the whole way.
    if (views === null || views.position < head) return null;
    if (this.stood?.views !== views || this.stood.head !== head) this.stood = { views, head };
    return this.stood;
  }

  /** An append of this process: known here before its caller hears of it. */
  appended(position: number, recordedAt: string): void {
    if (position > this.last.position && this.following !== null) this.last = { position, recordedAt };
  }

  async reachable(position: number, timeoutMs: number): Promise<number> {
    if (this.readPositions !== null) return this.readPositions.waitFor(position, timeoutMs);
    const until = performance.now() + timeoutMs;
    while ((await this.latest()) < position && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    return this.last.position;
  }

  close(): void {
    this.ending.abort();
  }

  private async start(): Promise<void> {
    try {
      this.last = await this.store.head();
    } catch (error) {
      this.following = null; // The next request tries again.
      throw error;
    }
    void this.follow();
  }

  private async follow(): Promise<void> {
    for await (const item of this.store.followPages({ after: this.last.position }, this.ending.signal)) {
      const newest = item.kind === 'events' ? item.events.at(-1) : undefined;
      if (newest !== undefined && newest.position > this.last.position) this.last = { position: newest.position, recordedAt: newest.recordedAt };
    }
  }
}
