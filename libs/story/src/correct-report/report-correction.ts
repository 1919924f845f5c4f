import { Inject, Injectable } from '@nestjs/common';
import type { Answer } from '#libs/http';
import { checkClaimShapes, freshIds, newClaims } from '../claims/claim-shape.js';
import { occurrenceGuards } from '../file-report/occurrence-guards.js';
import { sha256Hex, urlKey } from '../report-text/fingerprints.js';
import { ReportTexts } from '../report-text/report-texts.js';
import type { KeptText } from '../report-text/seen-text.js';
import { Writes, type WriteRequest } from '../writes/index.js';
import { correctReport, type Correction } from './correct-report.js';
import type { CorrectionRequest, CorrectReportRequest } from './correct-report.request.js';

@Injectable()
export class ReportCorrection {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(ReportTexts) private readonly texts: ReportTexts,
  ) {}

  /** @throws every refusal of API §5 for a correction */
  async correct(report: string, body: CorrectReportRequest, request: WriteRequest): Promise<Answer> {
    const { corrections, added } = correctionsOf(body.claims);
    checkClaimShapes(added);

    const story = await this.writes.storyOf({ type: 'report', id: report });
    const url = `/api/v1/reports/${report}`;
    const details = { ...body.details };
    let kept: KeptText | null = null;
    return this.writes.inStory({
      story,
      resource: { type: 'report', id: report, url },
      edits: { resource: { type: 'report', id: report }, required: true, url },
      fresh: freshIds(added),
      guards: [
        `report/${report}`,
        ...occurrenceGuards(added, await this.writes.factsOf(story)),
      ],
      unraised: details.url == null ? [] : [`filing/${story}/url/${sha256Hex(urlKey(details.url))}`],
      lookUp: async () => {
        const last = (await this.writes.factsOf(story)).report(report)?.versions.at(-1);
        kept = await this.texts.kept(report, last?.version ?? 0, last?.textCommitment ?? null);
      },
      decide: (facts) => correctReport({ report, reason: body.reason, details, corrections, kept }, facts),
    }, request);
  }
}

function correctionsOf(entries: readonly CorrectionRequest[]): { corrections: Correction[]; added: ReturnType<typeof newClaims> } {
  const added = newClaims(entries.flatMap((entry, i) => ('with' in entry
    ? [{ request: entry.with, pointer: `/claims/${i}/with`, ...('claim' in entry ? { replaces: entry.claim } : {}) }]
    : [])));
  let next = 0;
  const corrections = entries.map((entry): Correction => {
    switch (entry.action) {
      case 'replace':
        return { action: 'replace', claim: entry.claim, with: added[next++]! };
      case 'withdraw':
        return { action: 'withdraw', claim: entry.claim };
      case 'add':
        return { action: 'add', with: added[next++]! };
    }
  });
  return { corrections, added };
}
