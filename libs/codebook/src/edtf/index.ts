export * from './edtf.js';
export * from './bounds.js';
export { dayNumber, civilDay, MICROSECONDS_A_DAY } from './calendar.js';
