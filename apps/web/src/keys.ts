import { signal } from '@preact/signals';

/** Single-letter keys can be switched off in the help, for readers whose tools type letters. */
export const letterKeys = signal(localStorage.getItem('chancery.letterKeys') !== 'off');
export function setLetterKeys(on: boolean): void {
  letterKeys.value = on;
  localStorage.setItem('chancery.letterKeys', on ? 'on' : 'off');
}

export type KeyMap = Record<string, (event: KeyboardEvent) => void>;
const layers: KeyMap[] = [];

/** Adds keys until the returned function is called; the newest layer that knows a key takes it. */
export function keys(map: KeyMap): () => void {
  layers.push(map);
  return () => { layers.splice(layers.indexOf(map), 1); };
}

/** "Shift+ArrowLeft", "Ctrl+Enter", "k". Shift is named only where the character does not already show it. */
function nameOf(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'Space' : event.key;
  const shift = event.shiftKey && key.length > 1 ? 'Shift+' : '';
  return (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') + shift + key;
}

const TYPING = 'input:not([type=range]):not([type=checkbox]):not([type=radio]):not([type=button]), textarea:not([readonly]), select, [contenteditable=true]';

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const name = nameOf(event);
  const target = event.target instanceof Element ? event.target : null;
  const typing = target?.closest(TYPING) != null;
  if (typing && name !== 'Ctrl+Enter' && name !== 'Escape') return;
  // An open dialog has the keyboard to itself; taking its Esc would keep it open.
  if (document.querySelector('dialog[open]') !== null) return;
  if (target?.matches('input[type=range]') && /^Arrow(Up|Down)$/.test(name)) return;
  if (!letterKeys.value && (/^[a-z?/[\]1-5]$/i.test(name))) return;
  // Space and Enter press what has the focus; arrows move what they belong to.
  if ((name === 'Space' || name === 'Enter') && target?.closest('a, button, summary, label, input, [role=row]') != null && !(name === 'Space' && target.closest('a, input[type=range]') != null)) return;
  if (/^(Shift\+)?(Arrow|Home|End)/.test(name) && target?.closest('input[type=radio], [role=tablist], .scroll-region') != null) return;
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const act = layers[index]![name];
    if (act === undefined) continue;
    event.preventDefault();
    act(event);
    return;
  }
});
