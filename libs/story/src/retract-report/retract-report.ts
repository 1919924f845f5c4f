import type { Proposed } from '../events.js';
import type { StoryFacts } from '../facts/index.js';
import { inStory } from '../propose.js';
import { standingReport } from '../refusals/standing-report.js';

export interface RetractReport { report: string; by: 'outlet' | 'editor'; reason: string; published: string | null; noticeUrl: string | null }

/** The outlet took its item back, or an editor ours. Nothing is deleted; its claims no longer count (DOMAIN §7.12). */
export function retractReport({ report, by, reason, published, noticeUrl }: RetractReport, facts: StoryFacts): Proposed[] {
  standingReport(report, facts);

  return [inStory(facts.slug, 'ReportRetracted', { report, by, reason, published, noticeUrl })];
}
