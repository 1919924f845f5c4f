import type { Projection } from '#libs/projections';
import type { StoryFacts, StoryTouched } from '#libs/story';
import { claims } from './claims/index.js';
import { markers } from './markers/index.js';
import { plans } from './plans/index.js';
import { quantities } from './quantities/index.js';
import { registers } from './registers/index.js';
import { reports } from './reports/index.js';
import { stances } from './stances/index.js';
import { timeline } from './timeline/index.js';

/** Every read model, one line each. */
export const readModels: readonly Projection<StoryFacts, StoryTouched>[] = [timeline, stances, markers, quantities, plans, reports, claims, registers];
