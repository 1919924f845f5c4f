/** API §11.3, in its order. */
export const changeKinds = [
  'report-filed', 'report-revised', 'report-retracted', 'headline-changed', 'occurrence-opened', 'occurrence-unattested', 'claim-added',
  'claim-dropped', 'claim-corrected', 'claim-retracted', 'reworded', 'hedge-strengthened', 'hedge-weakened', 'polarity-flipped',
  'quantity-changed', 'quantity-hedge-changed', 'attribution-changed', 'quote-altered', 'time-changed', 'place-changed', 'actor-changed',
  'cause-changed', 'emphasis-changed', 'status-changed', 'corroborated', 'corroboration-lost', 'contradiction-opened',
  'contradiction-resolved', 'stance-opened', 'stance-hardened', 'stance-softened', 'stance-shift-reported', 'stance-flipped',
  'stance-withdrawn', 'merged', 'split', 'recoded', 'withdrawn', 'details-corrected', 'identified', 'marker-opened', 'marker-closed',
  'marker-acknowledged',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface ChangeRow {
  kind: ChangeKind;
  title: string;
  definition: string;
  /** What changed by default; what an editor's correction, merge, retraction or override causes is `coding` instead (DOMAIN §6). */
  changeOf: 'world' | 'story' | 'coding' | 'none' | 'depends';
  /** Where `changeOf` depends on the case: on what. */
  dependsOn: string | null;
  ruleVersion: number;
}

type Brief = [title: string, definition: string, changeOf: ChangeRow['changeOf'], dependsOn?: string];

const ofStance = 'world if the new observation is dated wholly after the old one, coding for an editor, else story';

const briefs: Record<ChangeKind, Brief> = {
  'report-filed': ['Report filed', 'A report was recorded.', 'story'],
  'report-revised': ['Report revised', 'The outlet put out a new version.', 'story'],
  'report-retracted': ['Report retracted', 'A report was taken back.', 'story'],
  'headline-changed': ['Headline changed', 'The words of the headline differ.', 'story'],
  'occurrence-opened': ['Occurrence opened', 'Something is told of for the first time.', 'story'],
  'occurrence-unattested': ['Occurrence unattested', 'Its last supporting claim is gone.', 'story'],
  'claim-added': ['Claim added', 'A claim is active that was not before.', 'story'],
  'claim-dropped': ['Claim dropped', 'A revision leaves a claim out.', 'story'],
  'claim-corrected': ['Claim corrected', 'The outlet says a claim was wrong.', 'story'],
  'claim-retracted': ['Claim retracted', 'A claim ended with the report it stood in.', 'story'],
  reworded: ['Reworded', 'Only words or the place in the text differ; no coded value does.', 'none'],
  'hedge-strengthened': ['More hedged', 'The strongest hedge grew, or at equal hedges the certainty fell.', 'story'],
  'hedge-weakened': ['Less hedged', 'The strongest hedge shrank, or at equal hedges the certainty rose.', 'story'],
  'polarity-flipped': ['Polarity flipped', 'What was told as holding is told as not holding, or the reverse.', 'story'],
  'quantity-changed': ['Number changed', 'The bounds of a number differ: update, correction, refinement or disagreement.', 'depends', 'world for an update, else story'],
  'quantity-hedge-changed': ['Number hedged differently', 'The same best number, told with another kind of bound.', 'story'],
  'attribution-changed': ['Attribution changed', 'The chain of voices differs: a hop, its namedness or its reporting word.', 'story'],
  'quote-altered': ['Quotation altered', 'It is quoted in another way, or the words of a direct quotation differ.', 'story'],
  'time-changed': ['Time changed', 'The time told differs: refined or moved.', 'depends', 'world for the date of a plan, else story'],
  'place-changed': ['Place changed', 'The place told differs: refined or moved.', 'story'],
  'actor-changed': ['Actor changed', 'Who is told to take part differs: refined or moved.', 'story'],
  'cause-changed': ['Cause changed', 'A causal link was added or removed.', 'story'],
  'emphasis-changed': ['Emphasis changed', 'A claim enters or leaves the headline or the first two paragraphs.', 'story'],
  'status-changed': ['Plan status changed', 'The status of a plan differs.', 'depends', 'coding when an editor set it, else world'],
  corroborated: ['Corroborated', 'The origins rose from one to two or more.', 'story'],
  'corroboration-lost': ['Corroboration lost', 'The origins fell back to one.', 'story'],
  'contradiction-opened': ['Contradiction opened', 'Accounts, numbers or times now contradict each other.', 'story'],
  'contradiction-resolved': ['Contradiction resolved', 'A contradiction no longer stands.', 'story'],
  'stance-opened': ['Stance opened', 'A first position of a holder on an issue.', 'story'],
  'stance-hardened': ['Stance hardened', 'Further from neutral, away from it, or its last open condition gone.', 'depends', ofStance],
  'stance-softened': ['Stance softened', 'Nearer to neutral, to it, or now conditional.', 'depends', ofStance],
  'stance-shift-reported': ['Shift of stance reported', 'The sign turned, and the turn is not settled.', 'depends', ofStance],
  'stance-flipped': ['Stance flipped', 'The sign turned, and the turn is settled.', 'depends', ofStance],
  'stance-withdrawn': ['Stance withdrawn', 'The claim that carried it ended without a successor.', 'depends', ofStance],
  merged: ['Merged', 'Two things were judged to be one.', 'coding'],
  split: ['Split', 'What was one was judged to be two, or a merge was taken back.', 'coding'],
  recoded: ['Recoded', 'The coding of a claim was corrected.', 'coding'],
  withdrawn: ['Withdrawn', 'A claim was taken back as wrongly coded.', 'coding'],
  'details-corrected': ['Details corrected', 'Our record of a report was corrected.', 'coding'],
  identified: ['Source identified', 'It became known who a source is.', 'coding'],
  'marker-opened': ['Marker opened', 'A caution now applies.', 'depends', 'that of its cause'],
  'marker-closed': ['Marker closed', 'A caution no longer applies.', 'depends', 'that of its cause'],
  'marker-acknowledged': ['Marker acknowledged', 'An editor has seen a caution and says so.', 'coding'],
};

/** The change catalogue (DOMAIN §6). */
export const changeTable: readonly ChangeRow[] = changeKinds.map((kind) => {
  const [title, definition, changeOf, dependsOn] = briefs[kind];
  return { kind, title, definition, changeOf, dependsOn: dependsOn ?? null, ruleVersion: 1 };
});
const byKind = new Map(changeTable.map((row) => [row.kind, row]));

export function changeRow(kind: ChangeKind): ChangeRow {
  return byKind.get(kind)!;
}

/** The rule a Change names: `contradiction-opened@1`. */
export function changeRule(kind: ChangeKind): string {
  return `${kind}@${changeRow(kind).ruleVersion}`;
}
