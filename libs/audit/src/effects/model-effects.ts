import type { StoredEvent } from '#libs/event-store';
import type { Projection } from '#libs/projections';
import { cellOf, firedOn, markerId, type MarkedSubject } from '#libs/read-models';
import { Effects, summarise, type EffectsOfWrite, type StoryFacts, type StoryTouched } from '#libs/story';
import { difference, readsOf } from '../difference/index.js';
import { foldEffects } from './fold-effects.js';

/** The effects of writes, told by the read models (DESIGN §3, the one inversion). */
export class ModelEffects extends Effects {
  constructor(private readonly projections: readonly Projection<StoryFacts, StoryTouched>[]) {
    super();
  }

  of(base: StoryFacts, proposed: StoredEvent[]): EffectsOfWrite {
    const changes = foldEffects(this.projections, base, proposed);
    return { changes, summary: summarise(changes) };
  }

  /** The decision itself; how each story reads from then on is told by the changes of that story. */
  override ofRegisters(proposed: StoredEvent[]): EffectsOfWrite {
    const asIs = (id: string): string => id;
    const changes = difference(readsOf([], { events: proposed, names: { actor: asIs, issue: asIs, outlet: asIs, memberOf: () => null }, claimsBefore: () => [] }));
    return { changes, summary: summarise(changes) };
  }

  openMarker(facts: StoryFacts, id: string): { rule: string; subject: MarkedSubject } | null {
    // A marker's id is a hash of rule and subject: the subjects are tried one by one. Acknowledging is rare.
    for (const subject of markable(facts)) {
      for (const rule of firedOn(facts, subject).keys()) if (markerId(rule, subject.type, subject.id) === id) return { rule, subject };
    }
    return null;
  }

  cell(facts: StoryFacts, holder: string, issue: string): { value: number } | null {
    const { registers } = facts;
    const value = cellOf(facts, registers.canonical('actor', holder), registers.canonical('issue', issue))?.value ?? null;
    return value === null ? null : { value };
  }
}

function* markable(facts: StoryFacts): Iterable<MarkedSubject> {
  for (const { id } of facts.occurrences.values()) yield { type: 'occurrence', id };
  for (const { id } of facts.reports.values()) yield { type: 'report', id };
  for (const { id } of facts.claims.values()) yield { type: 'claim', id };
}
