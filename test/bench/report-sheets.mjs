/**
 * A read model that two engines can keep alike: one sheet a report, with its claims as they stand now. Everything a sheet needs is in the
 * report's own events, so that it suits a projector that sees one event and one row, as most are written.
 */
export const sheetEvents = ['ReportFiled', 'ReportRevised', 'ClaimReported', 'ClaimReworded', 'ClaimRecoded', 'ClaimCarried', 'ReportRetracted'];

/** The sheet after one event. */
export function evolveSheet(sheet, { type, data }) {
  switch (type) {
    case 'ReportFiled':
      return { report: data.report, story: data.story, outlet: data.outlet, headline: data.headline, published: data.published, url: data.url, version: 1, status: 'standing', claims: [] };
    case 'ReportRevised':
      return { ...sheet, version: data.version, headline: data.headline, published: data.published };
    case 'ClaimReported':
      return { ...sheet, claims: [...sheet.claims, claimOf(data)] };
    case 'ClaimReworded':
    case 'ClaimRecoded':
      return { ...sheet, claims: [...sheet.claims.filter(({ claim }) => claim !== data.supersedes), claimOf(data)] };
    case 'ClaimCarried':
      return { ...sheet, claims: sheet.claims.map((one) => (one.claim === data.claim ? { ...one, version: data.version } : one)) };
    case 'ReportRetracted':
      return { ...sheet, status: 'retracted' };
  }
}

const claimOf = ({ claim, version, content: { kind, summary, happened, participants, issue } }) => ({ claim, version, kind, summary, happened, participants, issue });

/** The same as a model of our engine. */
export const model = {
  fold: {
    openGlobal: () => null,
    applyGlobal() {},
    open: () => new Map(),
    apply(sheets, event) {
      if (sheetEvents.includes(event.type)) sheets.set(event.data.report, evolveSheet(sheets.get(event.data.report), event));
      return { refs: [] };
    },
    concerns: () => [],
  },
  projections: [{
    name: 'report_sheets',
    version: 1,
    handles: sheetEvents,
    keys: (event) => [event.data.report],
    evolve: (report, sheets) => sheets.get(report) ?? null,
    facets: ({ report, outlet, status }) => ({ report, outlet, status }),
  }],
  appendProjections: [],
};
