import { changeTable } from './changes/index.js';
import { eventTable } from './events/index.js';
import { kindTable } from './kinds/index.js';
import { markerTable } from './markers/index.js';
import { scales } from './scales/index.js';

/** The version of every rule of the codebook; markers and changes name it with their rule. */
export const ruleVersion = 1;

/** The answer of `GET /codebook` (API §4): every list a client may choose from, what each entry means and the rule it stands for. */
export function codebook() {
  return {
    version: ruleVersion,
    kinds: kindTable.map(({ kind, title, test, defaultStance, plover, cameo, planStatus, family, meeting }) => ({
      id: kind, title, definition: test, rule: `${kind}@${ruleVersion}`, defaultStance, plover, cameo, planStatus, family, meeting,
    })),
    markers: markerTable.map(({ rule, title, says, closesIf, severity, scopes, ruleVersion: version }) => ({
      id: rule, title, definition: says, rule: `${rule}@${version}`, severity, scopes, closesIf,
    })),
    changes: changeTable.map(({ kind, title, definition, changeOf, dependsOn, ruleVersion: version }) => ({
      id: kind, title, definition, rule: `${kind}@${version}`, changeOf, dependsOn,
    })),
    events: eventTable.map(({ type, category, definition, changeOf }) => ({ id: type, title: spaced(type), definition, category, changeOf })),
    scales: scales(),
  };
}

// "ReportDetailsCorrected" is read aloud as "Report details corrected".
function spaced(type: string): string {
  const words = type.replaceAll(/(?<!^)([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
