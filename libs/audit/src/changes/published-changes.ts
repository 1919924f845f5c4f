import { Breather } from '#libs/projections';
import type { PublishedRows } from '#libs/read-models';
import type { Change } from '#libs/story';
import { differenceOfSteps } from '../compare/published-difference.js';
import { changeSources } from '../difference/index.js';

/** A change on the published clock: `step` is the first step after those that made it. */
export interface PublishedChangeAt { step: number; change: Change }
/** Steps that count together: what one append made public at one instant. Ends exclusive. */
export interface StepGroup { from: number; to: number }

/** The steps of the published clock by what one append made public at one instant, in their order. */
export function stepGroups({ steps }: Pick<PublishedRows, 'steps'>): StepGroup[] {
  const groups: StepGroup[] = [];
  for (const [index, { instant, event }] of steps.entries()) {
    const last = groups.at(-1);
    const before = steps[index - 1];
    if (last !== undefined && before!.instant === instant && before!.event.append.first === event.append.first) last.to = index + 1;
    else groups.push({ from: index, to: index + 1 });
  }
  return groups;
}

const known = new WeakMap<PublishedRows, Promise<readonly PublishedChangeAt[]>>();

/** Every change of a story in published order: the net difference that each append made when it became public. */
export function publishedChanges(rows: PublishedRows): Promise<readonly PublishedChangeAt[]> {
  let list = known.get(rows);
  if (list === undefined) {
    known.set(rows, (list = found(rows)));
    list.catch(() => known.delete(rows));
  }
  return list;
}

async function found(rows: PublishedRows): Promise<PublishedChangeAt[]> {
  await rows.fold(changeSources);
  const list: PublishedChangeAt[] = [];
  const breather = new Breather();
  for (const { from, to } of stepGroups(rows)) {
    for (const change of differenceOfSteps(rows, from, to)) list.push({ step: to, change });
    await breather.breathe();
  }
  return list;
}
