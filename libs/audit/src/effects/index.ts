export * from './fold-effects.js';
export * from './model-effects.js';
