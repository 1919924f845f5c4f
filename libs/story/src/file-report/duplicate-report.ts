import { StoryRuleViolation } from '#libs/http';

export class DuplicateReport extends StoryRuleViolation {
  readonly problemType = 'duplicate-report';
  readonly existing: { id: string; url: string; version: number };
  override readonly links: { href: string; rel: string }[];
  constructor(readonly match: 'same-url' | 'same-text' | 'same-headline', readonly sameText: boolean, report: string, version: number) {
    super(sameText
      ? `Report ${report} of this story has the same text. Nothing is left to file.`
      : `Report ${report} of this story matches this one. If the outlet changed its item, send a revision of that report.`);
    const url = `/api/v1/reports/${report}`;
    this.existing = { id: report, url, version };
    this.links = [{ href: url, rel: 'canonical' }, ...(sameText ? [] : [{ href: `${url}/revisions`, rel: 'edit' }])];
  }
}
