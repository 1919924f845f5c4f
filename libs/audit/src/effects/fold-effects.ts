import type { StoredEvent } from '#libs/event-store';
import type { Projection } from '#libs/projections';
import { claims } from '#libs/read-models';
import type { Change, StoryFacts, StoryTouched } from '#libs/story';
import { changeSources, difference, namesIn, readsOf, type AnyPair, type ClaimRow } from '../difference/index.js';

interface Touch { before: object | null; text: string; after: object | null; position: number }

/**
 * What a write does: the proposed events folded on a layer above the facts, the rows of the touched keys before and after, and the
 * difference between them. Stored events carry the positions they got; those of a dry run carry the positions they would get next.
 */
export function foldEffects(projections: readonly Projection<StoryFacts, StoryTouched>[], base: StoryFacts, proposed: readonly StoredEvent[]): Change[] {
  const sources = projections.filter(({ name }) => (changeSources as readonly string[]).includes(name));
  const touched = new Map<string, Map<string, Touch>>(sources.map(({ name }) => [name, new Map()]));
  const after = base.fork();
  for (const event of proposed) {
    const what = after.apply(event);
    for (const projection of sources) {
      if (projection.handles !== 'all' && !projection.handles.includes(event.type)) continue;
      const rows = touched.get(projection.name)!;
      for (const key of new Set(projection.keys(event, what, after))) {
        const row = projection.evolve(key, after, event);
        const text = row === null ? '' : JSON.stringify(row);
        const known = rows.get(key);
        if (known === undefined) {
          const before = projection.evolve(key, base, event);
          const was = before === null ? '' : JSON.stringify(before);
          rows.set(key, { before, text, after: row, position: was === text ? 0 : event.position });
        } else if (known.text !== text) {
          rows.set(key, { before: known.before, text, after: row, position: event.position });
        }
      }
    }
  }
  const pairs: AnyPair[] = [];
  for (const [projection, rows] of touched) {
    for (const [key, { before, text, after: row, position }] of rows) {
      if (position === 0 || (before === null ? '' : JSON.stringify(before)) === text) continue;
      pairs.push({ projection, key, before, after: row, position });
    }
  }
  return difference(readsOf(pairs, {
    events: proposed,
    names: namesIn(after.registers),
    claimsBefore: (occurrence) => base.membersOf(occurrence).flatMap((claim) => (claims.evolve(claim.id, base, proposed[0]!) ?? []) as ClaimRow[]),
  }));
}
