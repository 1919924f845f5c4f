export * from './registers.projection.js';
