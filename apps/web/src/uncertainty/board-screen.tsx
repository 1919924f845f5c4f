import { useMemo, useState } from 'preact/hooks';
import { formatAddress, momentOf } from '../address/address.js';
import { address, choose } from '../address/location.js';
import { ServiceProblem, get, post } from '../api/client.js';
import { newest } from '../api/live.js';
import { useList, useResource } from '../api/resource.js';
import type { Claim, Marker, Page, Problem, TimelineItem } from '../api/shapes.js';
import { Loading, type StoryView } from '../shell/frame.js';
import { Dialog } from '../shell/dialogs.js';
import { viewParams } from '../shell/moment.js';
import { ProblemNote } from '../shell/problem.js';
import { Foreign } from '../words/text.js';
import { hopName } from '../words/names.js';
import { SEVERITY_WORDS, instantWords, plain, plural } from '../words/words.js';
import { COLUMNS, type Card, cardsOf } from './board.js';

const SHOWN = 4;

/** What not to lean on, and what would settle it. */
export function BoardScreen({ slug, story, past }: StoryView) {
  const { query } = address.value;
  const path = `/stories/${encodeURIComponent(slug)}/markers`;
  const list = useList<Marker>(path, { ...viewParams(), status: 'all' }, newest.value);
  const stale = useResource<Page<Marker>>(path, { ...viewParams(), rule: 'stale', limit: 1000 }, newest.value);
  const claims = useList<Claim>(story.counts.claims > 5000 ? null : `/stories/${encodeURIComponent(slug)}/claims`, viewParams(), newest.value);
  const rows = useList<TimelineItem>(story.counts.claims > 5000 ? null : `/stories/${encodeURIComponent(slug)}/timeline`, viewParams(), newest.value);
  const origins = useMemo(() => new Map(rows.items.map((row) => [row.occurrence, row.origins])), [rows.items]);
  const byId = useMemo(() => new Map(claims.items.map((claim) => [claim.id, claim])), [claims.items]);
  const sort = query.sort === 'oldest' ? 'oldest' : 'dependants';
  const least = Number(query.severity ?? 1);
  const all = useMemo(() => [...list.items.filter((marker) => marker.closed === null), ...(stale.data?.items ?? [])], [list.items, stale.data]);
  const shown = all.filter((marker) => marker.severity >= least && (query.rule === undefined || marker.rule === query.rule));
  const rules = [...new Set(all.map((marker) => marker.rule))].sort();
  const acknowledged = all.filter((marker) => marker.acknowledgement !== null).length;
  const [acknowledging, setAcknowledging] = useState<Marker | null>(null);
  if (list.problem !== null) return <ProblemNote problem={list.problem} />;
  return (
    <>
      <div class="screen-head"><h1>What not to lean on</h1>
        <p class="counts"><strong>{all.length.toLocaleString('en')} open</strong><span>{acknowledged} acknowledged</span><span>{list.items.filter((marker) => marker.closed !== null).length} closed</span></p>
      </div>
      <div class="tools">
        <fieldset class="clock"><legend>Sort by</legend>
          <label class="check"><input type="radio" name="sort" checked={sort === 'dependants'} onChange={() => choose({ sort: undefined })} /> what most depends on it</label>
          <label class="check"><input type="radio" name="sort" checked={sort === 'oldest'} onChange={() => choose({ sort: 'oldest' })} /> oldest</label>
        </fieldset>
        <label class="inline"><span>Rule</span><select value={query.rule ?? ''} onChange={(event) => choose({ rule: event.currentTarget.value || undefined })}><option value="">all</option>{rules.map((rule) => <option key={rule} value={rule}>{plain(rule)}</option>)}</select></label>
        <label class="inline"><span>Severity</span><select value={String(least)} onChange={(event) => choose({ severity: event.currentTarget.value === '1' ? undefined : event.currentTarget.value })}>{[1, 2, 3].map((each) => <option key={each} value={each}>{each === 1 ? 'all' : `${SEVERITY_WORDS[each]}${each === 2 ? ' and above' : ''}`}</option>)}</select></label>
      </div>
      {list.loading ? <Loading words={`Reading the markers of ${story.title}…`} /> : (
        <>
        <p class="board-jump">{COLUMNS.map(({ column, title }) => <button key={column} type="button" class="plain" onClick={() => document.querySelector(`#column-${column}`)?.scrollIntoView()}>{title} {cardsOf(shown, column, sort).reduce((sum, card) => sum + card.markers.length, 0)}</button>)}</p>
        <div class="board">
          {COLUMNS.map(({ column, title, asks }) => {
            const cards = cardsOf(shown, column, sort);
            const count = cards.reduce((sum, card) => sum + card.markers.length, 0);
            return (
              <section key={column} aria-labelledby={`column-${column}`}>
                <h2 id={`column-${column}`}>{title} <span class="count">{count}</span></h2>
                <p class="asks">{asks}</p>
                {cards.length === 0 && <p class="nothing">{emptyWords(column, story.counts.reports)}</p>}
                {cards.map((card) => <CardOf key={card.key} card={card} slug={slug} byId={byId} origins={origins} past={past} reference={stale.data?.referenceTime ?? null} onAcknowledge={setAcknowledging} />)}
              </section>
            );
          })}
        </div>
        </>
      )}
      {acknowledging !== null && <Acknowledge marker={acknowledging} onClose={() => setAcknowledging(null)} />}
    </>
  );
}

function emptyWords(column: string, reports: number): string {
  if (column === 'conflict') return reports <= 1 ? 'No conflict yet: one report cannot disagree with another.' : 'No conflict on record.';
  if (column === 'changed') return 'Nothing was corrected, retracted or dropped.';
  return 'Nothing to mind here.';
}

function CardOf({ card, slug, byId, origins, past, reference, onAcknowledge }: { card: Card; slug: string; byId: Map<string, Claim>; origins: Map<string, number>; past: boolean; reference: string | null; onAcknowledge: (marker: Marker) => void }) {
  const [first] = card.markers;
  return (
    <article class={`card card-${card.severity}`}>
      <h3><span class={`severity severity-${card.severity}`} aria-hidden="true">⚠</span> {plain(card.rule)} <span class="count">{SEVERITY_WORDS[card.severity]}{card.markers.length > 1 && <>, {card.markers.length} {card.subjectType}s</>}</span></h3>
      <p class="says">{first!.says}</p>
      <p class="small"><span class="quiet">Closes by</span> {first!.closesIf}</p>
      {card.rule === 'stale' && reference !== null && <p class="small quiet">Judged at {instantWords(reference)}</p>}
      <ul class="card-subjects">{card.markers.slice(0, SHOWN).map((marker) => <SubjectOf key={marker.id} marker={marker} slug={slug} byId={byId} origins={origins} past={past} onAcknowledge={onAcknowledge} />)}</ul>
      {card.markers.length > SHOWN && <details><summary>{card.markers.length - SHOWN} more</summary><ul class="card-subjects">{card.markers.slice(SHOWN, 500).map((marker) => <SubjectOf key={marker.id} marker={marker} slug={slug} byId={byId} origins={origins} past={past} onAcknowledge={onAcknowledge} />)}</ul></details>}
    </article>
  );
}

/** One subject of a card: what it is about, who says so and who denies it, and what rests on it. Leads to the occurrence in one click. */
function SubjectOf({ marker, slug, byId, origins, past, onAcknowledge }: { marker: Marker; slug: string; byId: Map<string, Claim>; origins: Map<string, number>; past: boolean; onAcknowledge: (marker: Marker) => void }) {
  const { query } = address.value;
  const claims = marker.evidence.map((each) => (each.claim === null ? undefined : byId.get(each.claim))).filter((claim) => claim !== undefined);
  const occurrence = marker.subject.type === 'occurrence' ? marker.subject.id : claims[0]?.occurrence;
  const href = marker.subject.type === 'report' ? formatAddress({ screen: 'report', id: marker.subject.id, query: momentOf(query) })
    : marker.subject.type === 'issue' ? formatAddress({ screen: 'timeline', slug, query: { ...momentOf(query), issue: [marker.subject.id] } })
      : occurrence !== undefined ? formatAddress({ screen: 'timeline', slug, query: { ...momentOf(query), selected: occurrence } })
        : formatAddress({ screen: 'claim', id: marker.subject.id, query: momentOf(query) });
  const voices = (attests: (claim: Claim) => boolean): string[] => [...new Set(claims.filter(attests).map((claim) => (claim.attribution.length === 0 ? 'the outlet itself' : hopName(claim.attribution.at(-1)!))))];
  const [says, denies] = [voices((claim) => claim.attests === 'supports'), voices((claim) => claim.attests === 'denies')];
  const words = claims[0]?.excerpt ?? null;
  const rests = [marker.dependants.stances > 0 ? plural(marker.dependants.stances, 'stance') : '', marker.dependants.occurrences > 0 ? plural(marker.dependants.occurrences, 'occurrence') : ''].filter((each) => each !== '').join(', ');
  return (
    <li>
      <p><a href={href}><Foreign>{marker.subject.type === 'claim' && words !== null ? `“${words}”` : marker.title}</Foreign></a></p>
      <p class="small quiet">
        {says.length > 0 && <span>said by <Foreign>{says.join(', ')}</Foreign></span>}
        {denies.length > 0 && <span class="alarm">denied by <Foreign>{denies.join(', ')}</Foreign></span>}
        {occurrence !== undefined && origins.has(occurrence) && <span>{plural(origins.get(occurrence)!, 'origin')}</span>}
        <span>{rests === '' ? 'nothing rests on it' : `${rests} rest${rests.startsWith('1 ') && !rests.includes(',') ? 's' : ''} on it`}</span>
        {marker.acknowledgement === null
          ? <button type="button" class="plain" disabled={past} title={past ? 'You are looking at the past; go back to now to write.' : 'Leave a note; the marker stays'} onClick={() => onAcknowledge(marker)}>acknowledge</button>
          : <span>acknowledged: {marker.acknowledgement.note}</span>}
      </p>
    </li>
  );
}

function Acknowledge({ marker, onClose }: { marker: Marker; onClose: () => void }) {
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const { etag } = await get<Marker>(`/markers/${encodeURIComponent(marker.id)}`);
      const { position } = await post(`/markers/${encodeURIComponent(marker.id)}/acknowledgement`, { note }, { headers: { 'If-Match': etag ?? '*' } });
      newest.value = Math.max(newest.value, position);
      onClose();
    } catch (error) {
      if (error instanceof ServiceProblem) setProblem(error.problem);
    }
  };
  return (
    <Dialog title={`Acknowledge: ${plain(marker.rule)}`} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <p class="prose">{marker.title}</p>
        <p class="quiet">The marker stays on the board with your note. Only a new fact closes it: {marker.closesIf}.</p>
        <label class="field"><span>Note</span><textarea required maxLength={2000} rows={3} value={note} onInput={(event) => setNote(event.currentTarget.value)} /></label>
        {problem !== null && <ProblemNote problem={problem} />}
        <p class="actions"><button type="submit" class="primary">Acknowledge</button><button type="button" onClick={onClose}>Cancel</button></p>
      </form>
    </Dialog>
  );
}
