import { useEffect } from 'preact/hooks';
import { momentOf } from '../address/address.js';
import { address, replace } from '../address/location.js';
import { useResource } from '../api/resource.js';
import type { Claim, Occurrence } from '../api/shapes.js';
import { Loading } from '../shell/frame.js';
import { viewParams } from '../shell/moment.js';
import { ProblemNote } from '../shell/problem.js';

/** An occurrence has no page of its own: its address leads to it on the timeline of its story, merged ones to their survivor. */
export function OccurrencePage({ id }: { id: string }) {
  const occurrence = useResource<Occurrence>(`/occurrences/${encodeURIComponent(id)}`, viewParams());
  const first = occurrence.data?.claims[0]?.claim;
  const claim = useResource<Claim>(first === undefined ? null : `/claims/${encodeURIComponent(first)}`, viewParams());
  const story = claim.data?.story;
  useEffect(() => {
    if (story !== undefined) replace({ screen: 'timeline', slug: story, query: { ...momentOf(address.value.query), selected: occurrence.data!.canonicalId } });
  }, [story]);
  const problem = occurrence.problem ?? claim.problem;
  return <main class="screen" id="main">{problem === null ? <Loading words="Looking for the occurrence…" /> : <ProblemNote problem={problem}><p><a href="/">All stories</a></p></ProblemNote>}</main>;
}
