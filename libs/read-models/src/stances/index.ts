export * from './movement.js';
export * from './observations.js';
export * from './cell.js';
export * from './stances.projection.js';
