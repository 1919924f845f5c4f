export * from './shapes.js';
export * from './edtf/index.js';
export * from './quantity/index.js';
