import { Inject, Injectable } from '@nestjs/common';
import type { Answer } from '#libs/http';
import { checkClaimShapes, freshIds, newClaims, placeFaults } from '../claims/claim-shape.js';
import { plainLocator, plainSpan } from '../claims/claim-input.request.js';
import { occurrenceGuards } from '../file-report/occurrence-guards.js';
import { sameTextKey } from '../report-text/fingerprints.js';
import { ReportTexts } from '../report-text/report-texts.js';
import type { KeptText } from '../report-text/seen-text.js';
import { refuseLongText } from '../report-text/text-limit.js';
import { Writes, type WriteRequest } from '../writes/index.js';
import { reviseReport, type Outcome } from './revise-report.js';
import type { OutcomeRequest, ReviseReportRequest } from './revise-report.request.js';

@Injectable()
export class ReportRevision {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(ReportTexts) private readonly texts: ReportTexts,
  ) {}

  /** @throws every refusal of API §5 for a revision */
  async revise(report: string, body: ReviseReportRequest, request: WriteRequest): Promise<Answer> {
    const { outcomes, added } = outcomesOf(body.claims);
    const carriedFaults = body.claims.flatMap((entry, i) => (entry.outcome === 'carried' ? placeFaults(entry, `/claims/${i}`, body.text !== null) : []));
    checkClaimShapes(added, body.text !== null, carriedFaults);
    refuseLongText(body.text);

    const story = await this.writes.storyOf({ type: 'report', id: report });
    const url = `/api/v1/reports/${report}`;
    const { headline, published, retrieved } = body;
    const notice = body.notice === null ? null : { kind: body.notice.kind, text: body.notice.text };
    const examined = body.text === null ? null : this.texts.examine(headline, body.text);
    let version = 0;
    let before: KeptText | null = null;
    return this.writes.inStory({
      story,
      resource: { type: 'report', id: report, url, location: () => `${url}?version=${version}` },
      edits: { resource: { type: 'report', id: report }, required: true, url },
      fresh: freshIds(added),
      guards: [
        `report/${report}`,
        ...occurrenceGuards(added, await this.writes.factsOf(story)),
      ],
      unraised: body.text === null ? [] : [`filing/${story}/text/${sameTextKey(headline, body.text)}`],
      lookUp: async () => {
        const last = (await this.writes.factsOf(story)).report(report)?.versions.at(-1);
        version = (last?.version ?? 0) + 1;
        before = await this.texts.kept(report, version - 1, last?.textCommitment ?? null);
        if (examined !== null) await this.texts.compare(story, examined);
      },
      decide: (facts) => reviseReport({ report, headline, published, retrieved, notice, text: examined?.seen ?? null, before, outcomes }, facts),
      ...(examined === null ? {} : {
        beforeAppend: () => this.texts.write(report, version, story, examined, body.keepText),
        afterRefusal: () => this.texts.discard(report, version, examined),
      }),
    }, request);
  }
}

function outcomesOf(entries: readonly OutcomeRequest[]): { outcomes: Outcome[]; added: ReturnType<typeof newClaims> } {
  const added = newClaims(entries.flatMap((entry, i) => ('with' in entry
    ? [{ request: entry.with, pointer: `/claims/${i}/with`, ...('claim' in entry ? { replaces: entry.claim } : {}) }]
    : [])));
  let next = 0;
  const outcomes = entries.map((entry): Outcome => {
    switch (entry.outcome) {
      case 'carried':
        return { outcome: 'carried', claim: entry.claim, span: plainSpan(entry.span), locator: plainLocator(entry.locator) };
      case 'dropped':
        return { outcome: 'dropped', claim: entry.claim };
      case 'added':
        return { outcome: 'added', with: added[next++]! };
      default:
        return { outcome: entry.outcome, claim: entry.claim, with: added[next++]! };
    }
  });
  return { outcomes, added };
}
