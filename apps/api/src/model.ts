import { changes } from '#libs/audit';
import type { Model } from '#libs/projections';
import { readModels } from '#libs/read-models';
import { storyFold, type RegisterHistory, type StoryFacts, type StoryTouched } from '#libs/story';

/** Everything the projections engine keeps: the facts of stories, every read model of them, and the changes between. */
export const model: Model<RegisterHistory, StoryFacts, StoryTouched> = {
  fold: storyFold,
  projections: [...readModels],
  appendProjections: [changes],
};
