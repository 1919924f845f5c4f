import { formatAddress, momentOf } from '../address/address.js';
import { address } from '../address/location.js';
import { newest } from '../api/live.js';
import { useResource } from '../api/resource.js';
import type { Change, Claim, Page, Report } from '../api/shapes.js';
import { BlameTable } from '../audit/blame.js';
import { Mark } from '../marks/mark.js';
import { shapeOf } from '../marks/marks.js';
import { Loading, StoryFrame } from '../shell/frame.js';
import { viewParams } from '../shell/moment.js';
import { ProblemNote } from '../shell/problem.js';
import { VoiceOf, placeOf } from '../timeline/occurrence-panel.js';
import { Foreign, WhoOnWhom } from '../words/text.js';
import { outletName } from '../words/names.js';
import { asSentence, capital, changeOfWords, instantWords, plain } from '../words/words.js';

interface HistoryEntry { position: number; at: string; event: string; outcome: string | null; claim: string; version: number; changeOf: string; by: { name: string | null }; note: string | null; changes: Change[] }

const EVENT_WORDS: Record<string, string> = {
  ClaimReported: 'first coded', ClaimCarried: 'carried into a new version', ClaimReworded: 'reworded by the outlet', ClaimCorrected: 'corrected by the outlet', ClaimRecoded: 'recoded by us',
  ClaimDropped: 'dropped by the outlet', ClaimWithdrawn: 'withdrawn by us', ReportRetracted: 'its report was retracted', OccurrenceOpened: 'opened its occurrence', ClaimAttached: 'joined an occurrence', CredibilityAssessed: 'credibility assessed',
};

/** One claim: what one report tells at one place, on whose word, and everything that became of it. */
export function ClaimPage({ id }: { id: string }) {
  const claim = useResource<Claim>(`/claims/${encodeURIComponent(id)}`, viewParams(), newest.value);
  if (claim.data === null) return <main class="screen" id="main">{claim.problem === null ? <Loading words="Reading the claim…" /> : <ProblemNote problem={claim.problem}><p><a href="/">All stories</a></p></ProblemNote>}</main>;
  return <StoryFrame slug={claim.data.story}>{() => <ClaimBody claim={claim.data!} />}</StoryFrame>;
}

function ClaimBody({ claim }: { claim: Claim }) {
  const { query } = address.value;
  const report = useResource<Report>(`/reports/${encodeURIComponent(claim.report)}`, viewParams()).data;
  const history = useResource<Page<HistoryEntry>>(`/claims/${encodeURIComponent(claim.id)}/history`, { ...viewParams(), limit: 500 }, newest.value);
  const older = useResource<Claim>(claim.supersedes === null ? null : `/claims/${encodeURIComponent(claim.supersedes)}`, viewParams()).data;
  const claimHref = (each: string): string => formatAddress({ screen: 'claim', id: each, query: momentOf(query) });
  return (
    <article class="claim-page">
      <header class="report-head">
        <p class="kicker"><Mark shape={shapeOf(claim.kind, claim.planStatus)} voice={claim.voice} size={18} /> Claim: {plain(claim.kind)} {claim.status !== 'active' && <span class="alarm">{claim.status}</span>}</p>
        <h1><Foreign>{asSentence(claim.summary ?? claim.excerpt ?? capital(plain(claim.kind)))}</Foreign></h1>
        {claim.excerpt !== null && <blockquote class="pull" lang={report?.language} dir="auto">“{claim.excerpt}”</blockquote>}
        <p class="facts"><span><WhoOnWhom participants={claim.participants} story={claim.story} /></span><span><VoiceOf claim={claim} outlet={report?.outlet ?? null} /></span><span>{plain(claim.attests)} its occurrence</span><span>{placeOf(claim)}</span></p>
        <p class="actions">
          <a href={formatAddress({ screen: 'report', id: claim.report, query: { ...momentOf(query), claim: claim.id } })}>{report === null ? 'Its report' : <><Foreign>{capital(outletName(report.outlet))}</Foreign>: <Foreign lang={report.language}>{report.headline}</Foreign></>}</a>
          <a href={formatAddress({ screen: 'timeline', slug: claim.story, query: { ...momentOf(query), selected: claim.occurrence } })}>On the timeline</a>
          {claim.status === 'active' && <a class="no-print" href={formatAddress({ screen: 'report', id: claim.report, query: { act: 'correct', claim: claim.id } })}>Correct it: our coding was wrong</a>}
        </p>
        {claim.supersededBy !== null && <p class="notice">A newer telling stands in its place: <a href={claimHref(claim.supersededBy)}>see it</a>. This one is kept as it was.</p>}
        {older !== null && <p class="notice">It stands in the place of an older one, kept as it was: <a href={claimHref(older.id)}><del><Foreign>{older.summary ?? older.excerpt ?? older.id}</Foreign></del></a></p>}
      </header>
      <section><h2>Who set what</h2><BlameTable claim={claim.id} hrefOf={claimHref} /></section>
      <section><h2>History</h2>
        {history.data === null ? <p class="quiet">Reading its history…</p> : (
          <ol class="history">{history.data.items.map((entry) => (
            <li key={`${entry.position}${entry.event}`}><span class="quiet">position {entry.position}, {instantWords(entry.at)}, {entry.by.name ?? 'unknown'}</span> <span>{EVENT_WORDS[entry.event] ?? entry.event}, <em>{changeOfWords(entry.changeOf, entry.event === 'ClaimReported' ? 'claim-added' : '')}</em></span>{entry.note !== null && <span>: {entry.note}</span>}{entry.claim !== claim.id && <> <a href={claimHref(entry.claim)}>{entry.claim}</a></>}{entry.changes.length > 0 && <ul>{entry.changes.map((change) => <li key={change.kind + change.subject.id}>{change.sentence}</li>)}</ul>}</li>
          ))}</ol>
        )}
      </section>
    </article>
  );
}
