import { StoryRuleViolation } from '#libs/http';
import type { Proposed } from '../events.js';
import type { StoryFacts } from '../facts/index.js';
import { inStory } from '../propose.js';

export interface AcknowledgeMarker {
  marker: string;
  note: string;
  /** The marker as it is open now; null when it is closed. */
  open: { rule: string; subject: { type: string; id: string } } | null;
}

export class MarkerClosed extends StoryRuleViolation {
  readonly problemType = 'marker-closed';
  constructor(readonly marker: string) {
    super(`Marker ${marker} is closed: what it warned of no longer holds. There is nothing to acknowledge.`);
  }
}

/** Somebody has seen the marker and says so. It stays open: only a new fact closes one. */
export function acknowledgeMarker({ marker, note, open }: AcknowledgeMarker, facts: StoryFacts): Proposed[] {
  if (open === null) throw new MarkerClosed(marker);

  return [inStory(facts.slug, 'MarkerAcknowledged', { marker, rule: open.rule, subject: open.subject, note })];
}
