import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Address, formatAddress } from '../address/address.js';
import { address, choose, go } from '../address/location.js';
import { newest } from '../api/live.js';
import { useList, useResource } from '../api/resource.js';
import { keys } from '../keys.js';
import { ACTS, type LogEntry, actsOf } from '../replay/acts.js';
import type { ReportAct } from '../replay/steps.js';
import type { Change, Comparison, Report, TimelineItem } from '../api/shapes.js';
import { Loading, type StoryView } from '../shell/frame.js';
import { lastVisit } from '../shell/moment.js';
import { ProblemNote } from '../shell/problem.js';
import { Foreign } from '../words/text.js';
import { CHANGE_OF_WORDS, dayWords, instantWords, plural, publishedWords } from '../words/words.js';
import { BlameTable } from './blame.js';
import { ChangeEntry } from './change-entry.js';
import { SHELVES, shelve, summaryWords } from './changes.js';
import { Evidence } from './evidence.js';

/** What changed between two moments, of which sort, because of what, and whether a conclusion moved. */
export function AuditScreen({ slug, story, now }: StoryView) {
  const at = address.value;
  const { query } = at;
  const reports = useList<Report>(`/stories/${encodeURIComponent(slug)}/reports`, {}, newest.value);
  const log = useList<LogEntry>('/log', { story: slug, type: ACTS }, newest.value);
  const acts = useMemo(() => actsOf(log.items), [log.items]);
  const visit = lastVisit(slug);
  // On the published clock moments are days of publication; positions belong to the recorded one.
  const published = query.clock === 'published';
  const pair = published ? publishedPair(at, reports.items) : pairOf(at, acts, visit, now);
  const hideCosmetic = query.cosmetic === 'exclude';
  const comparison = useResource<Comparison>(pair === null ? null : `/stories/${encodeURIComponent(slug)}/compare/${encodeURIComponent(pair[0])}...${encodeURIComponent(pair[1])}`, {
    limit: 1000, changeOf: query.changeOf, cosmetic: hideCosmetic ? 'exclude' : undefined, clock: published ? 'published' : undefined,
  }, pair?.[1] === 'head' ? newest.value : 0);
  const claimHref = (claim: string): string => formatAddress({ ...at, query: { ...query, claim } });
  return (
    <>
      <div class="screen-head"><h1>What changed</h1></div>
      {pair !== null && <PairBar slug={slug} reports={reports.items} acts={acts} pair={pair} visit={published ? null : visit} published={published} comparison={comparison.data} />}
      {query.claim !== undefined && (
        <section class="blame-box" aria-labelledby="blame-title">
          <header><h2 id="blame-title">Blame</h2><p><a href={`/claims/${query.claim}`}>the whole claim</a></p><a href={formatAddress({ ...at, query: { ...query, claim: undefined } })} aria-label="Close blame">✕</a></header>
          <BlameTable claim={query.claim} hrefOf={claimHref} />
        </section>
      )}
      {acts.length === 1 && visit === null && <p class="notice">There is nothing before this report: the comparison shows the whole of it as new.</p>}
      {comparison.problem !== null && <ProblemNote problem={comparison.problem}>{comparison.problem.errors?.[0]?.suggestion != null && <p><a href={`/stories/${slug}/compare/${comparison.problem.errors[0].suggestion}`}>Compare the other way round</a></p>}</ProblemNote>}
      {comparison.loading && comparison.problem === null && <Loading words={`Comparing two moments of ${story.title}…`} />}
      {comparison.data !== null && <Outcome slug={slug} data={comparison.data} reports={reports.items} claimHref={claimHref} />}
    </>
  );
}

/** The pair of the address; else last visit to now; else before the last report to now. */
function pairOf(at: Address, acts: readonly ReportAct[], visit: number | null, now: number): [string, string] | null {
  if (at.a !== undefined && at.b !== undefined) return [at.a, at.b];
  if (visit !== null && visit < now) return [String(visit), 'head'];
  const last = Math.max(...acts.map((act) => act.recorded.position));
  return Number.isFinite(last) ? [String(last - 1), 'head'] : now > 0 ? ['0', 'head'] : null;
}

/** Days on which reports came out, the earliest first; undated reports have none. */
function publicationDays(reports: readonly Report[]): string[] {
  return [...new Set(reports.map((report) => (typeof report.published === 'object' ? report.published?.max : /^\d{4}-\d\d-\d\d/.exec(report.published)?.[0])?.slice(0, 10)).filter((day) => day !== undefined))].sort();
}

/** On the published clock: the pair of the address, else the last two days on which a report came out. */
function publishedPair(at: Address, reports: readonly Report[]): [string, string] | null {
  const isDay = (text: string | undefined): text is string => text !== undefined && text !== 'head' && !/^\d{1,3}$|^\d{5,}$/.test(text);
  if (isDay(at.a) && isDay(at.b)) return [at.a, at.b];
  const days = publicationDays(reports);
  return days.length < 2 ? null : [days.at(-2)!, days.at(-1)!];
}

function PairBar({ slug, reports, acts, pair: [a, b], visit, published, comparison }: { slug: string; reports: readonly Report[]; acts: readonly ReportAct[]; pair: [string, string]; visit: number | null; published: boolean; comparison: Comparison | null }) {
  const { query } = address.value;
  const set = (next: [string, string]): void => go({ screen: 'compare', slug, a: next[0], b: next[1], query });
  const moments = useMemo(() => {
    if (published) return publicationDays(reports).map((day): [string, string] => [day, `published by ${day}`]);
    const list: [string, string][] = acts.map((act, index) => [String((acts[index + 1]?.recorded.position ?? Infinity) - 1), `after ${index + 1}, ${dayWords(act.recorded.at)}: ${act.headline}`]);
    const [first] = acts;
    if (first !== undefined) list.unshift([String(first.recorded.position - 1), 'before the first report']);
    return list.filter(([position]) => position !== 'Infinity').map(([position, label]): [string, string] => [position, `${label.slice(0, 70)} (position ${position})`]);
  }, [reports, acts, published]);
  const way = (url: string | null | undefined): string | null => {
    const [, from, to] = /compare\/([^?]+?)\.\.\.([^?]+)/.exec(url ?? '') ?? [];
    return from === undefined || to === undefined ? null : formatAddress({ screen: 'compare', slug, a: decodeURIComponent(from), b: decodeURIComponent(to), query });
  };
  const [previous, following] = [way(comparison?.neighbours.previous), way(comparison?.neighbours.following)];
  const ways = useRef({ previous, following });
  ways.current = { previous, following };
  // As on the timeline: the arrows go one step back and forward.
  useEffect(() => keys({ ArrowLeft: () => { if (ways.current.previous !== null) go(ways.current.previous); }, ArrowRight: () => { if (ways.current.following !== null) go(ways.current.following); } }), []);
  return (
    <div class="pair no-print">
      <MomentChoice label="A" value={a} moments={moments} visit={visit} published={published} onChoose={(next) => set([next, b])} />
      <button type="button" class="plain" aria-label="Swap A and B" onClick={() => set([b, a])}>⇄</button>
      <MomentChoice label="B" value={b} moments={moments} visit={visit} published={published} onChoose={(next) => set([a, next])} />
      <nav class="neighbours" aria-label="Report by report">
        {previous === null ? <span class="quiet">◀ previous</span> : <a href={previous}>◀ previous</a>}
        {following === null ? <span class="quiet">next ▶</span> : <a href={following}>next ▶</a>}
      </nav>
      <div class="pair-switches">
        <label class="inline"><span>clock</span><select value={published ? 'published' : 'recorded'} onChange={(event) => go({ screen: 'compare', slug, query: { ...query, clock: event.currentTarget.value === 'published' ? 'published' : undefined } })}><option value="recorded">recorded</option><option value="published">published</option></select></label>
        <label class="check"><input type="checkbox" checked={query.cosmetic === 'exclude'} onChange={(event) => choose({ cosmetic: event.currentTarget.checked ? 'exclude' : undefined })} /> hide wording only</label>
        <label class="inline"><span>sort</span><select value={query.changeOf ?? ''} onChange={(event) => choose({ changeOf: event.currentTarget.value || undefined })}><option value="">every sort</option>{Object.entries(CHANGE_OF_WORDS).map(([value, words]) => <option key={value} value={value}>{words}</option>)}</select></label>
        <label class="inline"><span>texts</span><select value={query.texts ?? 'inline'} onChange={(event) => choose({ texts: event.currentTarget.value === 'inline' ? undefined : 'side' })}><option value="inline">inline</option><option value="side">side by side</option></select></label>
        <button type="button" class="plain" onClick={() => print()}>Print evidence</button>
      </div>
    </div>
  );
}

/** One of the two moments: a report, the last visit, now, or any position or time typed in. */
function MomentChoice({ label, value, moments, visit, published, onChoose }: { label: string; value: string; moments: readonly [string, string][]; visit: number | null; published: boolean; onChoose: (value: string) => void }) {
  const [typed, setTyped] = useState(false);
  const known = value === 'head' || (visit !== null && value === String(visit)) || moments.some(([position]) => position === value);
  if (typed) {
    return (
      <form class="moment-choice" onSubmit={(event) => { event.preventDefault(); const text = new FormData(event.currentTarget).get('moment')?.toString().trim() ?? ''; if (text !== '') { setTyped(false); onChoose(!published && /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59Z` : text); } }}>
        <label><span>{label}</span><input name="moment" defaultValue={value} aria-label={`Moment ${label}: position, time or head`} /></label><button type="submit">Set</button>{!published && <button type="button" class="plain" onClick={() => onChoose(label === 'A' ? '0' : 'head')}>{label === 'A' ? 'start' : 'now'}</button>}
      </form>
    );
  }
  return (
    <label class="moment-choice"><span>{label}</span>
      <select aria-label={`Moment ${label}`} value={value} onChange={(event) => { const next = event.currentTarget.value; if (next === 'other') setTyped(true); else onChoose(next); }}>
        {visit !== null && <option value={String(visit)}>your last visit (position {visit})</option>}
        {moments.map(([position, words]) => <option key={position} value={position}>{words}</option>)}
        {!known && <option value={value}>{/^\d+$/.test(value) ? `position ${value}` : value}</option>}
        {!published && <option value="head">now</option>}
        <option value="other">another position or date…</option>
      </select>
    </label>
  );
}

function Outcome({ slug, data, reports, claimHref }: { slug: string; data: Comparison; reports: readonly Report[]; claimHref: (claim: string) => string }) {
  const [showUnchanged, setShowUnchanged] = useState(false);
  const shelves = useMemo(() => shelve(data.items), [data]);
  const words = summaryWords(data.summary);
  return (
    <>
      {data.a.published != null && data.b.published != null ? <p class="compare-head">From what was public by <strong>{publishedWords(data.a.published)}</strong> to what was by <strong>{publishedWords(data.b.published)}</strong>, known at position {data.b.position}</p> : <p class="compare-head">From position <strong>{data.a.position}</strong>{data.a.at !== null && <span class="quiet"> ({instantWords(data.a.at)})</span>} to <strong>{data.b.position}</strong>{data.b.at !== null && <span class="quiet"> ({instantWords(data.b.at)})</span>}</p>}
      <p class="compare-summary">{words.length === 0 ? 'Nothing changed between these two moments.' : words.map((each) => <span key={each}>{each}</span>)}
        <span class="quiet">{plural(data.unchanged, 'occurrence')} unchanged{data.unchanged > 0 && <> <button type="button" class="plain no-print" aria-expanded={showUnchanged} onClick={() => setShowUnchanged(!showUnchanged)}>{showUnchanged ? 'hide' : 'show'}</button></>}</span>
      </p>
      {SHELVES.map(({ shelf, title }) => {
        const groups = shelves.get(shelf);
        return groups === undefined ? null : (
          <section key={shelf} class="shelf" aria-labelledby={`shelf-${shelf}`}>
            <h2 id={`shelf-${shelf}`}>{title} <span class="count">{groups.reduce((sum, group) => sum + group.length, 0)}</span></h2>
            <ol>{groups.slice(0, 400).map((group, place) => <ChangeEntry key={`${group[0]!.kind}${group[0]!.subject.id}${group[0]!.position}`} group={group} before={groups[place - 1]} slug={slug} reports={reports} claimHref={claimHref} />)}</ol>
            {groups.length > 400 && <p class="notice">The first 400 of {groups.length}; narrow by sort to see the rest.</p>}
          </section>
        );
      })}
      {data.next !== null && <p class="notice">More changes than fit one page: narrow the pair, or read them all at <a href={data.next}>the next page</a>.</p>}
      {showUnchanged && <Unchanged slug={slug} position={data.b.position} changes={data.items} />}
      <Evidence slug={slug} from={data.a.position + 1} to={data.b.position} changes={data.items} />
    </>
  );
}

function Unchanged({ slug, position, changes }: { slug: string; position: number; changes: readonly Change[] }) {
  const list = useList<TimelineItem>(`/stories/${encodeURIComponent(slug)}/timeline`, { knownAt: position });
  const touched = new Set(changes.map((change) => change.subject.id));
  const rest = list.items.filter((row) => !touched.has(row.occurrence));
  return (
    <section class="shelf"><h2>Unchanged <span class="count">{rest.length}</span></h2>
      <ul class="unchanged">{rest.slice(0, 1000).map((row) => <li key={row.occurrence}><a href={formatAddress({ screen: 'timeline', slug, query: { selected: row.occurrence } })}><Foreign>{row.title}</Foreign></a></li>)}</ul>
    </section>
  );
}
