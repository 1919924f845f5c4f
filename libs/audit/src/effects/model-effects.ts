import type { StoredEvent } from '#libs/event-store';
import type { Projection } from '#libs/projections';
import { cellOf, firedOn, markerId, type MarkedSubject } from '#libs/read-models';
import { Effects, restructuredRefs, summarise, type EffectsOfWrite, type RegisterHistory, type StoryFacts, type StoryTouched } from '#libs/story';
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

  override ofRegisters(proposed: StoredEvent[], stories: readonly StoryFacts[], history: RegisterHistory): EffectsOfWrite & { told: { story: string; changes: number }[] } {
    const asIs = (id: string): string => id;
    const changes = difference(readsOf([], { events: proposed, names: { actor: asIs, issue: asIs, outlet: asIs, memberOf: () => null }, claimsBefore: () => [] }));
    const after = history.fork();
    for (const event of proposed) after.apply(event);
    const refs = proposed.flatMap((event) => restructuredRefs(event, after));
    const told: { story: string; changes: number }[] = [];
    let claims = 0;
    for (const facts of stories) {
      claims += readAnew(facts, refs);
      if (claims > mostClaims) break;
      // The decision is told once, not again for every story.
      const own = foldEffects(this.projections, facts, proposed, after).filter(({ subject }) => !isOfRegister.has(subject.type));
      for (const change of own) changes.push(change);
      told.push({ story: facts.slug, changes: own.length });
    }
    return { changes, summary: summarise(changes), told };
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

const isOfRegister: ReadonlySet<string> = new Set(['actor', 'issue', 'outlet', 'source']);

/** Most claims, of all stories together, that a register act reads anew for its receipt: some half a second. */
const mostClaims = 20_000;

function readAnew(facts: StoryFacts, refs: readonly string[]): number {
  let claims = 0;
  for (const ref of refs) {
    claims += facts.claimsNaming.get(ref).length;
    for (const report of facts.reportsNaming.get(ref)) claims += facts.report(report)?.claims.length ?? 0;
  }
  return claims;
}

function* markable(facts: StoryFacts): Iterable<MarkedSubject> {
  for (const { id } of facts.occurrences.values()) yield { type: 'occurrence', id };
  for (const { id } of facts.reports.values()) yield { type: 'report', id };
  for (const { id } of facts.claims.values()) yield { type: 'claim', id };
}
