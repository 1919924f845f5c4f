export * from './published-rows.js';
export * from './story-read.js';
export * from './row-tags.js';
export * from './row-stories.js';
