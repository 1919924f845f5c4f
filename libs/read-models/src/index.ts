export * from './markers/index.js';
export * from './origins/index.js';
export * from './reading/index.js';
export * from './voice/index.js';
