export type { ReplayAsked } from './asked.js';
export { Replays, type Replay } from './replays.js';
export { ReplayController } from './replay.controller.js';
