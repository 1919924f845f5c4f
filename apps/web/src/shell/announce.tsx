import { signal } from '@preact/signals';

const said = signal('');
let last = 0;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Says one sentence to screen readers; while playing at most one every two seconds, the latest wins. */
export function announce(sentence: string, atLeastMs = 0): void {
  clearTimeout(waiting);
  const wait = Math.max(0, last + atLeastMs - Date.now());
  waiting = setTimeout(() => { last = Date.now(); said.value = sentence; }, wait);
}

export function Announcer() {
  return <div role="status" class="sr">{said.value}</div>;
}
