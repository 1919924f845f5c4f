export * from './registers.js';
export * from './shapes.js';
export * from './story-facts.js';
export * from './published-order.js';
export * from './fold.js';
export * from './refs-in.js';
