export * from './refusals.js';
export * from './references.js';
export * from './standing-report.js';
export * from './merge-refused.js';
export * from './registered.js';
