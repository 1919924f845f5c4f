import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Query, formatAddress } from '../address/address.js';
import { address, amend, choose } from '../address/location.js';
import type { Params } from '../api/client.js';
import { newest } from '../api/live.js';
import { type Resource, useResource } from '../api/resource.js';
import type { Occurrence, Page, TimelineItem } from '../api/shapes.js';
import { activeFilters } from '../replay/filters.js';
import { recordOf } from '../replay/record.js';
import { type Step, isPublishedBy } from '../replay/steps.js';
import { Loading, type StoryView } from '../shell/frame.js';
import { useRecordedAt, viewParams } from '../shell/moment.js';
import { ProblemNote } from '../shell/problem.js';
import { dayWords, isWeak, plural } from '../words/words.js';
import { BinsCanvas } from './bins-canvas.js';
import { type Binned, type Bins, type Days, binSteps, daysOf, laneBins, periodWords, zoomed } from './bins.js';
import { MARKS_AT_MOST } from './drawing.js';
import { FilterBar, filterWords, offersOfRegisters } from './filter-bar.js';
import { LaneName, LanesCanvas } from './lanes-canvas.js';
import type { Grouping } from './lanes.js';
import { OccurrenceList } from './occurrence-list.js';
import { OccurrencePanel } from './occurrence-panel.js';
import { usePlayer, useTimelineKeys } from './player.js';
import { ReplayBar } from './replay-bar.js';
import { TimelineHead, clockOf, groupingOf, windowOf } from './timeline-head.js';

const PAGE = 100;
const MOST_LANES = 18;
const NONE: ReadonlySet<string> = new Set();

/**
 * A story that no page can hold: the strip and the lanes are drawn from counts (`bin=auto`), the list comes by pages. A
 * narrower window makes the counts finer, until what is left is few enough to be drawn one by one.
 */
export function LargeTimeline({ slug, story, past }: StoryView) {
  const { query } = address.value;
  const clock = clockOf(query);
  const published = clock === 'published';
  const grouping = groupingOf(query);
  const path = `/stories/${encodeURIComponent(slug)}/timeline`;
  // Only what happened has an axis the service can cut a window out of.
  const span = clock === 'happened' && query.undated !== 'only' ? windowOf(query.from, query.to) : null;
  const window: Days | null = span === null || span === 'all' ? null : [query.from!, query.to!];
  const filters: Params = { actor: query.actor, issue: query.issue, kind: query.kind, voice: query.voice, marker: query.marker, q: query.q, happenedFrom: query.happenedFrom, happenedTo: query.happenedTo, undated: query.undated };
  const inWindow: Params = window === null ? filters : { ...filters, happenedFrom: later(query.happenedFrom, window[0]), happenedTo: earlier(query.happenedTo, window[1]) };
  const moment = viewParams();
  const fresh = past ? 0 : newest.value;

  const whole = useKept(useResource<Bins>(path, { ...filters, bin: 'auto', clock: published ? 'published' : 'recorded' }, newest.value));
  const counted = useKept(useResource<Bins>(path, { ...inWindow, ...moment, bin: 'auto', clock, groupBy: grouping }, fresh), clock + grouping);
  // A cursor belongs to the moment and the filters of its first page; under others the service refuses it, and the list begins anew.
  const paged = useResource<Page<TimelineItem>>(path, { ...inWindow, ...(query.cursor === undefined ? moment : { ...moment, minPosition: undefined }), clock, limit: PAGE, cursor: query.cursor }, query.cursor === undefined ? fresh : 0);
  const refused = query.cursor !== undefined && paged.problem?.type === '/problems/invalid-cursor';
  useEffect(() => { if (refused) amend({ cursor: undefined }); }, [refused]);
  const page = useKept(paged);

  const binned = useMemo(() => (counted.data === null ? null : laneBins(counted.data, MOST_LANES)), [counted.data]);
  const few = binned !== null && binned.dated > 0 && binned.dated <= MARKS_AT_MOST;
  const single = useKept(useResource<Page<TimelineItem>>(few ? path : null, { ...inWindow, ...moment, clock, ...(clock === 'happened' ? { undated: 'exclude' } : {}), limit: 1000 }, fresh));
  const record = useMemo(() => (few && single.data !== null ? recordOf(single.data.items, clock) : null), [few, single.data, clock]);

  const rows = page.data?.items ?? [];
  const visible = useMemo(() => Uint32Array.from(rows, (_row, index) => index), [page.data]);
  const dated = clock === 'happened' ? rows.filter((row) => row.happened?.edtf != null).length : rows.length;
  const steps = useMemo(() => (whole.data === null ? [] : binSteps(whole.data)), [whole.data]);
  const index = useStep(steps, query, published);
  const player = usePlayer({
    steps, chapters: [], index, noun: whole.data?.bin ?? 'week', sizes: [], published, waiting: counted.loading || page.loading,
    momentOf: (step) => (published ? { publishedBy: step.at.slice(0, 10) } : { knownAt: step.at }),
  });
  useTimelineKeys(player, rows, visible, () => choose({ undated: query.undated === 'exclude' ? undefined : 'exclude' }), clock);
  const selected = useSelected(query.selected, [...rows, ...(record?.rows ?? [])], moment);

  const problem = counted.problem ?? (refused ? null : page.problem) ?? whole.problem;
  if (problem !== null) return <ProblemNote problem={problem} />;
  const days = window ?? (binned === null ? null : daysOf(binned.periods));
  const total = binned === null ? 0 : binned.dated + binned.undated;
  return (
    <>
      <TimelineHead slug={slug} story={story} past={past}>
        {binned !== null && <><strong>{plural(total, 'occurrence')}</strong>{clock === 'happened' && <span>{binned.dated.toLocaleString('en')} dated{window !== null && ' in this window'}</span>}<span>{binned.weak.toLocaleString('en')} of one origin</span></>}
      </TimelineHead>
      <ReplayBar player={player} />
      <FilterBar offers={() => offersOfRegisters(story.issues)} />
      {binned === null ? <Loading words={`Counting the timeline of ${story.title}…`} /> : (
        <div class={`timeline-body${selected === null ? '' : ' with-panel'}`}>
          <div class="timeline-main" aria-busy={counted.loading || page.loading}>
            <p class="small quiet">{few ? <>Each mark is one occurrence.</> : <>{plural(story.counts.occurrences, 'occurrence')} are too many to draw one by one: they are counted by {binned.unit}.{clock === 'happened' && <> Press a bar, or a row of the table below, to zoom in.</>}</>}</p>
            {clock === 'happened' && days !== null && <ZoomBar days={days} window={window} />}
            {record !== null && record.rows.length > 0
              ? <LanesCanvas record={record} mask={null} visible={record.order} dated={record.rows.length} weak={record.rows.filter(isWeak).length} selected={query.selected ?? null} grouping={grouping} tray={false} window={span ?? 'all'} leaves={false} />
              : days !== null && binned.periods.length > 0 && <BinsCanvas binned={binned} days={days} grouping={grouping} zooms={clock === 'happened'} />}
            {clock === 'happened' && binned.undated > 0 && binned.dated > 0 && query.undated === undefined && <p class="window-note">{plural(binned.undated, 'occurrence')} without a date {binned.undated === 1 ? 'stands' : 'stand'} at the end of the list: <a href={formatAddress({ ...address.value, query: { ...query, undated: 'only', cursor: undefined } })}>show only these</a></p>}
            {!few && binned.periods.length > 0 && <CountsTable binned={binned} grouping={grouping} zooms={clock === 'happened'} />}
            {total === 0 ? <Nothing path={path} query={query} /> : page.data === null ? <Loading words="Reading the first occurrences…" /> : (
              <>
                <OccurrenceList rows={rows} visible={visible} dated={dated} {...(clock === 'happened' ? { undated: binned.undated } : {})} selected={query.selected ?? null} live={NONE} />
                <Pager page={page.data} total={total} />
              </>
            )}
          </div>
          {selected !== null && <OccurrencePanel key={selected.occurrence} slug={slug} row={selected} reports={null} />}
        </div>
      )}
    </>
  );
}

const later = (a: string | undefined, b: string): string => (a !== undefined && a > b ? a : b);
const earlier = (a: string | undefined, b: string): string => (a !== undefined && a < b ? a : b);

/** The last answer stands until the next one is there: a view that goes blank at every step cannot be followed. `of`: what it must be of to stand for the next. */
function useKept<T>(resource: Resource<T>, of = ''): Resource<T> {
  const last = useRef<{ of: string; data: T } | null>(null);
  if (resource.data !== null) last.current = { of, data: resource.data };
  return { ...resource, data: last.current?.of === of ? last.current.data : null };
}

/** The step the address stands at: the last one at the present. */
function useStep(steps: readonly Step[], { knownAt, publishedBy }: Query, published: boolean): number {
  const isPosition = knownAt !== undefined && /^\d+$/.test(knownAt);
  const recordedAt = useRecordedAt(isPosition ? Number(knownAt) : null);
  if (published) return publishedBy === undefined ? steps.length - 1 : steps.findLastIndex((step) => isPublishedBy(step.at, publishedBy));
  if (knownAt === undefined) return steps.length - 1;
  const at = Date.parse((isPosition ? recordedAt : knownAt) ?? '');
  return Number.isNaN(at) ? steps.length - 1 : steps.findLastIndex((step) => Date.parse(step.at) <= at);
}

/** The selected occurrence: from what is shown, else read by itself. */
function useSelected(id: string | undefined, rows: readonly TimelineItem[], moment: Params): TimelineItem | null {
  const here = id === undefined ? undefined : rows.find((row) => row.occurrence === id);
  const read = useResource<Occurrence>(id === undefined || here !== undefined ? null : `/occurrences/${encodeURIComponent(id)}`, moment);
  return here ?? (id === undefined ? null : read.data);
}

function ZoomBar({ days, window }: { days: Days; window: Days | null }) {
  const at = address.value;
  const to = (next: Days | null): string => formatAddress({ ...at, query: { ...at.query, from: next?.[0], to: next?.[1], cursor: undefined } });
  return (
    <p class="zoom">
      <strong>{dayWords(days[0])} to {dayWords(days[1])}</strong>
      <a href={to(zoomed(days, 'in'))}>Zoom in</a>
      {window !== null && <><a href={to(zoomed(days, 'out'))}>Zoom out</a><a href={to(zoomed(days, 'earlier'))}>◀ Earlier</a><a href={to(zoomed(days, 'later'))}>Later ▶</a><a href={to(null)}>The whole span</a></>}
    </p>
  );
}

/** The twin of the drawing: each period, each lane, in numbers; a period leads into itself. */
function CountsTable({ binned, grouping, zooms }: { binned: Binned; grouping: Grouping; zooms: boolean }) {
  const [open, setOpen] = useState(false);
  const at = address.value;
  return (
    <details class="counts-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The drawing as a table: {plural(binned.periods.length, binned.unit)}</summary>
      {open && (
        <div class="scroll-region" tabIndex={0} role="region" aria-label="Occurrences by time and lane">
          <table>
            <thead><tr><th scope="col">{binned.unit}</th><th scope="col">all</th><th scope="col">of one origin</th>{binned.lanes.map((lane) => <th key={lane.key ?? ''} scope="col"><LaneName lane={lane.key} grouping={grouping} folded={binned.folded} /></th>)}</tr></thead>
            <tbody>{binned.periods.map((period) => (
              <tr key={period.from}>
                <th scope="row">{zooms ? <a href={formatAddress({ ...at, query: { ...at.query, from: period.from, to: period.to, cursor: undefined } })}>{periodWords(period, binned.unit)}</a> : periodWords(period, binned.unit)}</th>
                <td>{period.count.toLocaleString('en')}</td><td>{period.weak.toLocaleString('en')}</td>{period.lanes.map((count, lane) => <td key={lane}>{count === 0 ? '' : count.toLocaleString('en')}</td>)}
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </details>
  );
}

function Pager({ page, total }: { page: Page<TimelineItem>; total: number }) {
  const at = address.value;
  const next = page.next == null ? null : new URL(page.next, location.origin).searchParams.get('cursor');
  return (
    <nav class="pager" aria-label="Pages of the list">
      <p class="quiet">{page.items.length.toLocaleString('en')} of {plural(total, 'occurrence')}</p>
      {at.query.cursor !== undefined && <a href={formatAddress({ ...at, query: { ...at.query, cursor: undefined } })}>First page</a>}
      {next !== null && <a rel="next" href={formatAddress({ ...at, query: { ...at.query, cursor: next } })}>Next {PAGE}</a>}
    </nav>
  );
}

/** The filters that exclude everything, each removable, with the count without it. */
function Nothing({ path, query }: { path: string; query: Query }) {
  const filters = activeFilters(query);
  return (
    <section class="empty">
      <p class="prose">{filters.length > 0 ? 'No occurrence passes all the filters.' : 'Nothing stands in this window.'}</p>
      <ul>{filters.map(({ member, value, without }) => <li key={`${member}${value}`}><a href={formatAddress({ ...address.value, query: { ...query, ...without, cursor: undefined } })}>Without “{filterWords(member, value)}”</a><Without path={path} query={{ ...query, ...without }} /></li>)}</ul>
    </section>
  );
}

function Without({ path, query }: { path: string; query: Query }) {
  const { data } = useResource<Bins>(path, { ...viewParams(), actor: query.actor, issue: query.issue, kind: query.kind, voice: query.voice, marker: query.marker, q: query.q, happenedFrom: query.happenedFrom, happenedTo: query.happenedTo, undated: query.undated, bin: 'year' });
  return data === null ? null : <>: {plural(data.bins.reduce((sum, { count }) => sum + count, data.undated), 'occurrence')}</>;
}
