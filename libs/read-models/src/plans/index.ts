export * from './standing.js';
export * from './plans.projection.js';
