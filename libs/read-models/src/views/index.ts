export * from './story-filters.js';
export * from './views.js';
export * from './words.js';
export * from './all-versions.js';
export * from './single.js';
