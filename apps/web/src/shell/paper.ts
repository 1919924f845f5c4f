/**
 * On paper nothing can be unfolded: what is folded away on the page is opened before printing and folded again after.
 * Large tables that are drawn only when opened stay out.
 */
let opened: HTMLDetailsElement[] = [];

addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open], .chapters, .counts-table)')];
  for (const each of opened) each.open = true;
});
addEventListener('afterprint', () => {
  for (const each of opened) each.open = false;
  opened = [];
});

export {};
