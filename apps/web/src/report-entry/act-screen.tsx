import { useMemo, useState } from 'preact/hooks';
import { go } from '../address/location.js';
import { ServiceProblem, apiKey, get, post } from '../api/client.js';
import { newest } from '../api/live.js';
import type { Claim, Problem, Receipt, Report } from '../api/shapes.js';
import { Foreign } from '../words/text.js';
import { capital, plain } from '../words/words.js';
import { outletOptions } from './choices.js';
import { ClaimForm } from './claim-form.js';
import { Combobox } from './combobox.js';
import { DateBox, Faults } from './date-box.js';
import { type ClaimDraft, claimInput, detailsOf, draftOf, faultsAt, newClaim, reanchor } from './draft.js';
import { freshKey } from './draft-store.js';
import { useDryRun } from './dry-run.js';
import { Effects } from './effects.js';
import { askForKey } from './entry-screen.js';
import { type NewEntry, RegisterDialog } from './register-dialog.js';
import { TextBox } from './text-box.js';
import { edtfFromWords } from '../words/edtf-words.js';

export type Act = 'revise' | 'correct' | 'retract';
const TITLES: Record<Act, string> = { revise: 'Revise: the outlet changed its item', correct: 'Correct: our coding or details were wrong', retract: 'Retract this report' };
const WORDS: Record<Act, string> = {
  revise: 'Adds a version. Each claim of the old one is carried over, reworded, corrected or dropped; the old version stays readable.',
  correct: 'Adds a correction of ours. It is never shown as news: the change counts as our coding, and what stood before stays readable.',
  retract: 'The claims stop counting. Nothing is deleted: reads of earlier moments still show the report standing. To restore it, file a new report.',
};
const SEGMENT: Record<Act, string> = { revise: 'revisions', correct: 'corrections', retract: 'retraction' };

type Fate = 'carried' | 'reworded' | 'corrected' | 'dropped' | 'keep' | 'replace' | 'withdraw';
interface Treated { claim: Claim; fate: Fate; draft: ClaimDraft }

/** One of the three ways to change what is on record. It previews by dry run and keeps the old version in view. */
export function ActScreen({ report, etag, act, focus, past }: { report: Report; etag: string | null; act: Act; focus: string | null; past: boolean }) {
  const active = useMemo(() => (report.claims ?? []).filter((claim) => claim.status === 'active'), [report]);
  const [treated, setTreated] = useState<Treated[]>(() => active.map((claim) => ({ claim, fate: act === 'revise' ? 'carried' : claim.id === focus ? 'replace' : 'keep', draft: draftOf(claim) })));
  const [added, setAdded] = useState<ClaimDraft[]>([]);
  const [details, setDetails] = useState(() => detailsOf(report));
  const [text, setText] = useState(report.text ?? '');
  const [notice, setNotice] = useState({ kind: 'correction', text: '' });
  const [reason, setReason] = useState('');
  const [by, setBy] = useState('outlet');
  const [open, setOpen] = useState<string | null>(focus);
  const [registering, setRegistering] = useState<NewEntry | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [hasKey, setHasKey] = useState(apiKey() !== null);
  const [key] = useState(freshKey);
  const [tag, setTag] = useState(etag);
  const [area, setArea] = useState<HTMLTextAreaElement | null>(null);

  const body = act === 'retract' ? retraction(by, reason, details.published) : act === 'correct' ? correction(report, reason, details, treated, added) : revision(report, details, text, notice, treated, added);
  const path = `/reports/${encodeURIComponent(report.id)}/${SEGMENT[act]}`;
  const complete = act === 'revise' ? details.headline !== '' : reason.trim() !== '' && (act === 'retract' || changesSomething(body));
  const preview = useDryRun(path, complete ? body : null, hasKey);
  const errors = problem?.errors ?? preview.problem?.errors;
  const set = (id: string, part: Partial<Treated>): void => setTreated(treated.map((each) => (each.claim.id === id ? { ...each, ...part } : each)));

  const submit = async (): Promise<void> => {
    setProblem(null);
    try {
      const current = tag ?? (await get<Report>(`/reports/${encodeURIComponent(report.id)}`)).etag;
      const { data } = await post<Receipt>(path, body, { headers: { 'If-Match': current ?? '*', 'Idempotency-Key': key } });
      newest.value = Math.max(newest.value, data.positions?.last ?? 0);
      go({ screen: 'report', id: report.id, query: {} });
    } catch (error) {
      if (error instanceof ServiceProblem) setProblem(error.problem);
    }
  };
  const stale = problem?.type === '/problems/stale-version';
  return (
    <div class="act">
      <div class="screen-head"><h1>{TITLES[act]}</h1><p><a href={`/reports/${report.id}`}>Leave it as it is</a></p></div>
      <p class="prose">{WORDS[act]}</p>
      <div class="entry">
        <section class="entry-source" aria-labelledby="act-old"><h2 id="act-old">As it stands</h2>
          <p class="prose"><strong><Foreign lang={report.language}>{report.headline}</Foreign></strong></p>
          {report.text !== null && act !== 'revise' && <div class="source-text small-text" lang={report.language} dir="auto">{report.text}</div>}
          {act === 'revise' && (
            <>
              <label class="field"><span>New headline</span><input value={details.headline} maxLength={500} dir="auto" onInput={(event) => setDetails({ ...details, headline: event.currentTarget.value })} /></label>
              <Faults faults={faultsAt(errors, '/headline')} />
              <DateBox label="Published (this version)" value={details.published} onInput={(published) => setDetails({ ...details, published })} faults={faultsAt(errors, '/published')} />
              <label class="field"><span>The outlet’s notice, if it gives one</span><textarea rows={2} maxLength={2000} value={notice.text} onInput={(event) => setNotice({ ...notice, text: event.currentTarget.value })} /></label>
              {notice.text !== '' && <label class="field"><span>It is a</span><select value={notice.kind} onChange={(event) => setNotice({ ...notice, kind: event.currentTarget.value })}>{['correction', 'update', 'clarification'].map((each) => <option key={each} value={each}>{each}</option>)}</select></label>}
              <TextBox text={text} claims={added} chosen={open} locked={false} language={report.language} onText={setText} onLock={() => undefined} onSelect={setArea} />
            </>
          )}
        </section>
        <section class="entry-claims" aria-labelledby="act-claims"><h2 id="act-claims">{act === 'retract' ? 'Why' : 'What changes'}</h2>
          {act !== 'revise' && <label class="field"><span>Reason</span><textarea required rows={3} maxLength={2000} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>}
          <Faults faults={faultsAt(errors, '/reason')} />
          {act === 'retract' && (
            <>
              <fieldset class="field"><legend>Who takes it back</legend><label class="check"><input type="radio" name="by" checked={by === 'outlet'} onChange={() => setBy('outlet')} /> the outlet: a change of the story</label><label class="check"><input type="radio" name="by" checked={by === 'editor'} onChange={() => setBy('editor')} /> we do: a change of coding</label></fieldset>
            </>
          )}
          {act === 'correct' && (
            <details open={focus === null}><summary>Details of the report</summary>
              <div class="entry-fields">
                <Combobox label="Outlet" options={outletOptions()} value={details.outlet} placeholder="unknown" onChoose={(outlet) => setDetails({ ...details, outlet })} onNew={(words) => setRegistering({ register: 'outlets', text: words, then: (outlet) => setDetails({ ...details, outlet }) })} />
                <DateBox label="Published" value={details.published} onInput={(published) => setDetails({ ...details, published })} faults={faultsAt(errors, '/details/published')} />
                <label class="field"><span>Language</span><input value={details.language} onInput={(event) => setDetails({ ...details, language: event.currentTarget.value })} /></label>
              </div>
              <label class="field"><span>Headline</span><input value={details.headline} dir="auto" onInput={(event) => setDetails({ ...details, headline: event.currentTarget.value })} /></label>
              <label class="field"><span>Address (url)</span><input value={details.url} onInput={(event) => setDetails({ ...details, url: event.currentTarget.value })} /></label>
            </details>
          )}
          {act !== 'retract' && (
            <ol class="claim-drafts">
              {treated.map((each, index) => (
                <li key={each.claim.id} class={open === each.claim.id ? 'open' : undefined}>
                  <div class="claim-line">
                    <p><span class="claim-number">{index + 1}</span> <strong>{plain(each.claim.kind)}</strong> <Foreign>{each.claim.summary ?? each.claim.excerpt ?? ''}</Foreign></p>
                    <select aria-label={`What becomes of claim ${index + 1}`} value={each.fate} onChange={(event) => { const fate = event.currentTarget.value as Fate; set(each.claim.id, { fate }); setOpen(changes(fate) ? each.claim.id : null); }}>
                      {(act === 'revise' ? ['carried', 'reworded', 'corrected', 'dropped'] : ['keep', 'replace', 'withdraw']).map((fate) => <option key={fate} value={fate}>{FATE_WORDS[fate as Fate]}</option>)}
                    </select>
                    {changes(each.fate) && <button type="button" class="plain" aria-expanded={open === each.claim.id} onClick={() => setOpen(open === each.claim.id ? null : each.claim.id)}>{open === each.claim.id ? 'fold' : 'edit'}</button>}
                  </div>
                  {changes(each.fate) && open === each.claim.id && <ClaimForm claim={each.draft} pointer={pointerOf(act, treated, each)} errors={errors} autofocus={false} others={treated.map((other) => other.draft)} onChange={(draft) => set(each.claim.id, { draft })} onRegister={setRegistering} />}
                </li>
              ))}
              {added.map((claim) => (
                <li key={claim.ref} class={open === claim.ref ? 'open' : undefined}>
                  <div class="claim-line"><button type="button" class="plain" aria-expanded={open === claim.ref} onClick={() => setOpen(open === claim.ref ? null : claim.ref)}>new: <strong>{claim.kind === '' ? 'kind?' : plain(claim.kind)}</strong></button><button type="button" class="plain" aria-label="Remove this new claim" onClick={() => setAdded(added.filter((each) => each.ref !== claim.ref))}>✕</button></div>
                  {open === claim.ref && <ClaimForm claim={claim} pointer="/claims/new" errors={errors} autofocus others={added} onChange={(next) => setAdded(added.map((each) => (each.ref === claim.ref ? next : each)))} onRegister={setRegistering} />}
                </li>
              ))}
            </ol>
          )}
          {act !== 'retract' && <p class="actions"><button type="button" class="plain" onClick={() => { const words = area === null ? '' : text.slice(area.selectionStart, area.selectionEnd).trim(); const start = words === '' ? -1 : text.indexOf(words, area!.selectionStart); const claim = { ...newClaim({ claims: added }, start < 0 ? null : { start, end: start + words.length, exact: words }), ref: `new${added.length + 1}` }; setAdded([...added, claim]); setOpen(claim.ref); }}>Add a claim</button></p>}
        </section>
        <section class="entry-effects" aria-labelledby="act-effects"><h2 id="act-effects">If you do this</h2>
          {!hasKey && <p class="notice">A key is needed. <button type="button" class="plain" onClick={() => askForKey(() => setHasKey(true))}>Give the key</button></p>}
          {!complete && <p class="quiet">{act === 'correct' ? 'Shown once there is a reason and a change.' : act === 'retract' ? 'Shown once there is a reason.' : 'Shown once there is a headline.'}</p>}
          <Effects preview={problem === null ? preview : { ...preview, problem }} slug={report.story} />
          {stale && <p class="notice">Your input is kept. <button type="button" onClick={() => { setTag(problem!.currentEtag ?? null); setProblem(null); }}>Apply it to the new version</button></p>}
          <p class="actions"><button type="button" class="primary" disabled={!complete || past} title={past ? 'You are looking at the past; go back to now to write.' : undefined} onClick={() => void submit()}>{capital(act)}</button></p>
        </section>
      </div>
      {registering !== null && <RegisterDialog entry={registering} onClose={() => setRegistering(null)} />}
    </div>
  );
}

const FATE_WORDS: Record<Fate, string> = { carried: 'carried over', reworded: 'told differently', corrected: 'corrected by the outlet', dropped: 'dropped', keep: 'right as it is', replace: 'replace', withdraw: 'withdraw' };
const changes = (fate: Fate): boolean => fate === 'reworded' || fate === 'corrected' || fate === 'replace';

function pointerOf(act: Act, treated: readonly Treated[], of: Treated): string {
  const sent = act === 'revise' ? treated : treated.filter((each) => each.fate !== 'keep');
  return `/claims/${sent.indexOf(of)}/with`;
}

function withoutRef(claim: ClaimDraft): Record<string, unknown> {
  const { ref: _ref, ...rest } = claimInput(claim);
  return rest;
}

function retraction(by: string, reason: string, published: string): Record<string, unknown> {
  const read = edtfFromWords(by === 'outlet' ? '' : published);
  return { by, reason, ...('edtf' in read && read.edtf !== null && by === 'outlet' ? { published: read.edtf } : {}) };
}

/** Correct of the API: only what differs is sent. */
function correction(report: Report, reason: string, details: ReturnType<typeof detailsOf>, treated: readonly Treated[], added: readonly ClaimDraft[]): Record<string, unknown> {
  const before = detailsOf(report);
  const changed: Record<string, unknown> = {};
  for (const member of ['outlet', 'headline', 'language'] as const) if (details[member] !== before[member]) changed[member] = details[member];
  if (details.url !== before.url) changed.url = details.url.trim() || null;
  if (details.published !== before.published) { const read = edtfFromWords(details.published); changed.published = 'edtf' in read ? read.edtf : details.published; }
  const claims: Record<string, unknown>[] = [
    ...treated.filter((each) => each.fate !== 'keep').map((each) => (each.fate === 'withdraw' ? { action: 'withdraw', claim: each.claim.id } : { action: 'replace', claim: each.claim.id, with: withoutRef(each.draft) })),
    ...added.map((claim) => ({ action: 'add', with: withoutRef(claim) })),
  ];
  return { reason, ...(Object.keys(changed).length > 0 ? { details: changed } : {}), ...(claims.length > 0 ? { claims } : {}) };
}

const changesSomething = (body: Record<string, unknown>): boolean => body.details !== undefined || body.claims !== undefined;

/** Revise of the API: every active claim once; spans follow their words into the new text. */
function revision(report: Report, details: ReturnType<typeof detailsOf>, text: string, notice: { kind: string; text: string }, treated: readonly Treated[], added: readonly ClaimDraft[]): Record<string, unknown> {
  const place = (claim: Claim): Record<string, unknown> => {
    const span = claim.span === null ? null : reanchor(claim.span, text);
    return span !== null ? { span } : { locator: claim.locator ?? { part: 'body', paragraph: null } };
  };
  const published = edtfFromWords(details.published);
  return {
    headline: details.headline, ...(text === '' ? {} : { text }), ...('edtf' in published && published.edtf !== null ? { published: published.edtf } : {}), ...(report.text === null && text !== '' ? { keepText: false } : {}),
    ...(notice.text.trim() === '' ? {} : { notice: { kind: notice.kind, text: notice.text.trim() } }),
    claims: [
      ...treated.map(({ claim, fate, draft }) => {
        if (fate === 'dropped') return { outcome: 'dropped', claim: claim.id };
        if (fate === 'carried') return { outcome: 'carried', claim: claim.id, ...place(claim) };
        const anchored = draft.span === null ? draft : { ...draft, span: reanchor(draft.span, text) };
        return { outcome: fate, claim: claim.id, with: withoutRef(anchored.span === null && anchored.locator === null ? { ...anchored, locator: { part: 'body', paragraph: null } } : anchored) };
      }),
      ...added.map((claim) => ({ outcome: 'added', with: withoutRef(claim) })),
    ],
  };
}
