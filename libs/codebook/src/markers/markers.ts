export const markerScopes = ['claim', 'occurrence', 'report', 'issue'] as const;
export type MarkerScope = (typeof markerScopes)[number];
export type Severity = 1 | 2 | 3;
export interface MarkerRow {
  rule: MarkerRule;
  title: string;
  scopes: readonly MarkerScope[];
  /** 1 mind it, 2 do not lean on it, 3 conflict or withdrawal; severities are never added up. */
  severity: Severity;
  /** What the marker tells a reader. */
  says: string;
  /** What would close it. */
  closesIf: string;
  ruleVersion: number;
  /** `stale` alone depends on the reader's date and is evaluated at read time, never stored (API §7.3). */
  stored: boolean;
}

/** API §11.2, in its order. */
export const markerRules = [
  'single-source', 'contested', 'contradicted-quantity', 'contradicted-time', 'unattributed', 'anonymous-attribution', 'second-hand-relay',
  'interested-party', 'ambiguous-scope', 'hedged-modality', 'hypothetical', 'negated', 'approximate-quantity', 'vague-time', 'vague-place',
  'vague-actor', 'causal-inference', 'low-coder-certainty', 'late-report', 'corrected', 'retracted', 'dropped-silently', 'no-longer-attested',
  'circular-sourcing', 'undated-report', 'internal-inconsistency', 'headline-body-mismatch', 'stale',
] as const;
export type MarkerRule = (typeof markerRules)[number];

type Brief = [title: string, scopes: MarkerScope[], severity: Severity, says: string, closesIf: string];

const briefs: Record<MarkerRule, Brief> = {
  'single-source': ['Single source', ['occurrence'], 2, 'One origin carries this.', 'a second independent origin'],
  contested: ['Contested', ['occurrence'], 3, 'One voice says so, another denies it.', 'withdrawal of one side, or an admission by the side that denied'],
  'contradicted-quantity': ['Numbers disagree', ['occurrence'], 3, 'Two reports give numbers that cannot both hold.', 'a correction, recoding or retraction of one number'],
  'contradicted-time': ['Times disagree', ['occurrence'], 2, 'Two accounts place this at times that do not meet.', 'a correction or recoding of one time, or a split'],
  unattributed: ['Unattributed', ['claim'], 2, 'Nobody is named as its source and the outlet does not say it saw it.', 'a telling that names a voice'],
  'anonymous-attribution': ['Anonymous voice', ['claim'], 2, 'The voice behind it is not named.', 'the voice being identified, or a telling by a named voice'],
  'second-hand-relay': ['Second hand', ['claim'], 2, 'It reached the outlet through someone who passed it on.', 'a telling without the relay'],
  'interested-party': ['Interested party', ['claim'], 1, 'Its voice is a side of the matter, or aligned with one.', 'a recoding of where the voice stands'],
  'ambiguous-scope': ['Unclear whose words', ['claim'], 1, 'It cannot be told whether these words belong to the voice named.', 'a recoding of what the voice said'],
  'hedged-modality': ['Hedged', ['claim'], 1, 'The text itself puts it as possible, believed or hearsay.', 'a telling without the hedge'],
  hypothetical: ['Not yet fact', ['claim'], 1, 'It tells of something to come, planned or conditional.', 'being told as a fact'],
  negated: ['Negated', ['claim'], 1, 'It says that something did not happen or does not hold.', 'a new telling'],
  'approximate-quantity': ['Not an exact number', ['claim'], 1, 'Its number is a bound, a range or an estimate.', 'a telling with an exact number'],
  'vague-time': ['Vague time', ['claim'], 1, 'Its time is missing, coarser than a day or only approximate.', 'a telling with a finer time'],
  'vague-place': ['Vague place', ['claim'], 1, 'Its place is no finer than a country or region.', 'a telling with a finer place'],
  'vague-actor': ['Vague actor', ['claim'], 1, 'Who acts is missing, unregistered or a loose circle of people.', 'a telling that names the actor'],
  'causal-inference': ['Cause without a voice', ['claim'], 2, 'A cause is asserted and nobody is named as saying so.', 'the cause being told by a named voice'],
  'low-coder-certainty': ['Coder unsure', ['claim'], 1, 'The coder was less than half sure of this coding.', 'a recoding'],
  'late-report': ['Late report', ['claim'], 1, 'It was published more than three days after the time it tells of.', 'nothing: a late report stays late'],
  corrected: ['Corrected', ['claim'], 2, 'The outlet has said that this was wrong.', 'nothing: the correction stays on record'],
  retracted: ['Retracted', ['claim', 'report'], 3, 'Its report has been retracted.', 'nothing: the retraction stays on record'],
  'dropped-silently': ['Dropped silently', ['claim'], 3, 'A revision left it out and said nothing about it.', 'nothing: the omission stays on record'],
  'no-longer-attested': ['No longer attested', ['occurrence'], 3, 'Nothing that stands supports this any more.', 'a new supporting telling'],
  'circular-sourcing': ['Circular sourcing', ['occurrence'], 3, 'Several outlets tell it, but they all draw on one origin or on each other.', 'an origin outside, or the end of the circle'],
  'undated-report': ['Undated report', ['report'], 1, 'Its date of publication is not known.', 'a date of publication'],
  'internal-inconsistency': ['Contradicts itself', ['report'], 2, 'Two places of one report do not agree.', 'a revision or recoding'],
  'headline-body-mismatch': ['Headline beyond its body', ['report'], 2, 'The headline says what no passage of the body says as firmly.', 'a revision or recoding'],
  stale: ['Stale', ['occurrence', 'issue'], 1, 'Nothing new has been told of it for longer than it keeps.', 'a new telling, a plan status, or closing the issue'],
};

/** The marker catalogue (DOMAIN §5.3): what each rule says, on what, how grave, and what closes it. */
export const markerTable: readonly MarkerRow[] = markerRules.map((rule) => {
  const [title, scopes, severity, says, closesIf] = briefs[rule];
  return { rule, title, scopes, severity, says, closesIf, ruleVersion: 1, stored: rule !== 'stale' };
});
const byRule = new Map(markerTable.map((row) => [row.rule, row]));

export function markerRow(rule: MarkerRule): MarkerRow {
  return byRule.get(rule)!;
}
