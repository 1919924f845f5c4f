export * from './item.js';
export * from './ordering.js';
export * from './timeline.projection.js';
