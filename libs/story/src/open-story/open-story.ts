import { AlreadyExists } from '#libs/http';
import type { EventData, Proposed } from '../events.js';
import type { StoryFacts } from '../facts/index.js';
import { inStory } from '../propose.js';
import { References } from '../refusals/index.js';

export type OpenStory = EventData['StoryOpened'];

/** Begins to follow an affair. `facts` is what is known under this slug: nothing, if it is free. */
export function openStory(command: OpenStory, facts: StoryFacts): Proposed[] {
  if (facts.head !== null) throw new AlreadyExists(`The story ${command.slug}`, `/api/v1/stories/${command.slug}`);
  const references = new References(facts.registers);
  command.issues.forEach((issue, i) => references.registered('issue', issue, `/issues/${i}`));
  references.settle();

  return [inStory(command.slug, 'StoryOpened', command)];
}
