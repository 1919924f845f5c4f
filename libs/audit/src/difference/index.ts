export * from './difference.js';
export * from './rows.js';
export * from './reads.js';
