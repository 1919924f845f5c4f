import { NotFound } from '#libs/http';
import type { Proposed } from '../events.js';
import { cellKey, type StoryFacts } from '../facts/index.js';
import { inStory } from '../propose.js';
import { NothingChanged } from '../refusals/index.js';

export interface OverrideStance {
  holder: string;
  issue: string;
  /** Null lifts the override. */
  value: number | null;
  reason: string;
  /** Whether the matrix shows a cell for this holder and issue: without a claim there is nothing to judge. */
  cellShown: boolean;
}

/** An editor's value for a stance cell; it stands above all observations until it is lifted. */
export function overrideStance({ holder, issue, value, reason, cellShown }: OverrideStance, facts: StoryFacts): Proposed[] {
  if (!cellShown) throw new NotFound('stance', cellKey(holder, issue));
  const standing = facts.overrides.get(cellKey(holder, issue))?.at(-1)?.value ?? null;
  if (standing === value) {
    throw new NothingChanged(value === null ? 'No override stands here, so there is none to lift.' : `The override is ${value} already.`);
  }

  return [inStory(facts.slug, 'StanceOverridden', { holder, issue, value, reason })];
}
