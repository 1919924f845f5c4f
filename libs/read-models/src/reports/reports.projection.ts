import type { Projection } from '#libs/projections';
import type { Recorded, ReportFacts, ReportVersion, StoryFacts, StoryTouched } from '#libs/story';
import { openMarkersOn, type MarkerRef } from '../markers/index.js';
import { reachedClaims } from '../tellings/index.js';

/** A report of API §5 at its newest version. Texts live beside the log: whoever answers fills `text` and `textSha256`, and joins the claims. */
export interface Report {
  id: string;
  story: string;
  version: number;
  versions: number;
  status: 'standing' | 'retracted';
  outlet: string | null;
  wire: string | null;
  url: string | null;
  headline: string;
  text: null;
  textSha256: null;
  textLength: number | null;
  language: string;
  published: string | null;
  retrieved: string | null;
  notice: ReportVersion['notice'];
  retraction: { by: 'outlet' | 'editor'; reason: string; published: string | null; noticeUrl: string | null; recorded: Recorded } | null;
  /** Ids of all its claims, ended ones included, in the order recorded. */
  claims: string[];
  markers: MarkerRef[];
  recorded: Recorded;
  note: string | null;
  versionList: Pick<ReportVersion, 'version' | 'headline' | 'published' | 'retrieved' | 'notice' | 'recorded' | 'textLength'>[];
}

/** A report as the facts say it now. */
export function reportRow(facts: StoryFacts, report: ReportFacts): Report {
  const newest = report.versions[report.versions.length - 1]!;
  const { retraction } = report;
  return {
    id: report.id, story: report.story, version: newest.version, versions: report.versions.length, status: report.status,
    outlet: report.outlet, wire: report.wire, url: report.url, headline: newest.headline, text: null, textSha256: null, textLength: newest.textLength,
    language: report.language, published: newest.published, retrieved: newest.retrieved, notice: newest.notice,
    retraction: retraction && {
      by: retraction.by, reason: retraction.reason, published: retraction.published, noticeUrl: retraction.noticeUrl, recorded: retraction.recorded,
    },
    claims: [...report.claims],
    markers: openMarkersOn(facts, { type: 'report', id: report.id }),
    recorded: report.recorded,
    note: report.note,
    versionList: report.versions.map(({ version, headline, published, retrieved, notice, recorded, textLength }) =>
      ({ version, headline, published, retrieved, notice, recorded, textLength })),
  };
}

export const reports: Projection<StoryFacts, StoryTouched, Report> = {
  name: 'reports',
  version: 1,
  handles: 'all',
  foundByKey: true,
  keys(event, touched, facts) {
    // A report's markers weigh its claims against one another, wherever they now belong.
    const reached = new Set(touched.reports);
    for (const id of reachedClaims(event, touched, facts)) reached.add(facts.claim(id)!.report);
    return reached;
  },
  evolve(id, facts) {
    const report = facts.report(id);
    return report === undefined ? null : reportRow(facts, report);
  },
  facets: ({ id, outlet, status, published, recorded, markers }) => ({
    id, outlet, status, published, position: recorded.position, rules: markers.map(({ rule }) => rule),
  }),
};
