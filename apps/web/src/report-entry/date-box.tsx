import type { FaultEntry } from '../api/shapes.js';
import { edtfFromWords } from '../words/edtf-words.js';

/** A date in plain words, with the EDTF it will be filed as said back at once. */
export function DateBox({ label, value, onInput, faults = [] }: { label: string; value: string; onInput: (value: string) => void; faults?: FaultEntry[] }) {
  const read = edtfFromWords(value);
  return (
    <div class="field date-box">
      <label><span>{label}</span><input value={value} placeholder="not said" onInput={(event) => onInput(event.currentTarget.value)} aria-invalid={'problem' in read || faults.length > 0 || undefined} /></label>
      <p class="echo" aria-live="polite">{'problem' in read ? <span class="fault">{read.problem}</span> : read.edtf === null ? <span class="quiet">= not said</span> : <>= <code>{read.edtf}</code> ✓</>}</p>
      <Faults faults={faults} />
    </div>
  );
}

/** What the service says of a field, at the field. */
export function Faults({ faults }: { faults: readonly FaultEntry[] }) {
  if (faults.length === 0) return null;
  return <ul class="faults">{faults.map((fault) => <li key={`${fault.pointer}${fault.code}`} class="fault">{fault.message}{fault.suggestion != null && <> Did you mean <strong>{fault.suggestion}</strong>?</>}{fault.nearest !== undefined && fault.nearest.length > 0 && <> Nearest: {fault.nearest.join(', ')}.</>}{fault.expected !== undefined && <> Expected “{fault.expected}”, found “{fault.found}”.</>}</li>)}</ul>;
}
