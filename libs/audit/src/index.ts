export * from './difference/index.js';
export * from './effects/index.js';
