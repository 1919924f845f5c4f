export * from './story-catalog.js';
