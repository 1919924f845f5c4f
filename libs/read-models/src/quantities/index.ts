export * from './quantities.projection.js';
