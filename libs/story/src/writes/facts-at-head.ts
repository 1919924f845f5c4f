import type { RegisterHistory, Registers, StoryFacts } from '../facts/index.js';

/**
 * The facts decisions are taken on. What is answered holds everything that was committed before the call, and stays
 * complete; it may grow while the caller waits for something else, so decide in one breath.
 */
export abstract class StoryFactsAtHead {
  /** The facts of a story; of one never opened, facts without a head. */
  abstract story(slug: string): Promise<StoryFacts>;
  abstract registers(): Promise<{ registers: Registers; history: RegisterHistory }>;
  /** Slugs of all stories, to tell what comes close to a wrong one. */
  abstract slugs(): Promise<string[]>;
}
