export * from './scales.js';
export { ploverSectors } from './plover.generated.js';
