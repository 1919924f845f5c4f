import { useEffect, useRef, useState } from 'preact/hooks';
import { ServiceProblem, Unreachable, apiKey, get, keyWanted, post, setApiKey } from '../api/client.js';
import { newest } from '../api/live.js';
import type { Problem, Receipt } from '../api/shapes.js';
import { keys } from '../keys.js';
import { announce } from '../shell/announce.js';
import type { StoryView } from '../shell/frame.js';
import { plain, plural } from '../words/words.js';
import { participantsWords } from '../words/values.js';
import { outletOptions } from './choices.js';
import { ClaimForm } from './claim-form.js';
import { Combobox } from './combobox.js';
import { DateBox, Faults } from './date-box.js';
import { type ClaimDraft, faultsAt, isEmptyDraft, isLost, newClaim, paragraphOf, reportBody, withText } from './draft.js';
import { useDraft } from './draft-store.js';
import { useDryRun } from './dry-run.js';
import { Effects } from './effects.js';
import { type NewEntry, RegisterDialog } from './register-dialog.js';
import { TextBox } from './text-box.js';

/** Files a report: what it claims, on which words, and what that does to the record. */
export function EntryScreen({ slug, past }: StoryView) {
  const { draft, restored, canUndo, change, undo, clear } = useDraft(slug);
  const [open, setOpen] = useState<string | null>(null);
  const [locked, setLocked] = useState(draft.text !== '');
  const [selected, setSelected] = useState(0);
  const [registering, setRegistering] = useState<NewEntry | null>(null);
  const [filed, setFiled] = useState<{ receipt: Receipt; replayed: boolean } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [hasKey, setHasKey] = useState(apiKey() !== null);
  const area = useRef<HTMLTextAreaElement | null>(null);
  const path = `/stories/${encodeURIComponent(slug)}/reports`;
  const ready = draft.claims.length > 0 && draft.headline !== '';
  const preview = useDryRun(path, ready ? reportBody(draft) : null, hasKey);
  const errors = problem?.errors ?? preview.problem?.errors;

  const setClaim = (claim: ClaimDraft): void => change({ ...draft, claims: draft.claims.map((each) => (each.ref === claim.ref ? claim : each)) }, `claim ${claim.ref}`);
  const addClaim = (): void => {
    const box = area.current;
    const [start, end] = box === null ? [0, 0] : [box.selectionStart, box.selectionEnd];
    const raw = draft.text.slice(start, end);
    // A selection made by double click ends in a space; the words are meant, not the space.
    const from = start + (raw.length - raw.trimStart().length);
    const exact = raw.trim();
    const claim = newClaim(draft, exact === '' ? null : { start: from, end: from + exact.length, exact });
    change({ ...draft, claims: [...draft.claims, claim] });
    setOpen(claim.ref);
    announce(exact === '' ? `Claim ${draft.claims.length + 1} without words of the text.` : `Claim ${draft.claims.length + 1} on “${exact}”.`);
  };
  const file = async (): Promise<void> => {
    if (busy || !ready || past) return;
    setBusy(true);
    setProblem(null);
    try {
      const { data, replayed } = await post<Receipt>(path, reportBody(draft), { headers: { 'Idempotency-Key': draft.key } });
      setFiled({ receipt: data, replayed });
      newest.value = Math.max(newest.value, data.positions?.last ?? 0);
      clear();
      setLocked(false);
      scrollTo(0, 0);
      announce('The report is filed.');
    } catch (error) {
      if (error instanceof ServiceProblem) setProblem(error.problem);
      else if (error instanceof Unreachable) setProblem({ type: 'about:blank', title: 'The service does not answer. Everything you entered is kept; file again when it is back: a report already taken in is not filed twice.', status: 0 });
    } finally {
      setBusy(false);
      setHasKey(apiKey() !== null);
    }
  };
  const latest = useRef({ addClaim, file });
  latest.current = { addClaim, file };
  useEffect(() => keys({ n: () => latest.current.addClaim(), 'Ctrl+Enter': () => void latest.current.file() }), []);
  useEffect(() => setProblem(null), [draft]);

  if (filed !== null && isEmptyDraft(draft)) return <Filed receipt={filed.receipt} replayed={filed.replayed} slug={slug} onNext={() => setFiled(null)} />;
  return (
    <>
      <div class="screen-head"><h1>New report</h1><p class="counts"><span>{draft.claims.length === 0 ? 'no claim yet' : plural(draft.claims.length, 'claim')}</span>{restored && !isEmptyDraft(draft) && <span>draft restored: <button type="button" class="plain" onClick={() => { if (confirm('Throw this draft away and start afresh?')) { clear(); setLocked(false); } }}>start afresh</button></span>}<button type="button" class="plain" disabled={!canUndo} onClick={undo}>Undo</button></p></div>
      {past && <p class="notice">You are looking at the past. Reports are filed at the present: go back to now first.</p>}
      <div class="entry">
        <section class="entry-source" aria-labelledby="entry-1">
          <h2 id="entry-1"><span class="step-number">1</span> Source</h2>
          <div class="entry-fields">
            <div><Combobox label="Outlet" options={outletOptions()} value={draft.outlet} placeholder="unknown" onChoose={(outlet) => change({ ...draft, outlet })} onNew={(text) => setRegistering({ register: 'outlets', text, then: (outlet) => change({ ...draft, outlet }) })} /><Faults faults={faultsAt(errors, '/outlet')} /></div>
            <DateBox label="Published" value={draft.published} onInput={(published) => change({ ...draft, published }, 'published')} faults={faultsAt(errors, '/published')} />
            <label class="field"><span>Language</span><input value={draft.language} maxLength={35} onInput={(event) => change({ ...draft, language: event.currentTarget.value }, 'language')} /></label>
          </div>
          <label class="field"><span>Headline</span><input value={draft.headline} maxLength={500} dir="auto" lang={draft.language} onInput={(event) => change({ ...draft, headline: event.currentTarget.value }, 'headline')} /></label>
          <Faults faults={faultsAt(errors, '/headline')} />
          <label class="field"><span>Address (url)</span><input type="url" value={draft.url} maxLength={2048} onInput={(event) => change({ ...draft, url: event.currentTarget.value }, 'url')} /></label>
          <Faults faults={faultsAt(errors, '/url')} />
          <div class="text-tools">
            <span class="label">Text</span>
            <label class="check"><input type="checkbox" checked={draft.keepText} onChange={(event) => change({ ...draft, keepText: event.currentTarget.checked })} /> keep the text</label>
            {draft.text !== '' && <button type="button" class="plain" aria-pressed={locked} onClick={() => setLocked(!locked)}>{locked ? 'Edit the text' : 'Mark claims in it'}</button>}
            <button type="button" class={selected > 0 ? 'primary' : undefined} onPointerDown={(event) => event.preventDefault()} onClick={addClaim}>New claim{selected > 0 ? ` on ${plural(selected, 'character')}` : ''} <kbd aria-hidden="true">n</kbd></button>
          </div>
          <TextBox text={draft.text} claims={draft.claims} chosen={open} locked={locked} language={draft.language} onText={(text) => change(withText(draft, text), 'text')} onLock={setLocked} onSelect={(box) => { area.current = box; setSelected(box.selectionEnd - box.selectionStart); }} />
          <Faults faults={faultsAt(errors, '/text')} />
        </section>
        <section class="entry-claims" aria-labelledby="entry-2">
          <h2 id="entry-2"><span class="step-number">2</span> Claims</h2>
          {draft.claims.length === 0 && <p class="quiet">{draft.text === '' ? 'Paste the text, select the words of the first claim, press n.' : 'Select the words of a claim in the text, press n.'}</p>}
          <ol class="claim-drafts">
            {draft.claims.map((claim, index) => (
              <li key={claim.ref} class={open === claim.ref ? 'open' : undefined}>
                <div class="claim-line">
                  <button type="button" class="plain" aria-expanded={open === claim.ref} onClick={() => setOpen(open === claim.ref ? null : claim.ref)}>
                    <span class="claim-number">{index + 1}</span> <span><strong>{claim.kind === '' ? 'kind?' : plain(claim.kind)}</strong> {claim.participants.length > 0 && participantsWords(claim.participants)} {claim.span !== null ? <span class="quiet">¶{paragraphOf(draft.text, claim.span.start)} “{claim.span.exact.slice(0, 60)}{claim.span.exact.length > 60 && '…'}”</span> : <span class="quiet">{claim.locator?.part === 'headline' ? 'headline' : claim.locator?.paragraph != null ? `¶${claim.locator.paragraph}` : 'no place yet'}</span>}</span>
                  </button>
                  {isLost(claim, draft.text) && <span class="fault">its words are no longer in the text</span>}
                  {faultsAt(errors, `/claims/${index}`).length > 0 && open !== claim.ref && <span class="fault">{plural(faultsAt(errors, `/claims/${index}`).length, 'fault')}</span>}
                  <button type="button" class="plain" aria-label={`Remove claim ${index + 1}`} onClick={() => change({ ...draft, claims: draft.claims.filter((each) => each.ref !== claim.ref) })}>✕</button>
                </div>
                {open === claim.ref && <ClaimForm claim={claim} pointer={`/claims/${index}`} errors={errors} autofocus={claim.kind === ''} others={draft.claims} onChange={setClaim} onRegister={setRegistering} />}
              </li>
            ))}
          </ol>
        </section>
        <section class="entry-effects" aria-labelledby="entry-3">
          <h2 id="entry-3"><span class="step-number">3</span> If you file this</h2>
          {!hasKey && <p class="notice">Effects and filing need a key. <button type="button" class="plain" onClick={() => askForKey(() => setHasKey(true))}>Give the key</button></p>}
          {!ready && <p class="quiet">Shown as soon as there is a headline and a claim.</p>}
          <Effects preview={problem === null ? preview : { ...preview, problem }} slug={slug} onAttach={(ref, occurrence) => { const claim = draft.claims.find((each) => each.ref === ref); if (claim !== undefined) setClaim({ ...claim, occurrence }); }} />
          <p class="actions"><button type="button" class="primary" disabled={!ready || busy || past} onClick={() => void file()}>{busy ? 'Filing…' : 'File permanently'}</button> <kbd>Ctrl+Enter</kbd></p>
          <p class="small quiet">Nothing filed is ever overwritten. A mistake is corrected by a further entry, and both stay visible.</p>
        </section>
      </div>
      {registering !== null && <RegisterDialog entry={registering} onClose={() => setRegistering(null)} />}
    </>
  );
}

/** Asks for a key ahead of a write and checks that the service knows it. */
export function askForKey(then: () => void): void {
  keyWanted.value = {
    reason: 'Effects are computed for reporters and editors only.',
    give: (key) => {
      keyWanted.value = null;
      if (key === null) return;
      setApiKey(key);
      void get('/whoami').then(then).catch(() => undefined);
    },
  };
}

function Filed({ receipt, replayed, slug, onNext }: { receipt: Receipt; replayed: boolean; slug: string; onNext: () => void }) {
  const id = receipt.resource?.id ?? '';
  return (
    <section class="filed">
      <h1>Filed</h1>
      <p class="prose">{receipt.positions !== null && <>It stands at positions {receipt.positions.first} to {receipt.positions.last}. </>}{plural(receipt.claims.length, 'claim')}{replayed && ' (it had been taken in before; nothing was filed twice)'}.</p>
      <p class="prose">Address: <a href={`/reports/${id}`}>{location.origin}/reports/{id}</a></p>
      <Effects preview={{ receipt, problem: null, stale: false, asking: false }} slug={slug} />
      <p class="actions"><a href={`/reports/${id}?act=correct`}>Made a mistake? Correct it</a><a href={`/stories/${slug}`}>To the timeline</a><button type="button" onClick={onNext}>Next report</button></p>
    </section>
  );
}
