export * from './markers.js';
