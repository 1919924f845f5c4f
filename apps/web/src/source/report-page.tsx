import { useMemo } from 'preact/hooks';
import { formatAddress, momentOf } from '../address/address.js';
import { address, choose } from '../address/location.js';
import { newest } from '../api/live.js';
import { useResource } from '../api/resource.js';
import type { Claim, Page, Report, ReportVersion } from '../api/shapes.js';
import { Mark } from '../marks/mark.js';
import { shapeOf } from '../marks/marks.js';
import { ActScreen } from '../report-entry/act-screen.js';
import { Loading, StoryFrame } from '../shell/frame.js';
import { viewParams } from '../shell/moment.js';
import { ProblemNote } from '../shell/problem.js';
import { VoiceOf, placeOf } from '../timeline/occurrence-panel.js';
import { Foreign, WhoOnWhom } from '../words/text.js';
import { outletName } from '../words/names.js';
import { capital, instantWords, isSynthetic, localWords, plain, plural, publishedWords } from '../words/words.js';
import { SourceText } from './source-text.js';

/** One report as it was filed: its text with the claims marked, its versions, and what was made of it since. */
export function ReportPage({ id }: { id: string }) {
  const { query } = address.value;
  const report = useResource<Report>(`/reports/${encodeURIComponent(id)}`, { ...viewParams(), version: query.version }, newest.value);
  if (report.data === null) return <main class="screen" id="main">{report.problem === null ? <Loading words="Reading the report…" /> : <ProblemNote problem={report.problem}><p><a href="/">All stories</a></p></ProblemNote>}</main>;
  const act = (['revise', 'correct', 'retract'] as const).find((each) => each === query.act);
  return <StoryFrame slug={report.data.story}>{({ past }) => (act === undefined ? <ReportBody report={report.data!} /> : <ActScreen key={act} report={report.data!} etag={report.etag} act={act} focus={query.claim ?? null} past={past} />)}</StoryFrame>;
}

function ReportBody({ report }: { report: Report }) {
  const { query } = address.value;
  const versions = useResource<Page<ReportVersion>>(`/reports/${encodeURIComponent(report.id)}/versions`, { ...viewParams(), limit: 200 }, report.versions).data?.items ?? [];
  const claims = report.claims ?? [];
  const marks = useMemo(() => claims.filter((claim) => claim.span !== null).map((claim) => ({ id: claim.id, start: claim.span!.start, end: claim.span!.end })), [report]);
  const chosen = query.claim ?? null;
  const headline = report.headline.replace(/^\[synthetic\] /, '');
  return (
    <article class="report">
      <header class="report-head">
        <p class="kicker">Report{report.versions > 1 && `, version ${report.version} of ${report.versions}`}{isSynthetic(report.headline) && <span class="synthetic">synthetic</span>}{report.status === 'retracted' && <span class="alarm">retracted</span>}</p>
        <h1><Foreign lang={report.language}>{headline}</Foreign></h1>
        <p class="facts"><span><Foreign>{capital(outletName(report.outlet))}</Foreign></span><span>{report.published === null ? 'no date of publication' : `published ${publishedWords(report.published)}`}</span><span title={localWords(report.recorded.at)}>recorded {instantWords(report.recorded.at)}, position {report.recorded.position}, by {report.recorded.by.name ?? 'unknown'}</span><span>{plural(claims.length, 'claim')}</span>{report.url !== null && <span>address as filed: <Foreign>{report.url}</Foreign></span>}</p>
        {report.retraction !== null && <p class="alarm">Retracted by {report.retraction.by === 'outlet' ? 'the outlet' : 'an editor'}: {report.retraction.reason}</p>}
        {report.notice !== null && <p class="prose"><em>{capital(report.notice.kind)}: {report.notice.text}</em></p>}
        {versions.length > 1 && (
          <nav aria-label="Versions"><ol class="versions">{versions.map((version) => <li key={version.version}><a href={formatAddress({ ...address.value, query: { ...query, version: version.version === report.versions ? undefined : String(version.version) } })} aria-current={version.version === report.version ? 'true' : undefined}>version {version.version}</a> <span class="quiet">{instantWords(version.recorded.at)}</span></li>)}</ol></nav>
        )}
        {report.status === 'standing' && (
          <p class="actions no-print">
            <a href={actHref(report, 'revise')} title="The outlet changed its item">Revise: the outlet changed it</a>
            <a href={actHref(report, 'correct')} title="Our own coding or details were wrong">Correct: we were wrong</a>
            <a href={actHref(report, 'retract')} title="Take the report back; nothing is deleted">Retract</a>
          </p>
        )}
      </header>
      <div class={report.text === null ? 'report-body without-text' : 'report-body'}>
        <div>
          {report.text === null
            ? <p class="prose quiet">The text is not kept here; each claim says where in the report it stands.{report.textSha256 !== null && <> SHA-256 <code>{report.textSha256}</code>, {report.textLength} characters.</>}</p>
            : <SourceText text={report.text} language={report.language} marks={marks} chosen={chosen} onChoose={(claim) => choose({ claim })} label={`Text of the report: ${headline}`} />}
        </div>
        <section aria-labelledby="claims-title">
          <h2 id="claims-title">What it claims</h2>
          <ol class="claims">{claims.map((claim) => <ClaimEntry key={claim.id} claim={claim} report={report} chosen={claim.id === chosen} />)}</ol>
        </section>
      </div>
      {report.textSha256 !== null && report.text !== null && <p class="small quiet">{report.textLength} characters, SHA-256 <code>{report.textSha256}</code></p>}
    </article>
  );
}

function actHref(report: Report, act: string): string {
  return formatAddress({ screen: 'report', id: report.id, query: { act } });
}

function ClaimEntry({ claim, report, chosen }: { claim: Claim; report: Report; chosen: boolean }) {
  const { query } = address.value;
  return (
    <li class={chosen ? 'chosen' : undefined} id={claim.id}>
      <p class="row-facts"><Mark shape={shapeOf(claim.kind, claim.planStatus)} voice={claim.voice} size={16} /> <span class="row-kind">{plain(claim.kind)}</span> <WhoOnWhom participants={claim.participants} /> <span>{placeOf(claim)}</span>{claim.status !== 'active' && <span class="alarm">{claim.status}</span>}</p>
      <p class="row-title"><a href={formatAddress({ screen: 'report', id: report.id, query: { ...momentOf(query), version: query.version, claim: claim.id } })} aria-current={chosen ? 'true' : undefined}><Foreign>{claim.summary ?? claim.excerpt ?? plain(claim.kind)}</Foreign></a></p>
      {claim.excerpt !== null && claim.summary !== null && <blockquote lang={report.language} dir="auto">“{claim.excerpt}”</blockquote>}
      <p class="row-facts"><span><VoiceOf claim={claim} outlet={report.outlet} /></span>{claim.markers.length > 0 && <span class={`flags flags-${Math.max(...claim.markers.map((each) => each.severity))}`} title={claim.markers.map((each) => plain(each.rule)).join(', ')}>⚠ {claim.markers.length}<span class="sr"> markers</span></span>}
        <a href={formatAddress({ screen: 'claim', id: claim.id, query: momentOf(query) })}>history and blame</a> <a href={formatAddress({ screen: 'timeline', slug: report.story, query: { ...momentOf(query), selected: claim.occurrence } })}>on the timeline</a></p>
    </li>
  );
}
