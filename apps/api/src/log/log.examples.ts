/** Examples for the OpenAPI document. */
export const eventExample = {
  position: 13, eventId: '0198c2f0-0000-7000-8000-000000000013', type: 'ClaimReported', schemaVersion: 1, stream: 'report/rpt_7q0000000000000000000000hs',
  streamVersion: 2, story: 'rafah-first-reconstruction', recordedAt: '2026-11-22T10:00:00.000000Z', recordedBy: { id: 'k3v0a1b2c3d4', name: 'ana', kind: 'key' },
  correlationId: '4bf92f3577b34da6a3ce929d0e0e4736', causationId: null, data: { claim: 'clm_1a0000000000000000000000hs', kind: 'pressure' }, leafHash: 'MoMsPhYl+0wzD8YVaLyHrI0T2fR3mXh6nP9dF1s0b4k=',
};
export const logExample = { items: [eventExample], next: '/api/v1/log?limit=1&cursor=WzI2LDEzXQ.bXkgZGlnZXN0', position: 26 };
export const streamExample = { stream: eventExample.stream, streamVersion: 8, items: [eventExample], next: null, position: 26 };
