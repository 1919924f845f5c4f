import { useEffect, useRef } from 'preact/hooks';
import { type Address, type Screen, filtersOf, formatAddress, momentOf } from '../address/address.js';
import { address, choose, go } from '../address/location.js';
import { behind, connection, head } from '../api/client.js';
import { follow, newest } from '../api/live.js';
import { useResource } from '../api/resource.js';
import type { Story } from '../api/shapes.js';
import { keys } from '../keys.js';
import { readRegisters } from '../words/names.js';
import { instantWords, plural } from '../words/words.js';
import { GoToDialog, goToOpen, helpOpen } from './dialogs.js';
import { Menu } from './menu.js';
import { isPast, useKnownPosition, useRecordedAt, useVisit } from './moment.js';
import { ProblemNote } from './problem.js';

const TABS: { screen: Screen; label: string; short: string }[] = [
  { screen: 'timeline', label: 'Timeline', short: 'Timeline' }, { screen: 'stances', label: 'Stances', short: 'Stances' }, { screen: 'markers', label: 'Uncertainty', short: 'Doubt' },
  { screen: 'compare', label: 'Audit', short: 'Audit' }, { screen: 'new-report', label: 'New report', short: 'New' },
];

/** The address of a screen of the same story, at the same moment, under the same filters. */
export function screenHref(from: Address, screen: Screen, slug: string): string {
  return formatAddress({ screen, slug, query: screen === 'new-report' ? {} : { ...filtersOf(from.query), ...momentOf(from.query) } });
}

export interface StoryView {
  slug: string;
  story: Story;
  /** The head of the log as far as it is known here. */
  now: number;
  /** The position looked at; null at the present. */
  knownAt: number | null;
  past: boolean;
}

/** Everything that stands round a story screen: header, tabs, banner, live connection. */
export function StoryFrame({ slug, children }: { slug: string; children: (view: StoryView) => preact.ComponentChildren }) {
  const at = address.value;
  const { data: story, problem, loading, position } = useResource<Story>(`/stories/${encodeURIComponent(slug)}`, { minPosition: newest.value || undefined }, newest.value);
  const knownAt = useKnownPosition(slug);
  const now = Math.max(head.value, position);
  const past = isPast(at.query, now);
  useEffect(() => { void readRegisters().catch(() => undefined); return follow(slug); }, [slug]);
  useVisit(slug);
  useEffect(() => {
    const screens = Object.fromEntries(TABS.map((tab, index) => [String(index + 1), () => go(screenHref(address.value, tab.screen, slug))]));
    return keys({
      ...screens,
      '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
      '?': () => { helpOpen.value = true; },
      g: () => { goToOpen.value = true; },
      m: () => go({ screen: 'compare', slug, a: address.value.query.knownAt ?? String(head.value), b: 'head', query: {} }),
      Escape: () => {
        if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
        else if (address.value.query.selected !== undefined) choose({ selected: undefined });
      },
    });
  }, [slug]);
  const screen = at.screen === 'cell' ? 'stances' : at.screen;
  useEffect(() => { document.title = story === null ? 'Chancery' : `${story.title}: ${TABS.find((tab) => tab.screen === screen)?.label.toLowerCase() ?? 'source'} · Chancery`; }, [story, screen]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.querySelector<HTMLElement>('#main')?.focus(); }}>Skip to the content</a>
      <header class="top">
        <div class="top-line">
          <p class="brand"><a href="/">Chancery</a></p>
          <p class="story-title"><a href={screenHref(at, 'timeline', slug)}>{story?.title ?? slug}</a></p>
          <nav aria-label="Screens"><ul class="tabs">{TABS.map((tab) => <li key={tab.screen}><a href={screenHref(at, tab.screen, slug)} aria-current={screen === tab.screen ? 'page' : undefined}>{tab.label}</a></li>)}</ul></nav>
          <Search />
          <div class="top-end">
            <MomentButton past={past} knownAt={knownAt} now={now} publishedBy={at.query.publishedBy} />
            <ConnectionState />
            <button type="button" class="plain" aria-label="Help: keys and marks" onClick={() => { helpOpen.value = true; }}><span aria-hidden="true">?</span></button>
            <Menu address={at} story={story} position={knownAt ?? now} />
          </div>
        </div>
      </header>
      <PrintHead story={story} position={knownAt ?? now} now={now} />
      {past && <PastBanner slug={slug} knownAt={knownAt} publishedBy={at.query.publishedBy} />}
      <main id="main" tabIndex={-1} class={`screen screen-${at.screen}`}>
        {problem !== null ? <ProblemNote problem={problem} /> : story !== null ? children({ slug, story, now, knownAt, past }) : loading && <Loading words={`Reading ${slug}…`} />}
      </main>
      <GoToDialog head={now} />
    </>
  );
}

/** Words at once; a frame that says nothing for a while looks broken. */
export function Loading({ words }: { words: string }) {
  return <p class="loading" role="status">{words}</p>;
}

function Search() {
  const q = address.value.query.q ?? '';
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => { if (input.current !== null && document.activeElement !== input.current) input.current.value = q; }, [q]);
  return (
    <form role="search" class="search" onSubmit={(event) => { event.preventDefault(); choose({ q: input.current?.value.trim() || undefined }); }}>
      <label><span class="sr">Search in titles, quotes and names</span><input id="search" ref={input} type="search" name="q" defaultValue={q} placeholder="Search" maxLength={200} onInput={(event) => { if (event.currentTarget.value === '' && q !== '') choose({ q: undefined }); }} /><kbd aria-hidden="true">/</kbd></label>
    </form>
  );
}

function MomentButton({ past, knownAt, now, publishedBy }: { past: boolean; knownAt: number | null; now: number; publishedBy: string | undefined }) {
  return (
    <button type="button" class={`plain moment${past ? ' moment-past' : ''}`} onClick={() => { goToOpen.value = true; }} title="Go to a position or a date (g)">
      {past ? (publishedBy === undefined ? `At position ${knownAt ?? '…'}` : `Published by ${publishedBy.slice(0, 10)}`) : `Now · position ${now}`}
    </button>
  );
}

function ConnectionState() {
  const waiting = behind.value;
  const words = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting: read only', 'catching-up': waiting === null ? 'Catching up' : `Catching up, ${plural(waiting, 'event')}` }[connection.value];
  return <span class={`connection connection-${connection.value}`} role="status">{words}</span>;
}

/** Stands exactly when the reader looks at the past; one link leads back. */
function PastBanner({ slug, knownAt, publishedBy }: { slug: string; knownAt: number | null; publishedBy: string | undefined }) {
  const at = useRecordedAt(knownAt);
  const { query } = address.value;
  const later = useLaterEvents(knownAt);
  return (
    <div class="past-banner" role="region" aria-label="You are looking at the past">
      <p>
        {publishedBy !== undefined ? <>As published by <strong>{/^\d{4}-\d\d-\d\dT/.test(publishedBy) ? instantWords(publishedBy) : publishedBy}</strong>{knownAt !== null && <>, known at position <strong>{knownAt}</strong></>}</> : <>As known at position <strong>{knownAt ?? '…'}</strong>{at !== null && <> ({instantWords(at)})</>}</>}
        {later > 0 && <span class="later"> {plural(later, 'new event')} since you came</span>}
      </p>
      <a href={formatAddress({ ...address.value, slug, query: { ...query, knownAt: undefined, publishedBy: undefined } })}>Back to now</a>
    </div>
  );
}

/** How many events came in since the past was entered; the view itself does not move. */
function useLaterEvents(knownAt: number | null): number {
  const entered = useRef<number | null>(null);
  if (entered.current === null && head.value > 0) entered.current = head.value;
  return knownAt === null && address.value.query.publishedBy === undefined ? 0 : Math.max(0, head.value - (entered.current ?? head.value));
}

/** Only on paper: what this is a print of. */
function PrintHead({ story, position, now }: { story: Story | null; position: number; now: number }) {
  return (
    <div class="print-head">
      <p class="print-title">{story?.title}</p>
      <p>{location.href}</p>
      <p>As known at position {position}; newest position {now}. Printed {instantWords(Date.now())}.</p>
    </div>
  );
}
