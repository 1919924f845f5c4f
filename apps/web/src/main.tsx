import { render } from 'preact';
import '@preact/signals';
import { useEffect } from 'preact/hooks';
import { address } from './address/location.js';
import { AuditScreen } from './audit/audit-screen.js';
import { Announcer } from './shell/announce.js';
import './shell/appearance.js';
import { EntryScreen } from './report-entry/entry-screen.js';
import { HelpDialog, KeyDialog } from './shell/dialogs.js';
import { StoryFrame } from './shell/frame.js';
import './shell/paper.js';
import { ClaimPage } from './source/claim-page.js';
import { OccurrencePage } from './source/occurrence-page.js';
import { ReportPage } from './source/report-page.js';
import { StancesScreen } from './stances/stances-screen.js';
import { StoriesScreen } from './stories/stories-screen.js';
import { TimelineScreen, preload } from './timeline/timeline-screen.js';
import { BoardScreen } from './uncertainty/board-screen.js';

function Nowhere() {
  useEffect(() => { document.title = 'Nothing here · Chancery'; }, []);
  return <main class="screen"><h1>Nothing stands at this address</h1><p><a href="/">All stories</a></p></main>;
}

function App() {
  const at = address.value;
  return (
    <>
      {at.screen === 'stories' ? <StoriesScreen />
        : at.screen === 'timeline' ? <StoryFrame slug={at.slug!}>{(view) => <TimelineScreen {...view} />}</StoryFrame>
        : at.screen === 'stances' || at.screen === 'cell' ? <StoryFrame slug={at.slug!}>{(view) => <StancesScreen {...view} />}</StoryFrame>
        : at.screen === 'markers' ? <StoryFrame slug={at.slug!}>{(view) => <BoardScreen {...view} />}</StoryFrame>
        : at.screen === 'compare' ? <StoryFrame slug={at.slug!}>{(view) => <AuditScreen {...view} />}</StoryFrame>
        : at.screen === 'new-report' ? <StoryFrame slug={at.slug!}>{(view) => <EntryScreen key={at.slug} {...view} />}</StoryFrame>
        : at.screen === 'report' ? <ReportPage key={at.id} id={at.id!} />
        : at.screen === 'occurrence' ? <OccurrencePage key={at.id} id={at.id!} />
        : at.screen === 'claim' ? <ClaimPage key={at.id} id={at.id!} />
        : <Nowhere />}
      <Announcer />
      <HelpDialog />
      <KeyDialog />
    </>
  );
}

const first = address.peek();
if (first.screen === 'timeline') preload(first.slug!, first.query.clock);
render(<App />, document.querySelector('#app')!);
