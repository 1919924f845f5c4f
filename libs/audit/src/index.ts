export * from './changes/index.js';
export * from './compare/index.js';
export * from './difference/index.js';
export * from './effects/index.js';
export { AuditModule } from './audit.module.js';
export * from './replay/index.js';
