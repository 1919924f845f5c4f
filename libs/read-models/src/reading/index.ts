export * from './published-rows.js';
export * from './story-read.js';
