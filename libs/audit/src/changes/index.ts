export * from './changes.projection.js';
