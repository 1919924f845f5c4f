/** Which replay of a story is asked for. */
export interface ReplayAsked {
  story: string;
  clock: 'recorded' | 'published';
  step: 'event' | 'report' | 'day';
  /** Before the events from here on, one frame builds the state so far; null: from nothing. */
  from: number | null;
  to: number;
  /** Position of the last frame a client has seen. */
  after: number | null;
}
