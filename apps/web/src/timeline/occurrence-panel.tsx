import { formatAddress, momentOf } from '../address/address.js';
import { address, choose } from '../address/location.js';
import { useResource } from '../api/resource.js';
import type { Claim, Marker, Name, Page, Report, TimelineItem } from '../api/shapes.js';
import { Mark } from '../marks/mark.js';
import { shapeOf } from '../marks/marks.js';
import { LineSample } from '../shell/dialogs.js';
import { momentParams, viewParams } from '../shell/moment.js';
import { movedByKey } from './occurrence-list.js';
import { Foreign, WhoOnWhom } from '../words/text.js';
import { hopName, issueTitle, outletName, registers } from '../words/names.js';
import { SEVERITY_WORDS, asSentence, capital, isSynthetic, plain, plural, whenWords } from '../words/words.js';

/** The selected occurrence: what is told, by whom, on which words, and what not to lean on. `reports` null: each source reads its own. */
export function OccurrencePanel({ slug, row, reports }: { slug: string; row: TimelineItem; reports: readonly Report[] | null }) {
  const moment = viewParams();
  const claims = useResource<Page<Claim>>(`/stories/${encodeURIComponent(slug)}/claims`, { ...moment, occurrence: row.occurrence, limit: 200 }, row.knownFrom);
  const subjects = claims.data === null ? null : [`occurrence:${row.occurrence}`, ...claims.data.items.map((claim) => `claim:${claim.id}`)].slice(0, 50);
  const markers = useResource<Page<Marker>>(subjects === null ? null : `/stories/${encodeURIComponent(slug)}/markers`, { ...moment, subject: subjects, limit: 200 }, row.knownFrom);
  const first = claims.data?.items[0];
  const { query } = address.value;
  return (
    <aside class="panel" aria-label="Selected occurrence">
      <header>
        <p class="kicker"><Mark shape={shapeOf(row.kind, row.planStatus)} voice={row.voice} contested={row.attests.denies > 0} size={18} /> {capital(plain(row.kind))}{row.planStatus !== null && <span class="plan-status">{row.planStatus}</span>}</p>
        <button type="button" class="plain" aria-label="Close the panel" onClick={() => choose({ selected: undefined })}>✕</button>
      </header>
      <h2 tabIndex={-1} id="panel-title"><Foreign>{asSentence(row.title)}</Foreign></h2>
      <dl class="facts-list">
        <div><dt>who</dt><dd><WhoOnWhom participants={row.participants} story={slug} /></dd></div>
        <AlsoCalled row={row} />
        <div><dt>when</dt><dd>{whenWords(row.happened)}{row.ordering.basis === 'relation' && <span class="quiet"> (order from the text)</span>}</dd></div>
        {row.place !== null && <div><dt>where</dt><dd><Foreign>{row.place.label}</Foreign></dd></div>}
        {row.issue !== null && <div><dt>on</dt><dd><a href={formatAddress({ ...address.value, query: { ...query, issue: [row.issue] } })}>{issueTitle(row.issue)}</a></dd></div>}
        <div><dt>rests on</dt><dd>{plural(row.origins, 'origin')}, {plural(row.outlets, 'outlet')}{row.attests.denies > 0 && <span class="alarm">, denied by {row.attests.denies}</span>}</dd></div>
      </dl>

      <h3>Who says so</h3>
      {claims.data === null ? <p class="quiet">Reading the sources…</p> : (
        <ol class="sources">{claims.data.items.map((claim) => reports === null ? <ReadSource key={claim.id} claim={claim} /> : <SourceOf key={claim.id} claim={claim} report={reports.find((report) => report.id === claim.report)} />)}</ol>
      )}

      {markers.data !== null && markers.data.items.length > 0 && (
        <>
          <h3>What not to lean on</h3>
          <ul class="panel-markers">{byRule(markers.data.items).map(([rule, list]) => (
            <li key={rule}><span class={`severity severity-${list[0]!.severity}`} title={SEVERITY_WORDS[list[0]!.severity]}>⚠</span> <strong>{plain(rule)}</strong>{list.length > 1 && ` ×${list.length}`}: {list[0]!.says} <span class="quiet">Closes by {list[0]!.closesIf}.</span></li>
          ))}</ul>
        </>
      )}
      <p class="actions">
        {first !== undefined && <><a href={formatAddress({ screen: 'claim', id: first.id, query: momentOf(query) })}>History</a><a href={formatAddress({ screen: 'compare', slug, query: { claim: first.id } })}>Blame</a></>}
        <a href={formatAddress({ screen: 'timeline', slug, query: { ...momentOf(query), groupBy: query.groupBy, selected: row.occurrence } })} onClick={() => { movedByKey.current = true; }}>Show it among its neighbours</a>
      </p>
    </aside>
  );
}

/** Other names of the persons concerned, in their own script. */
function AlsoCalled({ row }: { row: TimelineItem }) {
  const aliases = row.participants.flatMap((each) => (each.actor === null ? [] : aliasesOf(each.actor)));
  if (aliases.length === 0) return null;
  return <div><dt>also</dt><dd>{aliases.map((name, index) => <>{index > 0 && ', '}<Foreign lang={name.language}>{name.text}</Foreign></>)}</dd></div>;
}

function byRule(markers: Marker[]): [string, Marker[]][] {
  const rules = new Map<string, Marker[]>();
  for (const marker of markers.toSorted((a, b) => b.severity - a.severity)) rules.set(marker.rule, [...(rules.get(marker.rule) ?? []), marker]);
  return [...rules];
}

function ReadSource({ claim }: { claim: Claim }) {
  const report = useResource<Report>(`/reports/${encodeURIComponent(claim.report)}`, momentParams.value);
  return <SourceOf claim={claim} report={report.data ?? undefined} />;
}

function SourceOf({ claim, report }: { claim: Claim; report: Report | undefined }) {
  const href = formatAddress({ screen: 'report', id: claim.report, query: { claim: claim.id, ...momentOf(address.value.query) } });
  const words = claim.excerpt ?? claim.span?.exact ?? null;
  return (
    <li>
      <p><LineSample voice={claim.voice} /> <VoiceOf claim={claim} outlet={report?.outlet ?? null} />{claim.attests !== 'supports' && <span class={claim.attests === 'denies' ? 'alarm' : 'quiet'}> ({claim.attests})</span>}{claim.status !== 'active' && <span class="alarm"> ({claim.status})</span>}</p>
      {words !== null ? <blockquote lang={report?.language} dir="auto"><a href={href}>“{words}”</a></blockquote> : claim.summary !== null && <p class="prose small"><Foreign>{claim.summary}</Foreign></p>}
      <p class="small"><a href={href}>{report === undefined ? 'Report' : <>{isSynthetic(report.headline) && <span class="synthetic">synthetic </span>}<Foreign lang={report.language}>{report.headline.replace(/^\[synthetic\] /, '')}</Foreign></>}, {placeOf(claim)}</a></p>
    </li>
  );
}

/** Where in its report a claim stands: the paragraph where it is known, else the characters. */
export function placeOf(claim: Pick<Claim, 'locator' | 'span' | 'paragraph'>): string {
  if (claim.locator?.part === 'headline') return 'headline';
  const paragraph = claim.locator?.paragraph ?? claim.paragraph;
  if (paragraph != null) return `¶${paragraph}`;
  return claim.span === null ? 'no place given' : `characters ${claim.span.start}–${claim.span.end}`;
}

/** The chain of voices in words, outermost first: "Al-Mayadeen, relayed, from American representatives". */
export function VoiceOf({ claim, outlet }: { claim: Pick<Claim, 'attribution' | 'voice' | 'observed'>; outlet: string | null }) {
  if (claim.attribution.length === 0) return <span><Foreign>{capital(outletName(outlet))}</Foreign>, in its own voice{claim.observed && ', observed'}</span>;
  return (
    <span>
      {claim.attribution.map((hop, index) => <>{index > 0 && ', quoting '}<Foreign>{index === 0 ? capital(hopName(hop)) : hopName(hop)}</Foreign>{hop.scopeUnclear && ' (it is unclear whose words these are)'}</>)}
      {claim.voice === 'relayed' ? ', relayed' : claim.voice === 'unnamed' ? ', unnamed' : ''}
    </span>
  );
}

/** Names other than the display name. */
function aliasesOf(actor: string): Name[] {
  return registers.value.actors.get(actor)?.names.filter((name) => name.alias) ?? [];
}
