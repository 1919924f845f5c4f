import type { ClaimContent } from '#libs/codebook';
import { refOf } from './registers.js';

/** Register refs a claim names: actors of participants and stances, issues, sources and outlets of its chain. */
export function refsIn(content: ClaimContent): string[] {
  return [
    ...content.participants.flatMap((participant) => (participant.actor === null ? [] : [refOf('actor', participant.actor)])),
    ...(content.issue === null ? [] : [refOf('issue', content.issue)]),
    ...content.stances.flatMap((stance) => [refOf('actor', stance.holder), refOf('issue', stance.issue)]),
    ...content.attribution.flatMap((hop) => (hop.source === null ? [] : [refOf('source', hop.source)])),
  ];
}
