export * from './comparisons.js';
