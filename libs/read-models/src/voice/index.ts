export * from './voice.js';
