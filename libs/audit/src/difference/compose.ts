import { changeRow, type ChangeKind, type ChangeOf } from '#libs/codebook';
import type { Change } from '#libs/story';
import type { Causes } from './causes.js';

/** What a rule says of one change; the rest of a Change follows from its causes. */
export interface Finding {
  kind: ChangeKind;
  subject: { type: string; id: string };
  /** Positions of the events it rests on; the last one is the position of the change. */
  at: readonly number[];
  sentence: string;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
  nature?: Change['nature'];
  cosmetic?: boolean;
  /** Where the catalogue leaves it to the case; an act of ours still makes it `coding`. */
  changeOf?: ChangeOf;
}

export function composeChange(finding: Finding, causes: Causes): Change {
  const position = Math.max(...finding.at);
  const { changeOf, ruleVersion } = changeRow(finding.kind);
  const byCatalogue = finding.changeOf ?? (changeOf === 'depends' ? 'story' : changeOf);
  return {
    position,
    kind: finding.kind,
    changeOf: causes.changeOf(position, byCatalogue),
    cosmetic: finding.cosmetic ?? false,
    nature: finding.nature ?? null,
    subject: finding.subject,
    before: finding.before ?? null,
    after: finding.after ?? null,
    sentence: finding.sentence,
    rule: `${finding.kind}@${ruleVersion}`,
    because: causes.because(finding.at),
  };
}
