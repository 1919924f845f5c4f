import { useEffect, useRef, useState } from 'preact/hooks';
import { type Draft, emptyDraft, isEmptyDraft } from './draft.js';

const SAVE_MS = 400;
const UNDO_AT_MOST = 100;

/** A key of its own for each opening of the form; outside of secure pages `randomUUID` is missing. */
export function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface DraftStore { draft: Draft; restored: boolean; canUndo: boolean; change(next: Draft, merge?: string): void; undo(): void; clear(): void }

/**
 * The draft of one story: kept in local storage as it is typed, and undone step by step until it is filed. Edits that
 * name the same `merge` in a row (typing in one box) are one step.
 */
export function useDraft(slug: string): DraftStore {
  const place = `chancery.draft.${slug}`;
  const [draft, setDraft] = useState<Draft>(() => read(place) ?? emptyDraft(freshKey()));
  const [restored, setRestored] = useState(() => !isEmptyDraft(draft));
  const undo = useRef<Draft[]>([]);
  const merged = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(draft);
  latest.current = draft;
  const save = (): void => {
    clearTimeout(timer.current);
    if (isEmptyDraft(latest.current)) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(latest.current));
  };
  useEffect(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(save, SAVE_MS);
  }, [draft]);
  useEffect(() => {
    addEventListener('pagehide', save);
    return () => { save(); removeEventListener('pagehide', save); };
  }, []);
  return {
    draft, restored, canUndo: undo.current.length > 0,
    change(next, merge) {
      if (merge === undefined || merge !== merged.current) undo.current = [...undo.current.slice(-UNDO_AT_MOST), latest.current];
      merged.current = merge ?? null;
      latest.current = next;
      setDraft(next);
    },
    undo() {
      const before = undo.current.pop();
      merged.current = null;
      if (before !== undefined) setDraft(before);
    },
    clear() {
      undo.current = [];
      setRestored(false);
      const next = emptyDraft(freshKey());
      latest.current = next;
      localStorage.removeItem(place);
      setDraft(next);
    },
  };
}

function read(place: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(place) ?? 'null') as Draft | null;
    return draft !== null && typeof draft.key === 'string' && Array.isArray(draft.claims) ? draft : null;
  } catch {
    return null; // A draft that cannot be read back is no reason to refuse the form.
  }
}
