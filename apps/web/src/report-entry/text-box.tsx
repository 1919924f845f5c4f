import { useLayoutEffect, useRef } from 'preact/hooks';
import { paint } from '../source/highlights.js';
import type { ClaimDraft } from './draft.js';

/**
 * The report's text with the claimed words marked. It is one text area over a twin that carries the marks, so that
 * selecting by keyboard, copying and screen readers work as in any text field. Locked, letters are commands: n codes the selection.
 */
export function TextBox({ text, claims, chosen, locked, language, onText, onLock, onSelect }: { text: string; claims: readonly ClaimDraft[]; chosen: string | null; locked: boolean; language: string; onText: (text: string) => void; onLock: (locked: boolean) => void; onSelect: (area: HTMLTextAreaElement) => void }) {
  const twin = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const node = (twin.current?.firstChild as Text | null) ?? null;
    const spans = claims.filter((claim) => claim.span !== null && text.slice(claim.span.start, claim.span.end) === claim.span.exact);
    paint('claims', node, spans.filter((claim) => claim.ref !== chosen).map((claim) => claim.span!));
    paint('chosen', node, spans.filter((claim) => claim.ref === chosen).map((claim) => claim.span!));
    if (area.current !== null && twin.current !== null) area.current.style.blockSize = `${Math.max(240, twin.current.scrollHeight + 4)}px`;
    return () => { paint('claims', null, []); paint('chosen', null, []); };
  });
  return (
    <div class="text-box">
      <div class="twin" aria-hidden="true" ref={twin} lang={language} dir="auto">{`${text}\n`}</div>
      <textarea
        ref={area} id="report-text" aria-label="Text of the report" lang={language} dir="auto" value={text} readOnly={locked} spellcheck={false} maxLength={524288} placeholder="Paste the text here, or leave it empty and say per claim in which paragraph it stands."
        onInput={(event) => onText(event.currentTarget.value)}
        onPaste={(event) => { if (event.currentTarget.value === '') setTimeout(() => onLock(true)); }}
        onSelect={(event) => onSelect(event.currentTarget)}
      />
    </div>
  );
}
