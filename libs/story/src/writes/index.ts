export * from './effects.js';
export * from './facts-at-head.js';
export * from './facts-from-log.js';
export * from './receipt.js';
export * from './resource-tags.js';
export * from './write-request.js';
export * from './writes.js';
export * from './written-request.js';
