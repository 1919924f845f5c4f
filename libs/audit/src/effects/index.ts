export * from './fold-effects.js';
