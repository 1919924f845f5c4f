export * from './change.js';
export * from './events.js';
export * from './facts/index.js';
