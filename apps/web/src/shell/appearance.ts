import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
/** Follows the system until the reader chooses; the choice stays with this browser. */
export const theme = signal<Theme>((localStorage.getItem('chancery.theme') as Theme | null) ?? 'system');
export const direction = signal<'ltr' | 'rtl'>(localStorage.getItem('chancery.direction') === 'rtl' ? 'rtl' : 'ltr');
/** Rises when colours may have changed, for what is drawn and not styled. */
export const colours = signal(0);

effect(() => {
  if (theme.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
  localStorage.setItem('chancery.theme', theme.value);
  colours.value = colours.peek() + 1;
});
effect(() => {
  document.documentElement.dir = direction.value;
  localStorage.setItem('chancery.direction', direction.value);
});
for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)', 'print']) {
  matchMedia(query).addEventListener('change', () => { colours.value += 1; });
}

const narrow = signal(matchMedia('(max-width: 700px)').matches);
matchMedia('(max-width: 700px)').addEventListener('change', (event) => { narrow.value = event.matches; });
/** Where a table has no room: the list twin is shown instead. */
export const useNarrow = (): boolean => narrow.value;
