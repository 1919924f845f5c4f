export * from './claim-rules.js';
export * from './marker-id.js';
export * from './occurrence-rules.js';
export * from './report-rules.js';
export * from './remembered.js';
export * from './rules.js';
export * from './touched-markers.js';
export * from './markers.projection.js';
