import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { offsetAt, paint, rangeOf } from './highlights.js';

export interface Marked { id: string; start: number; end: number }

/** A stored text with its claims marked. A click on a marked place chooses its claim; the text itself is one untouched node. */
export function SourceText({ text, language, marks, chosen, onChoose, label }: { text: string; language: string; marks: readonly Marked[]; chosen: string | null; onChoose: (id: string) => void; label: string }) {
  const host = useRef<HTMLDivElement>(null);
  const node = (): Text | null => (host.current?.firstChild as Text | null) ?? null;
  useLayoutEffect(() => {
    paint('claims', node(), marks.filter((mark) => mark.id !== chosen));
    paint('chosen', node(), marks.filter((mark) => mark.id === chosen));
    return () => { paint('claims', null, []); paint('chosen', null, []); };
  }, [text, marks, chosen]);
  useEffect(() => {
    const mark = marks.find((each) => each.id === chosen);
    const text_ = node();
    if (mark === undefined || text_ === null || mark.end > text_.length) return;
    const box = rangeOf(text_, mark).getBoundingClientRect();
    if (box.top < 80 || box.bottom > innerHeight - 40) scrollTo(0, Math.max(0, scrollY + box.top - innerHeight / 3));
  }, [chosen, text]);
  return (
    <div
      class="source-text" ref={host} lang={language} dir="auto" role="document" aria-label={label} tabIndex={-1}
      onClick={(event) => {
        if (getSelection()?.isCollapsed === false) return;
        const offset = node() === null ? null : offsetAt(node()!, event.clientX, event.clientY);
        if (offset === null) return;
        // Of spans that lie in one another the shortest is meant.
        const [mark] = marks.filter((each) => each.start <= offset && offset <= each.end).toSorted((a, b) => a.end - a.start - (b.end - b.start));
        if (mark !== undefined) onChoose(mark.id);
      }}
    >{text}</div>
  );
}
