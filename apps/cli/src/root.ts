import path from 'node:path';

/** The directory of the checkout or installation, seen from the compiled file. */
export const root = path.resolve(import.meta.dirname, '../../../..');
