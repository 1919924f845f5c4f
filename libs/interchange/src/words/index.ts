export * from './time-in-words.js';
export * from './read-at.js';
