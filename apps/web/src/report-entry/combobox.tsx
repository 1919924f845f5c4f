import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface Option { value: string; label: string; also?: string; lang?: string | undefined }

/**
 * A box that finds by typing: two letters are enough for most kinds and actors. Arrows move, Enter takes, Esc leaves.
 * What is not in the list can be registered on the spot when `onNew` is given.
 */
export function Combobox({ label, options, value, onChoose, onNew, newWords, placeholder = '', hideLabel = false, autofocus = false, invalid = false }: {
  label: string; options: readonly Option[]; value: string | null; onChoose: (value: string | null) => void; onNew?: (text: string) => void; newWords?: string; placeholder?: string; hideLabel?: boolean; autofocus?: boolean; invalid?: boolean;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  // The attribute works on page load only; a form that opens later has to take the focus itself, before the next key.
  useLayoutEffect(() => { if (autofocus) input.current?.focus(); }, []);
  const chosen = options.find((option) => option.value === value);
  const open = text !== null;
  const found = open ? search(options, text) : [];
  const offersNew = open && onNew !== undefined && text.trim().length > 1;
  const size = found.length + (offersNew ? 1 : 0);
  const take = (index: number): void => {
    if (index < found.length) onChoose(found[index]!.value);
    else if (offersNew) onNew(text.trim());
    setText(null);
    setActive(0);
  };
  return (
    <div class="combobox">
      <label for={id} class={hideLabel ? 'sr' : undefined}>{label}</label>
      <input
        id={id} ref={input} role="combobox" aria-expanded={open && size > 0} aria-controls={`${id}-list`} aria-autocomplete="list" aria-activedescendant={open && size > 0 ? `${id}-${active}` : undefined} aria-invalid={invalid || undefined} autocomplete="off" spellcheck={false}
        placeholder={placeholder} value={text ?? chosen?.label ?? value ?? ''} dir="auto" lang={chosen?.lang}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => { setText(event.currentTarget.value); setActive(0); }}
        onBlur={() => { if (text === '') onChoose(null); setText(null); }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            if (!open) setText('');
            else setActive((active + (event.key === 'ArrowDown' ? 1 : size - 1)) % Math.max(1, size));
          } else if (event.key === 'Enter' && open && !event.ctrlKey) {
            event.preventDefault();
            if (text === '') { onChoose(null); setText(null); } else if (size > 0) take(active);
          } else if (event.key === 'Escape' && open) { event.preventDefault(); event.stopPropagation(); setText(null); }
        }}
      />
      {open && size > 0 && (
        <ul role="listbox" id={`${id}-list`} aria-label={label}>
          {found.map((option, index) => <li key={option.value} role="option" id={`${id}-${index}`} aria-selected={index === active} onPointerDown={(event) => { event.preventDefault(); take(index); }}><bdi dir="auto" lang={option.lang}>{option.label}</bdi>{option.also !== undefined && <span class="quiet"> {option.also}</span>}</li>)}
          {offersNew && <li role="option" id={`${id}-${found.length}`} aria-selected={active === found.length} class="new" onPointerDown={(event) => { event.preventDefault(); take(found.length); }}>{newWords ?? 'Register'} “{text.trim()}”…</li>}
        </ul>
      )}
    </div>
  );
}

const fold = (text: string): string => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

/** Starts of the label first, then starts of its words, then its other names and id; at most twelve. */
export function search(options: readonly Option[], text: string): Option[] {
  const sought = fold(text.trim());
  if (sought === '') return options.slice(0, 12);
  const rank = (option: Option): number => {
    const label = fold(option.label);
    if (label.startsWith(sought)) return 0;
    if (label.split(/[\s-]+/).some((word) => word.startsWith(sought))) return 1;
    if (sought.length <= 4 && label.split(/[\s-]+/).map((word) => word[0]).join('').startsWith(sought)) return 2;
    if (fold(`${option.also ?? ''} ${option.value}`).includes(sought)) return 3;
    return label.includes(sought) ? 4 : 9;
  };
  return options.map((option) => [rank(option), option] as const).filter(([place]) => place < 9).sort((a, b) => a[0] - b[0] || a[1].label.length - b[1].label.length).slice(0, 12).map(([, option]) => option);
}
