import { useRef, useState } from 'preact/hooks';
import type { Address } from '../address/address.js';
import { filtersOf, formatAddress, momentOf } from '../address/address.js';
import { flush } from '../address/location.js';
import { apiPath, get } from '../api/client.js';
import type { Story } from '../api/shapes.js';
import { instantWords } from '../words/words.js';
import { announce } from './announce.js';
import { type Theme, direction, theme } from './appearance.js';

const SCREEN_NAMES: Partial<Record<Address['screen'], string>> = { timeline: 'timeline', stances: 'stances', cell: 'stance', markers: 'uncertainty board', compare: 'comparison', report: 'report', claim: 'claim' };

/** Share, export, print and appearance; it stands in the same place on every screen. */
export function Menu({ address, story, position }: { address: Address; story: Story | null; position: number }) {
  const list = useRef<HTMLDivElement>(null);
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async (what: string, text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(`${what} copied.`);
      announce(`${what} copied.`);
    } catch {
      setCopied(text); // Without leave to write the clipboard, the text is shown to be copied by hand.
    }
  };
  const cite = async (): Promise<void> => {
    flush();
    await copy('Citation', await citation(address, story, position));
  };
  const slug = story?.slug;
  const params = { ...filtersOf(address.query), ...momentOf(address.query), clock: undefined };
  return (
    <div class="menu">
      <button type="button" class="plain" popovertarget="menu-list" aria-label="Share, export, print"><span aria-hidden="true">⋯</span></button>
      <div id="menu-list" popover="auto" ref={list} onToggle={() => setCopied(null)}>
        <ul>
          <li><button type="button" onClick={() => { flush(); void copy('Address', pinnedAddress(address, position)); }}>Copy address of this moment</button></li>
          <li><button type="button" onClick={() => void cite()}>Copy citation</button></li>
          <li><button type="button" onClick={() => { list.current?.hidePopover(); print(); }}>Print or save as PDF</button></li>
        </ul>
        {copied !== null && <p class="copied">{copied}</p>}
        {slug !== undefined && (
          <ul>
            <li><a download href={apiPath(`/stories/${slug}/timeline`, { ...params, format: 'csv' })}>Timeline as CSV</a></li>
            <li><a download href={apiPath(`/stories/${slug}/timeline`, { ...params, format: 'ndjson' })}>Timeline as NDJSON</a></li>
            <li><a download href={apiPath(`/stories/${slug}/stances`, { ...momentOf(address.query), clock: undefined, format: 'csv' })}>Stances as CSV</a></li>
            <li><a download href={apiPath(`/stories/${slug}/export/calendar.ics`, { ...momentOf(address.query), clock: undefined })}>Plans as a calendar</a></li>
            <li><a download href={apiPath(`/stories/${slug}/export/timelinejs.json`, { ...momentOf(address.query), clock: undefined })}>TimelineJS</a></li>
          </ul>
        )}
        <fieldset><legend>Appearance</legend>
          {(['system', 'light', 'dark'] as Theme[]).map((each) => <label key={each} class="check"><input type="radio" name="theme" checked={theme.value === each} onChange={() => { theme.value = each; }} /> {each}</label>)}
          <label class="check"><input type="checkbox" checked={direction.value === 'rtl'} onChange={(event) => { direction.value = event.currentTarget.checked ? 'rtl' : 'ltr'; }} /> right to left</label>
        </fieldset>
        <ul><li><a href="/docs" target="_blank">API reference</a></li></ul>
      </div>
    </div>
  );
}

/** The address with its moment pinned: it shows the same view after the story has moved on. */
export function pinnedAddress(address: Address, position: number): string {
  const pinned = address.query.knownAt !== undefined || address.query.publishedBy !== undefined || position === 0 ? address : { ...address, query: { ...address.query, knownAt: String(position) } };
  return location.origin + formatAddress(pinned);
}

/** One sentence: what, as known when, with position, leaf hash and address. */
async function citation(address: Address, story: Story | null, position: number): Promise<string> {
  let hash = '';
  let when = '';
  try {
    const { data } = await get<{ leafHash?: string; recordedAt: string }>(`/log/${position}`);
    hash = data.leafHash === undefined ? '' : `, leaf hash ${data.leafHash}`;
    when = ` (recorded ${instantWords(data.recordedAt)})`;
  } catch { /* an empty log has no entry to cite */ }
  const what = SCREEN_NAMES[address.screen] ?? 'view';
  const moment = address.query.publishedBy === undefined ? '' : `, as published by ${address.query.publishedBy}`;
  return `Chancery${story === null ? '' : `, “${story.title}”`}, ${what} as known at position ${position}${when}${moment}${hash}: ${pinnedAddress(address, position)}`;
}
