import { useEffect } from 'preact/hooks';
import { address, choose } from '../address/location.js';
import { useResource } from '../api/resource.js';
import type { Page, Story } from '../api/shapes.js';
import { keys } from '../keys.js';
import { Menu } from '../shell/menu.js';
import { helpOpen } from '../shell/dialogs.js';
import { ProblemNote } from '../shell/problem.js';
import { Loading } from '../shell/frame.js';
import { lastVisit } from '../shell/moment.js';
import { instantWords, plural } from '../words/words.js';

/** All stories, each with its last change and its open markers. */
export function StoriesScreen() {
  const { q } = address.value.query;
  const { data, problem, loading } = useResource<Page<Story>>('/stories', { q, limit: 1000 });
  useEffect(() => {
    document.title = 'Chancery: stories';
    return keys({ '?': () => { helpOpen.value = true; }, '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(), Escape: () => (document.activeElement as HTMLElement | null)?.blur() });
  }, []);
  return (
    <>
      <header class="top">
        <div class="top-line">
          <p class="brand"><a href="/">Chancery</a></p>
          <p class="tagline">Who said what, when, how sure, and how that changed</p>
          <form role="search" class="search" onSubmit={(event) => { event.preventDefault(); choose({ q: new FormData(event.currentTarget).get('q')?.toString().trim() || undefined }); }}>
            <label><span class="sr">Search stories</span><input id="search" type="search" name="q" defaultValue={q ?? ''} placeholder="Search stories" maxLength={200} /></label>
          </form>
          <div class="top-end"><button type="button" class="plain" aria-label="Help: keys and marks" onClick={() => { helpOpen.value = true; }}><span aria-hidden="true">?</span></button><Menu address={address.value} story={null} position={0} /></div>
        </div>
      </header>
      <main id="main" class="screen screen-stories">
        <h1>Stories</h1>
        {problem !== null && <ProblemNote problem={problem} />}
        {loading && data === null && problem === null && <Loading words="Reading the stories…" />}
        {data !== null && data.items.length === 0 && (q === undefined ? <NoStory /> : <p>No story matches “{q}”. <a href="/">Show all</a></p>)}
        {data !== null && <ol class="stories">{data.items.map((story) => <StoryEntry key={story.slug} story={story} />)}</ol>}
      </main>
    </>
  );
}

function StoryEntry({ story }: { story: Story }) {
  const { counts } = story;
  const visited = lastVisit(story.slug);
  const changed = visited !== null && story.recorded.last.position > visited;
  return (
    <li>
      <h2><a href={`/stories/${story.slug}`}>{story.title}</a></h2>
      {story.summary && <p class="prose">{story.summary}</p>}
      <p class="facts">
        <span>{plural(counts.occurrences, 'occurrence')} from {plural(counts.reports, 'report')}</span>
        <span>{counts.undated === 0 ? 'all dated' : counts.undated === counts.occurrences ? 'none dated' : `${counts.undated} undated`}</span>
        <span>{plural(counts.stances, 'stance')}</span>
        <a href={`/stories/${story.slug}/markers`}>⚠ {plural(counts.openMarkers, 'open marker')}</a>
        <span>last change {instantWords(story.recorded.last.at)}</span>
        {changed && <a href={`/stories/${story.slug}/compare/${visited}...head`}>what changed since your last visit</a>}
      </p>
    </li>
  );
}

/** The empty store: what is kept here, and the two ways to begin. */
function NoStory() {
  return (
    <section class="empty">
      <p class="prose">Chancery keeps what outlets report of a diplomatic affair: each act, word and number as one claim by one report, with who said it and how sure the words are. Nothing is ever overwritten, and every view can be asked as it stood at any earlier moment.</p>
      <p class="prose">No story is open yet. Load the worked example:</p>
      <pre><code>chancery demo</code></pre>
      <p class="prose">or open a story of your own with <code>POST /api/v1/stories</code> (see the <a href="/docs">reference</a>), then file its first report here.</p>
    </section>
  );
}
