import type { StoredEvent } from '#libs/event-store';
import type { Projection } from '#libs/projections';
import type { Change, RegisterHistory, StoryFacts, StoryTouched } from '#libs/story';
import { claimTelling } from '#libs/read-models';
import { difference, namesIn, readsOf, type AnyPair } from '../difference/index.js';
import { tellings } from './tellings.js';

/**
 * What a write does: the proposed events folded on a layer above the facts, what is told of the touched keys before and after, and the
 * difference between them. Stored events carry the positions they got; those of a dry run carry the positions they would get next.
 *
 * A key is looked at once on either side, however many of the events touch it: only the net difference is told. Its position is the
 * last event that touched it, as in the list of changes.
 */
export function foldEffects(
  projections: readonly Projection<StoryFacts, StoryTouched>[], base: StoryFacts, proposed: readonly StoredEvent[], history: RegisterHistory = base.history,
): Change[] {
  const touched = projections.flatMap((projection) => {
    const tell = tellings.get(projection.name);
    return tell === undefined ? [] : [{ projection, tell, lastEvent: new Map<string, StoredEvent>() }];
  });
  const after = base.fork(history);
  for (const event of proposed) {
    const what = after.apply(event);
    for (const { projection, lastEvent } of touched) {
      if (projection.handles !== 'all' && !projection.handles.includes(event.type)) continue;
      for (const key of projection.keys(event, what, after)) lastEvent.set(key, event);
    }
  }
  const pairs: AnyPair[] = [];
  for (const { projection, tell, lastEvent } of touched) {
    for (const [key, { position }] of lastEvent) {
      const was = tell(key, base);
      const is = tell(key, after);
      if (was === null && is === null) continue;
      if (was !== null && is !== null && JSON.stringify(was) === JSON.stringify(is)) continue;
      pairs.push({ projection: projection.name, key, before: was, after: is, position });
    }
  }
  return difference(readsOf(pairs, {
    events: proposed,
    names: namesIn(after.registers),
    claimsBefore: (occurrence) => base.membersOf(occurrence).map((claim) => claimTelling(base, claim)),
  }));
}
