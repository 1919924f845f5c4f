import { useState } from 'preact/hooks';
import { formatAddress, momentOf } from '../address/address.js';
import { address } from '../address/location.js';
import { ServiceProblem, post } from '../api/client.js';
import { newest } from '../api/live.js';
import { useResource } from '../api/resource.js';
import type { Claim, Problem, Report, StanceHistory, StanceStep } from '../api/shapes.js';
import { Dialog } from '../shell/dialogs.js';
import { viewParams } from '../shell/moment.js';
import { ProblemNote } from '../shell/problem.js';
import { VoiceOf } from '../timeline/occurrence-panel.js';
import { ActorName, Foreign } from '../words/text.js';
import { issueTitle } from '../words/names.js';
import { BASIS_WORDS, dayWords, instantWords, plain, plural, publishedWords, stanceSign } from '../words/words.js';

const WORDS: Record<number, string> = { 3: 'champions', 2: 'supports', 1: 'leans for', 0: 'neutral', [-1]: 'doubts', [-2]: 'opposes', [-3]: 'rejects' };
const MOVED: Record<string, string> = { opened: 'first reported', confirmed: 'said again', hardened: 'hardened', softened: 'softened', flipped: 'turned', 'shift-reported': 'a turn is reported, not settled', overridden: 'set by an editor', lifted: 'editor’s value lifted', withdrawn: 'withdrawn with its claim' };

/** One holder on one issue: what moved it, each step with the claim that carried it. */
export function CellPanel({ slug, holder, issue, past }: { slug: string; holder: string; issue: string; past: boolean }) {
  const path = `/stories/${encodeURIComponent(slug)}/stances/${encodeURIComponent(holder)}/${encodeURIComponent(issue)}`;
  const { data, problem, loading, etag } = useResource<StanceHistory>(path, { ...viewParams(), limit: 1000 }, newest.value);
  const [editing, setEditing] = useState(false);
  const { query } = address.value;
  return (
    <aside class="panel" aria-label="What moved this position">
      <header><p class="kicker">What moved it</p><a href={formatAddress({ ...address.value, screen: 'stances' })} aria-label="Close the panel">✕</a></header>
      <h2><ActorName id={holder} /> <span class="quiet">on</span> {issueTitle(issue)}</h2>
      {problem !== null && (problem.status === 404 ? <p class="prose">No claim speaks of this position at this moment. That is silence, not neutrality.</p> : <ProblemNote problem={problem} />)}
      {loading && data === null && <p class="quiet">Reading its history…</p>}
      {data !== null && (
        <>
          <p class={`stance-now ${data.cell.value > 0 ? 'for' : data.cell.value < 0 ? 'against' : ''}`}><span aria-hidden="true">{stanceSign(data.cell.value)}</span> {plain(data.cell.word)}</p>
          <p class="small">{BASIS_WORDS[data.cell.basis]}, on {plural(data.cell.claims, 'claim')} of {plural(data.cell.origins, 'origin')}, since {instantWords(data.cell.since.at)}{!data.cell.settled && '. A turn is reported but not settled.'}</p>
          {data.cell.conditional && <p class="small">Only if: {data.cell.conditions.map((id, index) => <>{index > 0 && ', '}<ConditionOf id={id} /></>)}.</p>}
          <h3>Step by step</h3>
          <ol class="stance-steps">{data.items.toSorted((a, b) => b.position - a.position).map((step) => <StepOf key={`${step.position}${step.claim}`} step={step} slug={slug} />)}</ol>
          <p class="actions"><button type="button" class="plain" disabled={past} title={past ? 'You are looking at the past; go back to now to write.' : undefined} onClick={() => setEditing(true)}>{data.cell.basis === 'overridden' ? 'Change or lift the editor’s value' : 'Set another value as editor'}</button></p>
          {editing && <Override path={path} etag={etag} value={data.cell.value} overridden={data.cell.basis === 'overridden'} onClose={() => setEditing(false)} />}
        </>
      )}
      <p class="actions"><a href={formatAddress({ screen: 'timeline', slug, query: { ...momentOf(query), actor: [holder], issue: [issue] } })}>On the timeline</a></p>
    </aside>
  );
}

function ConditionOf({ id }: { id: string }) {
  const { data } = useResource<Claim>(`/claims/${encodeURIComponent(id)}`);
  return <a href={`/claims/${id}`}>{data?.summary ?? id}</a>;
}

function StepOf({ step, slug }: { step: StanceStep; slug: string }) {
  const claim = useResource<Claim>(step.claim === null ? null : `/claims/${encodeURIComponent(step.claim)}`, viewParams()).data;
  // A claim in the outlet's own voice is told by the outlet's name.
  const report = useResource<Report>(claim !== null && claim.attribution.length === 0 && step.report !== null ? `/reports/${encodeURIComponent(step.report)}` : null, viewParams()).data;
  const words = claim?.excerpt ?? claim?.span?.exact ?? null;
  const { query } = address.value;
  return (
    <li>
      <p><strong>{MOVED[step.movement] ?? plain(step.movement)}</strong>: {step.before !== null && step.before !== step.after && <>{WORDS[step.before]} → </>}{step.after === null ? 'no value' : WORDS[step.after]}</p>
      {claim !== null && (words === null ? <p class="prose small"><Foreign>{claim.summary ?? plain(claim.kind)}</Foreign></p> : <blockquote dir="auto">“{words}”</blockquote>)}
      {claim !== null && <p class="small"><VoiceOf claim={claim} outlet={report?.outlet ?? null} /></p>}
      <p class="small quiet">position {step.position}, {dayWords(step.at)}{step.published === null ? ', report undated' : `, published ${publishedWords(step.published)}`}</p>
      <p class="actions small">
        {step.report !== null && <a href={formatAddress({ screen: 'report', id: step.report, query: { ...momentOf(query), claim: step.claim ?? undefined } })}>Report</a>}
        {step.claim !== null && <a href={formatAddress({ screen: 'claim', id: step.claim, query: momentOf(query) })}>Claim</a>}
        {step.claim !== null && <a href={formatAddress({ screen: 'compare', slug, query: { claim: step.claim } })}>Blame</a>}
        <a href={formatAddress({ screen: 'compare', slug, a: String(step.position), b: 'head', query: {} })}>Compare from here</a>
      </p>
    </li>
  );
}

/** An editor's value stands above what is reported until lifted; it is kept as a decision with its reason. */
function Override({ path, etag, value, overridden, onClose }: { path: string; etag: string | null; value: number; overridden: boolean; onClose: () => void }) {
  const [chosen, setChosen] = useState<number | null>(value);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const { position } = await post(`${path}/override`, { value: chosen, reason }, { headers: { 'If-Match': etag ?? '*' } });
      newest.value = Math.max(newest.value, position);
      onClose();
    } catch (error) {
      if (error instanceof ServiceProblem) setProblem(error.problem);
    }
  };
  return (
    <Dialog title="Set this position as editor" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <p class="quiet">It stands above what is reported until it is lifted, and is shown as set by an editor. What reports say stays as it is.</p>
        <label class="field"><span>Position</span><select value={chosen === null ? 'lift' : String(chosen)} onChange={(event) => setChosen(event.currentTarget.value === 'lift' ? null : Number(event.currentTarget.value))}>{[3, 2, 1, 0, -1, -2, -3].map((each) => <option key={each} value={each}>{WORDS[each]}</option>)}{overridden && <option value="lift">lift it: back to what is reported</option>}</select></label>
        <label class="field"><span>Reason</span><textarea required maxLength={2000} rows={3} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>
        {problem !== null && <ProblemNote problem={problem} />}
        <p class="actions"><button type="submit" class="primary">Set</button><button type="button" onClick={onClose}>Cancel</button></p>
      </form>
    </Dialog>
  );
}
