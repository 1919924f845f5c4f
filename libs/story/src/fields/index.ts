export * from './fields.js';
export * from './names.js';
