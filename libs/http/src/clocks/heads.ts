/**
 * What the conventions must know about the log and the read models. `apps/api` binds it; specs bind a small one of their own.
 */
export abstract class Heads {
  /** Highest position in the log and when it was recorded; position 0 for an empty log. */
  abstract head(): Promise<{ position: number; recordedAt: string | null }>;
  /** Highest position after asking the log itself, where `head()` may answer from memory. */
  async latest(): Promise<number> {
    return (await this.head()).position;
  }
  /** Highest position recorded at or before an RFC 3339 time. */
  abstract positionAt(time: string): Promise<number>;
  /** Waits until the read models have reached `position`, at most `timeoutMs`; answers where they stand then. */
  abstract reachable(position: number, timeoutMs: number): Promise<number>;
  /** The position that the read models have reached, all of them. */
  abstract answered(): Promise<number>;
  /**
   * Something that stays the same object as long as neither the log nor the read models move, and reads answer at the head; null
   * where that cannot be told without asking anybody.
   */
  standing(): object | null {
    return null;
  }
  /** Name of the read model that is furthest behind, for the refusal `projection-behind`. */
  slowest(): Promise<string | null> {
    return Promise.resolve(null);
  }
}
