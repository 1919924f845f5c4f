export * from './claims.projection.js';
export * from './credibility.js';
