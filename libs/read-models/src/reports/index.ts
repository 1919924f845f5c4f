export * from './reports.projection.js';
