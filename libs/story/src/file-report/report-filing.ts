import { Inject, Injectable } from '@nestjs/common';
import type { Answer } from '#libs/http';
import { checkClaimShapes, freshIds, newClaims } from '../claims/claim-shape.js';
import { mint } from '../identifiers.js';
import { headlineKey, sameTextKey, sha256Hex, urlKey } from '../report-text/fingerprints.js';
import { ReportTexts } from '../report-text/report-texts.js';
import { refuseLongText } from '../report-text/text-limit.js';
import { storyEdit } from '../writes/story-edit.js';
import { Writes } from '../writes/writes.js';
import type { WriteRequest } from '../writes/write-request.js';
import { fileReport } from './file-report.js';
import type { FileReportRequest } from './file-report.request.js';

/** Files one report; the way in for the API and for imports. */
@Injectable()
export class ReportFiling {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(ReportTexts) private readonly texts: ReportTexts,
  ) {}

  /** @throws every refusal of API §5 for a filing; InvalidRequest for what fields say together */
  async file(story: string, body: FileReportRequest, request: WriteRequest): Promise<Answer> {
    const claims = newClaims(body.claims.map((claim, i) => ({ request: claim, pointer: `/claims/${i}` })));
    checkClaimShapes(claims, body.text !== null);
    refuseLongText(body.text);

    const report = mint('rpt');
    const url = `/api/v1/reports/${report}`;
    const { outlet, headline, published, retrieved, language, wire, note } = body;
    const examined = body.text === null ? null : this.texts.examine(headline, body.text);
    return this.writes.inStory({
      story,
      resource: { type: 'report', id: report, url },
      edits: storyEdit(story),
      fresh: freshIds(claims, [report]),
      // A claim may join an occurrence while another does, or while it is merged: who is absorbed is read as what absorbed it.
      guards: [],
      unraised: duplicateGuards(story, body),
      decide: (facts) => fileReport({ report, outlet, headline, url: body.url, published, retrieved, language, wire, note, text: examined?.seen ?? null, claims }, facts),
      ...(examined === null ? {} : {
        lookUp: () => this.texts.compare(story, examined),
        beforeAppend: () => this.texts.write(report, 1, story, examined, body.keepText),
        afterRefusal: () => this.texts.discard(report, 1, examined),
      }),
    }, request);
  }
}

/** Equal filings meet in a guard, so that of two that race the second is decided again and finds the first. */
export function duplicateGuards(story: string, { url, text, headline, outlet, published }: Pick<FileReportRequest, 'url' | 'text' | 'headline' | 'outlet' | 'published'>): string[] {
  return [
    ...(url === null ? [] : [`filing/${story}/url/${sha256Hex(urlKey(url))}`]),
    ...(text === null ? [] : [`filing/${story}/text/${sameTextKey(headline, text)}`]),
    ...(url === null && text === null ? [`filing/${story}/headline/${headlineKey(headline, outlet, published)}`] : []),
  ];
}
