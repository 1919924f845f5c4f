import { uuidv7 } from '../../dist/libs/event-store/src/index.js';

export const types = ['ReportFiled', 'ClaimReported', 'ClaimReported', 'OccurrenceOpened', 'ClaimAttached'];
export const story = 'rafah-first-reconstruction';
export const recordedBy = { id: 'key_01', name: 'Ann', kind: 'key' };

/** The payload everybody stores: about 270 bytes, a claim of plain size. */
export function payload(n) {
  return {
    actor: 'egypt', claim: `clm_${n}`, hedge: 'reportedly', kind: 'objection', n, place: { code: 'EG-SIN', name: 'Rafah' }, quote: null, report: 'rpt_01',
    summary: 'Cairo objects to the plan announced on Monday and asks for guarantees', weight: 12.5,
  };
}

/** A new stream each time, as a filed report is; its ids ascend, which every store's indexes like best. */
export function newStream() {
  return `report-${uuidv7()}`;
}

export { uuidv7 };
