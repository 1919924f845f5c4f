/** Examples for the OpenAPI document. */
export const changeExample = {
  position: 30, kind: 'contradiction-opened', changeOf: 'story', cosmetic: false, nature: null, subject: { type: 'occurrence', id: 'occ_5e0000000000000000000000hs' },
  before: { contested: false }, after: { contested: true }, sentence: 'A second voice denies it: Meeting of Steve Witkoff and Khalil al-Hayya, Istanbul', rule: 'contradiction-opened@1',
  because: [{ position: 30, event: 'ClaimAttached', report: null, version: null, claim: 'clm_8a0000000000000000000000hs', span: null }],
};
export const changesExample = { items: [changeExample], next: null, position: 30 };
export const comparisonExample = {
  a: { position: 26, at: '2026-11-22T10:00:00.000000Z', published: null }, b: { position: 30, at: '2026-11-22T10:05:00.000000Z', published: null },
  summary: { 'report-filed': 1, 'claim-added': 1, 'contradiction-opened': 1, 'marker-opened': 4 }, unchanged: 5,
  neighbours: { previous: '/api/v1/stories/rafah-first-reconstruction/compare/11...26', following: null }, ...changesExample,
};
const recorded = { position: 13, at: '2026-11-22T10:00:00.000000Z', by: { id: 'k3v0a1b2c3d4', name: 'ana', kind: 'key' } };
export const historyExample = {
  items: [{
    position: 13, at: recorded.at, event: 'ClaimReported', outcome: 'added', claim: 'clm_1a0000000000000000000000hs', version: 1, changeOf: 'story', by: recorded.by,
    note: null, changes: [{ ...changeExample, position: 20, kind: 'claim-added' }],
  }],
  next: null, position: 26,
};
export const blameExample = {
  claim: 'clm_9c0000000000000000000000hs', lineage: ['clm_3c0000000000000000000000hs', 'clm_9c0000000000000000000000hs'],
  clauses: [{
    field: 'quantity', value: { best: 150, low: null, high: null, unit: 'person', of: 'fighters-in-rafah-tunnels', kind: 'approximate', asOf: null, cue: 'about' },
    event: 'ClaimReworded', recorded, report: 'rpt_7q0000000000000000000000hs', version: 2, outlet: null, span: { start: 185, end: 221, exact: 'about 150 fighters remain in tunnels' },
    changeOf: 'story', before: '/api/v1/claims/clm_3c0000000000000000000000hs/blame',
  }],
};
export const frameExample = {
  type: 'frame', frame: 2, of: 2, position: 26, at: '2026-11-22T10:00:00.000000Z', step: 'report', events: [{ position: 12, type: 'ReportFiled' }],
  before: { stances: { 'usa/rafah-first-reconstruction': null } }, after: { stances: { 'usa/rafah-first-reconstruction': { holder: 'usa', value: 3 } } },
  patch: [{ op: 'add', path: '/stances/usa~1rafah-first-reconstruction', value: { holder: 'usa', value: 3 } }], changes: [changeExample],
};
