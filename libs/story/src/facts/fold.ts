import type { StoredEvent } from '#libs/event-store';
import { RegisterHistory, restructuredRefs } from './registers.js';
import { StoryFacts } from './story-facts.js';
import type { StoryTouched } from './shapes.js';

/** How the engine folds the log: one partition per story, the registers beside them (`FactsFold` of `libs/projections`). */
export const storyFold = {
  openGlobal: (): RegisterHistory => new RegisterHistory(),
  applyGlobal: (registers: RegisterHistory, event: StoredEvent): void => registers.apply(event),
  open: (partition: string, registers: RegisterHistory): StoryFacts => new StoryFacts(partition, registers),
  apply: (facts: StoryFacts, event: StoredEvent): StoryTouched => facts.apply(event),
  concerns: (event: StoredEvent, registers: RegisterHistory): string[] => restructuredRefs(event, registers),
};
