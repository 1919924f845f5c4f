export * from './happened.js';
export * from './members.js';
export * from './reach.js';
export * from './title.js';
export * from './told.js';
