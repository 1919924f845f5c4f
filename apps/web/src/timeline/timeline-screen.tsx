import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatAddress } from '../address/address.js';
import { address } from '../address/location.js';
import { newest } from '../api/live.js';
import { activeFilters, maskOf } from '../replay/filters.js';
import { PRESENT, visibleAt } from '../replay/record.js';
import { type StepSize, isPublishedBy, publishedValue, stepAt } from '../replay/steps.js';
import { type StoryView, Loading } from '../shell/frame.js';
import { timeOf } from '../shell/moment.js';
import { ProblemNote } from '../shell/problem.js';
import { plural } from '../words/words.js';
import { FilterBar, filterWords, offersOf } from './filter-bar.js';
import { LanesCanvas } from './lanes-canvas.js';
import { LargeTimeline } from './large-timeline.js';
import { OccurrenceList } from './occurrence-list.js';
import { OccurrencePanel } from './occurrence-panel.js';
import { usePlayer, useTimelineKeys } from './player.js';
import { ReplayBar } from './replay-bar.js';
import { TimelineHead, clockOf, groupingOf, windowOf } from './timeline-head.js';
import { MOST_OCCURRENCES, TimelineStore, matching } from './timeline-store.js';

let kept: TimelineStore | null = null;

/** One store per story and clock, kept when the reader looks at another screen and comes back. */
function storeFor(slug: string, clock: 'recorded' | 'published'): TimelineStore {
  if (kept === null || kept.slug !== slug || kept.clock !== clock) {
    kept?.stop();
    kept = new TimelineStore(slug, clock);
  }
  return kept;
}

/** Starts reading the rows before anything is on screen: they need not wait for the story's own entry. */
export function preload(slug: string, clock: string | undefined): void {
  const store = storeFor(slug, clock === 'published' ? 'published' : 'recorded');
  if (!store.started) void store.load();
}

/** The timeline of a story: whole in the page where it fits, else in counts and pages. */
export function TimelineScreen(view: StoryView) {
  const published = address.value.query.clock === 'published';
  const store = useMemo(() => storeFor(view.slug, published ? 'published' : 'recorded'), [view.slug, published]);
  const large = view.story.counts.occurrences > MOST_OCCURRENCES || store.tooLarge.value;
  useEffect(() => { if (large && !store.tooLarge.value) store.giveUp(); }, [large, store]);
  return large ? <LargeTimeline {...view} /> : <WholeTimeline {...view} store={store} />;
}

function WholeTimeline({ slug, story, past, store }: StoryView & { store: TimelineStore }) {
  const { query } = address.value;
  const clock = clockOf(query);
  const published = clock === 'published';
  store.axis.value = clock;
  const wanted = newest.value;
  useEffect(() => {
    // The past is read once; only at the present does the live log bring new rows in.
    if (!store.started || (store.done.value && !past && wanted > store.position.value)) void store.load(store.done.value ? wanted : undefined);
  }, [store, wanted, past]);
  useEffect(() => {
    const events = (position: number): string | null => { const step = store.steps.value[stepAt(store.steps.value, position)]; return step === undefined ? null : step.at; };
    timeOf.value = events;
    return () => { timeOf.value = null; };
  }, [store]);

  const matches = useMatches(slug, query.q);
  const rows = store.rows.value;
  const record = store.record.value;
  const filterKey = JSON.stringify([query.actor, query.issue, query.kind, query.voice, query.marker, query.happenedFrom, query.happenedTo, query.undated]);
  const mask = useMemo(() => maskOf(rows, query, matches), [rows, filterKey, matches]);
  const steps = store.steps.value;
  const reports = store.reports.value;
  const size = sizeOf(query.step, store.acts.value.length);
  store.size.value = size;
  const index = cursorIndex(query.knownAt, query.publishedBy, published, steps);
  const position = index === null ? PRESENT : published ? (steps[index]?.position ?? 0) : exactPosition(query.knownAt, steps, index);
  const { indexes: visible, dated, weak } = useMemo(() => visibleAt(record, position, mask), [record, position, mask]);
  const selectedRow = query.selected === undefined ? undefined : rows[visible.find((each) => rows[each]!.occurrence === query.selected) ?? -1];
  const grouping = groupingOf(query);
  const span = windowOf(query.from, query.to);
  const [tray, setTray] = useState(true);

  const player = usePlayer({
    steps, chapters: store.chapters.value, index: index ?? steps.length - 1, noun: published ? 'report' : size, sizes: published ? [] : SIZES, published, waiting: false,
    momentOf: (step) => (published ? { publishedBy: publishedValue(step.at) } : { knownAt: String(step.position) }),
  });
  const fresh = useFresh(rows, visible, player.index, steps);
  useTimelineKeys(player, rows, visible, () => setTray((old) => !old), clock);

  const counts = useMemo(() => ({ all: visible.length, weak, reports: published ? (index ?? steps.length - 1) + 1 : reports.filter((report) => report.recorded.position <= position).length }), [visible, weak, reports, position, published, index, steps]);

  if (store.problem.value !== null) return <ProblemNote problem={store.problem.value} />;
  const loaded = rows.length > 0 || store.done.value;
  return (
    <>
      <TimelineHead slug={slug} story={story} past={past}>
        <strong>{plural(counts.all, 'occurrence')}</strong><span>{plural(counts.reports, 'report')}</span>{clock === 'happened' && <span>{dated.toLocaleString('en')} dated</span>}<span>{counts.weak.toLocaleString('en')} relayed or unnamed of {counts.all.toLocaleString('en')}</span>
      </TimelineHead>
      <ReplayBar player={player} />
      <FilterBar offers={() => offersOf(rows)} />
      {!loaded ? <Loading words={`Reading the timeline of ${story.title}…`} /> : (
        <div class={`timeline-body${selectedRow === undefined ? '' : ' with-panel'}`}>
          <div class="timeline-main">
            {!store.done.value && <p class="loading" role="status">{rows.length.toLocaleString('en')} of about {Math.max(rows.length, story.counts.occurrences).toLocaleString('en')}</p>}
            {visible.length > 0 || player.index < steps.length - 1 ? <LanesCanvas record={record} mask={mask} visible={visible} dated={dated} weak={weak} selected={query.selected ?? null} grouping={grouping} tray={tray} window={span} highlight={fresh} /> : null}
            {!tray && dated > 0 && visible.length > dated && <p class="notice">{visible.length - dated} undated occurrences are folded away. <button type="button" class="plain" onClick={() => setTray(true)}>Show the tray</button></p>}
            {visible.length === 0 && <NothingShown rows={rows} position={position} record={record} matches={matches} slug={slug} />}
            <OccurrenceList rows={rows} visible={visible} dated={dated} selected={query.selected ?? null} live={fresh} />
          </div>
          {selectedRow !== undefined && <OccurrencePanel key={selectedRow.occurrence} slug={slug} row={selectedRow} reports={reports} />}
        </div>
      )}
    </>
  );
}

const SIZES: readonly StepSize[] = ['event', 'report', 'day'];

function sizeOf(step: string | undefined, reports: number): StepSize {
  if (step === 'event' || step === 'report' || step === 'day') return step;
  return reports <= 1 ? 'event' : 'report'; // With one report there is nothing to step through but its events.
}

/** The step the address stands at; null at the present. */
function cursorIndex(knownAt: string | undefined, publishedBy: string | undefined, published: boolean, steps: TimelineStore['steps']['value']): number | null {
  if (published) {
    if (publishedBy === undefined) return null;
    return steps.findLastIndex((step) => isPublishedBy(step.at, publishedBy));
  }
  if (knownAt === undefined) return null;
  if (/^\d+$/.test(knownAt)) return stepAt(steps, Number(knownAt));
  return steps.findLastIndex((step) => Date.parse(step.at) <= Date.parse(knownAt));
}

/** Between two steps the cursor stands where the address says, not at the step before it. */
function exactPosition(knownAt: string | undefined, steps: TimelineStore['steps']['value'], index: number): number {
  return knownAt !== undefined && /^\d+$/.test(knownAt) ? Number(knownAt) : (steps[index]?.position ?? 0);
}

function useMatches(slug: string, q: string | undefined): ReadonlySet<string> | null {
  const [found, setFound] = useState<{ q: string; ids: ReadonlySet<string> } | null>(null);
  const version = newest.value;
  useEffect(() => {
    if (q === undefined) return setFound(null);
    const stop = new AbortController();
    void matching(slug, q, stop.signal).then((ids) => setFound({ q, ids })).catch(() => undefined);
    return () => stop.abort();
  }, [slug, q, version]);
  return q === undefined ? null : (found?.ids ?? null);
}

/** What the last step brought, so that a reader sees where to look. */
function useFresh(rows: readonly { knownFrom: number; occurrence: string }[], visible: Uint32Array, index: number, steps: TimelineStore['steps']['value']): ReadonlySet<string> {
  return useMemo(() => {
    const found = new Set<string>();
    const [from, to] = [steps[index - 1]?.position ?? 0, steps[index]?.position ?? 0];
    // At the present everything is as it is; a highlight there would never go away.
    if (index >= steps.length - 1 || visible.length > 5000) return found;
    for (const each of visible) if (rows[each]!.knownFrom > from && rows[each]!.knownFrom <= to) found.add(rows[each]!.occurrence);
    return found.size > 12 ? new Set<string>() : found;
  }, [rows, visible, index, steps]);
}

/** The filters that exclude everything, each removable, with the count without it. */
function NothingShown({ rows, position, record, matches, slug }: { rows: TimelineStore['rows']['value']; position: number; record: TimelineStore['record']['value']; matches: ReadonlySet<string> | null; slug: string }) {
  const { query } = address.value;
  const filters = activeFilters(query);
  if (rows.length === 0) return <section class="empty"><p class="prose">No report has been filed in this story yet.</p><p><a href={`/stories/${slug}/new-report`}>File the first report</a></p></section>;
  if (filters.length === 0) return <section class="empty"><p class="prose">Nothing was known yet at this moment. The first row stands at position {Math.min(...rows.map((row) => row.knownFrom))}.</p></section>;
  return (
    <section class="empty">
      <p class="prose">No occurrence passes all the filters.</p>
      <ul>{filters.map(({ member, value, without }) => {
        const next = { ...query, ...without };
        const count = visibleAt(record, position, maskOf(rows, next, member === 'q' ? null : matches)).indexes.length;
        return <li key={`${member}${value}`}><a href={formatAddress({ ...address.value, query: next })}>Without “{filterWords(member, value)}”</a>: {plural(count, 'occurrence')}</li>;
      })}</ul>
    </section>
  );
}
