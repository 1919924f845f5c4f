import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatAddress } from '../address/address.js';
import { address, amend, choose } from '../address/location.js';
import { apiPath } from '../api/client.js';
import { newest } from '../api/live.js';
import { keys } from '../keys.js';
import { activeFilters, maskOf } from '../replay/filters.js';
import { type Clock, PRESENT, visibleAt } from '../replay/record.js';
import { type StepSize, isPublishedBy, publishedValue, stepAt, stepShowing } from '../replay/steps.js';
import { announce } from '../shell/announce.js';
import { type StoryView, Loading, screenHref } from '../shell/frame.js';
import { timeOf } from '../shell/moment.js';
import { ProblemNote } from '../shell/problem.js';
import { asSentence, plural } from '../words/words.js';
import { FilterBar, filterWords } from './filter-bar.js';
import type { Grouping } from './lanes.js';
import { LanesCanvas } from './lanes-canvas.js';
import { OccurrenceList, movedByKey } from './occurrence-list.js';
import { OccurrencePanel } from './occurrence-panel.js';
import { type Player, ReplayBar, SPEEDS } from './replay-bar.js';
import { TimelineStore, matching } from './timeline-store.js';

const CLOCKS: Clock[] = ['happened', 'published', 'recorded'];
const CLOCK_TITLES: Record<Clock, string> = { happened: 'when it took place, as far as a text says', published: 'what was public by then', recorded: 'in the order we recorded it' };

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

export function TimelineScreen({ slug, story, past }: StoryView) {
  const { query } = address.value;
  const clock = CLOCKS.find((each) => each === query.clock) ?? 'happened';
  const published = clock === 'published';
  const store = useMemo(() => storeFor(slug, published ? 'published' : 'recorded'), [slug, published]);
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
  useEffect(() => {
    // Only of a story that does not fit are filters the service's to apply; else they are a mask over what is here.
    if (store.partial.value || store.narrowed !== null) void store.narrow({ actor: query.actor, issue: query.issue, kind: query.kind, voice: query.voice, marker: query.marker });
  }, [filterKey, store.partial.value]);
  const steps = store.steps.value;
  const reports = store.reports.value;
  const size = sizeOf(query.step, store.acts.value.length);
  store.size.value = size;
  const index = cursorIndex(query.knownAt, query.publishedBy, published, steps);
  const position = index === null ? PRESENT : published ? (steps[index]?.position ?? 0) : exactPosition(query.knownAt, steps, index);
  const { indexes: visible, dated, weak } = useMemo(() => visibleAt(record, position, mask), [record, position, mask]);
  const selectedRow = query.selected === undefined ? undefined : rows[visible.find((each) => rows[each]!.occurrence === query.selected) ?? -1];
  const grouping: Grouping = query.groupBy === 'issue' || query.groupBy === 'kind' ? query.groupBy : 'actor';
  const span = windowOf(query.from, query.to);
  const [tray, setTray] = useState(true);

  const player = usePlayer(store, steps, index ?? steps.length - 1, published, size);
  const fresh = useFresh(rows, visible, player.index, steps);
  useTimelineKeys(player, rows, visible, setTray, clock);

  const counts = useMemo(() => ({ all: visible.length, weak, reports: published ? (index ?? steps.length - 1) + 1 : reports.filter((report) => report.recorded.position <= position).length }), [visible, weak, reports, position, published, index, steps]);

  if (store.problem.value !== null) return <ProblemNote problem={store.problem.value} />;
  const loaded = rows.length > 0 || store.done.value;
  return (
    <>
      <div class="timeline-head">
        <h1 class="sr">{story.title}: timeline</h1>
        {story.summary !== null && <p class="prose standfirst">{story.summary}</p>}
        <div class="glance">
          <fieldset class="clock"><legend>Clock</legend>
            {CLOCKS.map((each) => <label key={each} class="check" title={CLOCK_TITLES[each]}><input type="radio" name="clock" checked={clock === each} onChange={() => setClock(each)} /> {each}</label>)}
          </fieldset>
          <p class="counts"><strong>{plural(counts.all, 'occurrence')}</strong><span>{plural(counts.reports, 'report')}</span>{clock === 'happened' && <span>{dated.toLocaleString('en')} dated</span>}<span>{counts.weak.toLocaleString('en')} relayed or unnamed of {counts.all.toLocaleString('en')}</span><a href={screenHref(address.value, 'markers', slug)}>⚠ {past ? 'markers at that moment' : plural(story.counts.openMarkers, 'marker')}</a></p>
          <label class="group"><span>lanes by</span><select value={grouping} onChange={(event) => choose({ groupBy: event.currentTarget.value === 'actor' ? undefined : event.currentTarget.value })}><option value="actor">actor</option><option value="issue">issue</option><option value="kind">kind</option></select></label>
        </div>
      </div>
      <ReplayBar player={player} />
      <FilterBar rows={rows} />
      {!loaded ? <Loading words={`Reading the timeline of ${story.title}…`} /> : (
        <div class={`timeline-body${selectedRow === undefined ? '' : ' with-panel'}`}>
          <div class="timeline-main">
            {!store.done.value && <p class="loading" role="status">{rows.length.toLocaleString('en')} of about {Math.max(rows.length, story.counts.occurrences).toLocaleString('en')}</p>}
            {store.partial.value && <p class="notice">This story is larger than a page can hold: the first {rows.length.toLocaleString('en')} row versions are shown. Filter to narrow what is read, or take all of it as <a download href={apiPath(`/stories/${slug}/timeline`, { format: 'csv' })}>CSV</a>.</p>}
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

  function setClock(next: Clock): void {
    choose({ clock: next === 'happened' ? undefined : next, knownAt: next === 'published' ? undefined : query.knownAt, publishedBy: undefined });
  }
}

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

function windowOf(from: string | undefined, to: string | undefined): [number, number] | 'all' | null {
  if (from === 'all') return 'all';
  const [a, b] = [Date.parse(from ?? ''), Date.parse(to ?? '') + 86_399_999];
  return Number.isNaN(a) || Number.isNaN(b) || a >= b ? null : [a, b];
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

/** Moving and playing the cursor. Moves are written into the address in place; play never starts by itself. */
function usePlayer(store: TimelineStore, steps: TimelineStore['steps']['value'], index: number, published: boolean, size: StepSize): Player {
  const playing = useSignal(false);
  const speed = useSignal(1);
  const pauseAtConflict = useSignal(true);
  const chapters = useComputed(() => store.chapters.value).value;
  const last = steps.length - 1;
  const to = (next: number): void => {
    const place = Math.max(0, Math.min(last, next));
    const step = steps[place];
    if (step === undefined) return;
    performance.clearMarks('chancery:step');
    performance.mark('chancery:step');
    amend(place >= last ? { knownAt: undefined, publishedBy: undefined } : published ? { publishedBy: publishedValue(step.at) } : { knownAt: String(step.position) });
    announce(`${published ? 'report' : size} ${place + 1} of ${steps.length}, ${asSentence(step.label)}`, playing.value ? 2000 : 0);
  };
  const latest = useRef({ to, index, steps, last });
  latest.current = { to, index, steps, last };
  useEffect(() => {
    if (!playing.value) return;
    const timer = setInterval(() => {
      const state = latest.current;
      const next = state.index + 1;
      if (next > state.last) { playing.value = false; return; }
      const [from, until] = [state.steps[state.index]?.position ?? -1, state.steps[next]!.position];
      state.to(next);
      const conflict = store.chapters.value.find((chapter) => chapter.sign === '!' && chapter.position > from && chapter.position <= until);
      if (conflict !== undefined && pauseAtConflict.value) { playing.value = false; announce(asSentence(conflict.label)); }
    }, 1000 / speed.value);
    return () => clearInterval(timer);
  }, [playing.value, speed.value, store]);
  return {
    steps, index, playing: playing.value, speed: speed.value, pauseAtConflict: pauseAtConflict.value, size, published, chapters,
    to,
    toggle: () => { if (!playing.value && latest.current.index >= last) to(0); playing.value = !playing.value; },
    setSpeed: (value) => { speed.value = value; },
    setPause: (on) => { pauseAtConflict.value = on; },
    setSize: (value) => choose({ step: value }),
    chapter: (way) => {
      const here = steps[latest.current.index]?.position ?? 0;
      const places = [...new Set(chapters.map((chapter) => stepShowing(steps, chapter.position)))].sort((a, b) => a - b);
      const target = way > 0 ? places.find((place) => (steps[place]?.position ?? 0) > here) : places.findLast((place) => (steps[place]?.position ?? 0) < here);
      if (target !== undefined) to(target);
    },
  };
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

function useTimelineKeys(player: Player, rows: readonly { occurrence: string; happened: { min: string | null; max: string | null } | null }[], visible: Uint32Array, setTray: (change: (old: boolean) => boolean) => void, clock: Clock): void {
  const latest = useRef({ player, rows, visible, clock });
  latest.current = { player, rows, visible, clock };
  useEffect(() => {
    const move = (by: number): void => {
      const { visible: shown, rows: all } = latest.current;
      if (shown.length === 0) return;
      const at = shown.findIndex((each) => all[each]!.occurrence === address.value.query.selected);
      const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, at + by));
      movedByKey.current = true;
      amend({ selected: all[shown[next]!]!.occurrence });
    };
    const speed = (by: number): void => {
      const { player: now } = latest.current;
      now.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(now.speed) + by))]!);
    };
    const toward = (member: 'from' | 'to'): void => {
      const { visible: shown, rows: all } = latest.current;
      const row = all[shown.find((each) => all[each]!.occurrence === address.value.query.selected) ?? -1];
      const day = (member === 'from' ? row?.happened?.min : row?.happened?.max)?.slice(0, 10);
      if (day !== undefined) choose({ [member]: day });
    };
    const step = (by: number) => (): void => latest.current.player.to(latest.current.player.index + by);
    return keys({
      Space: () => latest.current.player.toggle(), k: () => latest.current.player.toggle(), ArrowLeft: step(-1), ArrowRight: step(1), 'Shift+ArrowLeft': step(-10), 'Shift+ArrowRight': step(10),
      Home: () => latest.current.player.to(0), End: () => latest.current.player.to(latest.current.player.steps.length - 1), j: () => speed(-1), l: () => speed(1),
      '[': () => latest.current.player.chapter(-1), ']': () => latest.current.player.chapter(1), ArrowUp: () => move(-1), ArrowDown: () => move(1),
      Enter: () => document.querySelector<HTMLElement>('#panel-title')?.focus(), u: () => setTray((old) => !old), ',': () => toward('from'), '.': () => toward('to'),
      c: () => { const next = CLOCKS[(CLOCKS.indexOf(latest.current.clock) + 1) % 3]!; choose({ clock: next === 'happened' ? undefined : next, publishedBy: undefined, ...(next === 'published' ? { knownAt: undefined } : {}) }); },
    });
  }, []);
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
