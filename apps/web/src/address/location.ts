import { signal } from '@preact/signals';
import { type Address, type Query, formatAddress, parseAddress } from './address.js';

/** The address shown now. Everything on screen follows from it. */
export const address = signal<Address>(parseAddress(location.pathname + location.search));

history.scrollRestoration = 'manual';

/** Goes to an address as a link would: Back leads back, to the same place on the page. */
export function go(next: Address | string): void {
  const text = typeof next === 'string' ? next : formatAddress(next);
  rememberScroll();
  if (text === location.pathname + location.search) return;
  const before = address.value;
  history.pushState({ y: 0 }, '', text);
  address.value = parseAddress(text);
  if (before.screen !== address.value.screen || before.slug !== address.value.slug || before.id !== address.value.id) scrollTo(0, 0);
}

/** Takes the place of the present address: Back does not lead to it. */
export function replace(next: Address): void {
  history.replaceState({ y: 0 }, '', formatAddress(next));
  address.value = next;
}

let pending: string | null = null;
let writer: ReturnType<typeof setTimeout> | undefined;

/** Changes members in place. Browsers refuse hundreds of history entries a minute, so a scrub is written down when it rests. */
export function amend(members: Partial<Query>): void {
  const next = { ...address.value, query: { ...address.value.query, ...members } };
  address.value = next;
  pending = formatAddress(next);
  clearTimeout(writer);
  writer = setTimeout(flush, 150);
}

/** Changes members as a step of its own: Back undoes it. */
export function choose(members: Partial<Query>): void {
  flush();
  go({ ...address.value, query: { ...address.value.query, ...members } });
}

/** Writes down an address that waits; called before one is copied. */
export function flush(): void {
  clearTimeout(writer);
  if (pending !== null) history.replaceState({ y: scrollY }, '', pending);
  pending = null;
}

function rememberScroll(): void {
  flush();
  history.replaceState({ y: scrollY }, '');
}

let restoring = 0;

/** Scrolls to where the reader was, as soon as the page is long enough again, and gives up when they move first. */
function restoreScroll(y: number): void {
  const mine = ++restoring;
  const until = performance.now() + 2000;
  const step = (): void => {
    if (mine !== restoring) return;
    if (document.documentElement.scrollHeight - innerHeight >= y || performance.now() > until) {
      scrollTo(0, y);
      if (performance.now() > until - 1700) return;
    }
    if (performance.now() < until) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
for (const kind of ['wheel', 'keydown', 'pointerdown', 'touchstart']) addEventListener(kind, () => { restoring += 1; }, { passive: true, capture: true });

addEventListener('popstate', (event) => {
  pending = null;
  address.value = parseAddress(location.pathname + location.search);
  restoreScroll((event.state as { y?: number } | null)?.y ?? 0);
});
addEventListener('pagehide', rememberScroll);

/** Plain clicks on links of this page stay in it; with a modifier, a target or a download they are the browser's. */
addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
  if (link === null || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return;
  const next = parseAddress(link.pathname + link.search);
  if (next.screen === 'nowhere' || link.pathname.startsWith('/api/') || link.hash !== '') return;
  event.preventDefault();
  go(link.pathname + link.search);
});
