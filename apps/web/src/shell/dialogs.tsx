import { useEffect, useRef, useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import { keyWanted } from '../api/client.js';
import { choose } from '../address/location.js';
import { letterKeys, setLetterKeys } from '../keys.js';
import { LEGEND, SHAPES } from '../marks/marks.js';
import { Mark } from '../marks/mark.js';

export const helpOpen = signal(false);
export const goToOpen = signal(false);

/** A native dialog, opened and closed with its element; Esc closes, focus returns to where it was. */
export function Dialog({ title, onClose, children, wide = false }: { title: string; onClose: () => void; children: preact.ComponentChildren; wide?: boolean }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    element.current?.showModal();
    // The browser honours the attribute only in what it parsed itself; the first thing to do in a dialog is not to close it.
    element.current?.querySelector<HTMLElement>('[autofocus], form input:not([type=checkbox]), form textarea, form select')?.focus();
    return () => before?.focus?.();
  }, []);
  return (
    <dialog ref={element} class={wide ? 'wide' : undefined} aria-labelledby="dialog-title" onClose={onClose} onClick={(event) => { if (event.target === element.current) onClose(); }}>
      <div class="dialog-body">
        <header><h2 id="dialog-title">{title}</h2><button type="button" class="plain" onClick={onClose} aria-label="Close">✕</button></header>
        {children}
      </div>
    </dialog>
  );
}

/** Asks for the API key when a write or a refused read needs one. */
export function KeyDialog() {
  const wanted = keyWanted.value;
  const [key, setKey] = useState('');
  if (wanted === null) return null;
  return (
    <Dialog title="A key is needed" onClose={() => wanted.give(null)}>
      <form onSubmit={(event) => { event.preventDefault(); wanted.give(key.trim()); setKey(''); }}>
        <p>{wanted.reason}</p>
        <label class="field"><span>API key</span><input type="password" autofocus autocomplete="off" spellcheck={false} placeholder="chy_…" value={key} required onInput={(event) => setKey(event.currentTarget.value)} /></label>
        <p class="quiet">It stays in this tab until it is closed, and is never written into an address. The terminal that started Chancery printed one; <code>chancery keys create</code> makes more.</p>
        <p class="actions"><button type="submit" class="primary">Use this key</button><button type="button" onClick={() => wanted.give(null)}>Not now</button></p>
      </form>
    </Dialog>
  );
}

/** Goes to a position of the log, or to a day. */
export function GoToDialog({ head }: { head: number }) {
  const [text, setText] = useState('');
  if (!goToOpen.value) return null;
  const trimmed = text.trim();
  const isPosition = /^\d+$/.test(trimmed);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(trimmed) && !Number.isNaN(Date.parse(trimmed));
  const submit = (event: Event): void => {
    event.preventDefault();
    goToOpen.value = false;
    if (isPosition) choose({ knownAt: Number(trimmed) >= head ? undefined : trimmed, publishedBy: undefined });
    else if (isDay) choose({ knownAt: `${trimmed}T23:59:59Z`, publishedBy: undefined });
    setText('');
  };
  return (
    <Dialog title="Go to a moment" onClose={() => { goToOpen.value = false; }}>
      <form onSubmit={submit}>
        <label class="field"><span>Position, or a day as YYYY-MM-DD</span><input value={text} onInput={(event) => setText(event.currentTarget.value)} placeholder={`1 … ${head}, or 2026-11-22`} autofocus /></label>
        <p class="quiet">Shows the record as it stood then: at that position, or at the end of that day (UTC).</p>
        <p class="actions"><button type="submit" class="primary" disabled={!isPosition && !isDay}>Go</button></p>
      </form>
    </Dialog>
  );
}

const KEYS: [string, string][] = [
  ['Space, k', 'play, pause'], ['← →', 'one step back, forward'], ['Shift ← →', 'ten steps'], ['Home, End', 'first, last'], ['j, l', 'slower, faster'], ['[ ]', 'previous, next stance change or contradiction'],
  ['↑ ↓', 'through the list and the timeline'], ['Enter, Esc', 'open or select, close or clear'], ['/', 'search'], ['g', 'go to a position or a date'], ['c', 'next clock'], ['m', 'pin this moment and compare it with now'],
  ['u', 'undated tray'], [', .', 'window from, to the selected occurrence'], ['1 … 5', 'screens'], ['n, Ctrl+Enter', 'new claim from the selection, file (screen 5)'], ['?', 'this help'],
];

export function HelpDialog() {
  if (!helpOpen.value) return null;
  return (
    <Dialog title="Keys and marks" wide onClose={() => { helpOpen.value = false; }}>
      <div class="help">
        <section>
          <h3>Keys</h3>
          <dl class="keys">{KEYS.map(([key, does]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div>)}</dl>
          <label class="check"><input type="checkbox" checked={letterKeys.value} onChange={(event) => setLetterKeys(event.currentTarget.checked)} /> Single-letter keys are on</label>
        </section>
        <section>
          <h3>Marks</h3>
          <Legend />
        </section>
      </div>
    </Dialog>
  );
}

/** The legend of marks and lines; the same drawing code as everywhere. */
export function Legend() {
  return (
    <>
      <ul class="legend">{SHAPES.map((shape) => <li key={shape}><Mark shape={shape} size={20} /> <span>{LEGEND[shape].words}</span></li>)}</ul>
      <ul class="legend lines">
        <li><LineSample voice="named" /> <span>solid: the outlet or a named voice</span></li>
        <li><LineSample voice="unnamed" /> <span>dashed: an unnamed voice</span></li>
        <li><LineSample voice="relayed" /> <span>dotted: relayed through another</span></li>
        <li><Mark shape="meet" contested size={20} /> <span>in brackets: contested, someone denies it</span></li>
      </ul>
      <p class="quiet">A bar is as wide as the time it may have happened in, and fades where an end is open. Struck through: no longer attested.</p>
    </>
  );
}

export function LineSample({ voice }: { voice: string | null }) {
  return <span class={`line-sample line-${voice === 'relayed' ? 'dotted' : voice === 'unnamed' ? 'dashed' : 'solid'}`} aria-hidden="true" />;
}
