import type { Query } from '../address/address.js';
import { address, choose } from '../address/location.js';
import type { Clock } from '../replay/record.js';
import { type StoryView, screenHref } from '../shell/frame.js';
import { plural } from '../words/words.js';
import type { Grouping } from './lanes.js';
import { CLOCKS, chooseClock } from './player.js';

const CLOCK_TITLES: Record<Clock, string> = { happened: 'when it took place, as far as a text says', published: 'what was public by then', recorded: 'in the order we recorded it' };

export const clockOf = (query: Query): Clock => CLOCKS.find((each) => each === query.clock) ?? 'happened';
export const groupingOf = (query: Query): Grouping => (query.groupBy === 'issue' || query.groupBy === 'kind' ? query.groupBy : 'actor');

/** The visible window of the time axis in ms: from the first instant of one day to the last of the other. */
export function windowOf(from: string | undefined, to: string | undefined): [number, number] | 'all' | null {
  if (from === 'all') return 'all';
  const [a, b] = [Date.parse(from ?? ''), Date.parse(to ?? '') + 86_399_999];
  return Number.isNaN(a) || Number.isNaN(b) || a >= b ? null : [a, b];
}

/** What stands above every timeline: what the story is about, by which clock, how much there is of it. */
export function TimelineHead({ slug, story, past, children }: Pick<StoryView, 'slug' | 'story' | 'past'> & { children: preact.ComponentChildren }) {
  const { query } = address.value;
  const clock = clockOf(query);
  return (
    <div class="timeline-head">
      <h1 class="sr">{story.title}: timeline</h1>
      {story.summary !== null && <p class="prose standfirst">{story.summary}</p>}
      <div class="glance">
        <fieldset class="clock"><legend>Clock</legend>
          {CLOCKS.map((each) => <label key={each} class="check" title={CLOCK_TITLES[each]}><input type="radio" name="clock" checked={clock === each} onChange={() => chooseClock(each)} /> {each}</label>)}
        </fieldset>
        <p class="counts">{children}<a href={screenHref(address.value, 'markers', slug)}>⚠ {past ? 'markers at that moment' : plural(story.counts.openMarkers, 'marker')}</a></p>
        <label class="group"><span>lanes by</span><select value={groupingOf(query)} onChange={(event) => choose({ groupBy: event.currentTarget.value === 'actor' ? undefined : event.currentTarget.value })}><option value="actor">actor</option><option value="issue">issue</option><option value="kind">kind</option></select></label>
      </div>
    </div>
  );
}
