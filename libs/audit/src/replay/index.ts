export { Replays, type Replay, type ReplayAsked } from './replays.js';
export { ReplayController } from './replay.controller.js';
