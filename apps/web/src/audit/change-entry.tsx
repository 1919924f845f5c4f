import { formatAddress } from '../address/address.js';
import { address } from '../address/location.js';
import type { Change, Report } from '../api/shapes.js';
import { Difference } from '../words/difference.js';
import { Foreign } from '../words/text.js';
import { valueWords } from '../words/values.js';
import { capital, changeOfWords, plain } from '../words/words.js';
import { ruleOf, signOf } from './changes.js';

/** One change, or several of one sentence: what, of which sort, from what to what, and because of which words. `before` is the entry above: what it has said already is not said again. */
export function ChangeEntry({ group, before, slug, reports, claimHref }: { group: Change[]; before?: Change[] | undefined; slug: string; reports: readonly Report[]; claimHref: (claim: string) => string }) {
  const change = group[0]!;
  const cause = change.because[0];
  const report = cause?.report == null ? undefined : reports.find((each) => each.id === cause.report);
  const members = [...new Set([...Object.keys(change.before ?? {}), ...Object.keys(change.after ?? {})])].filter((member) => (change.before ?? {})[member] !== undefined || typeof (change.after ?? {})[member] !== 'object');
  const above = before?.[0]?.because[0];
  const isSame = before?.length === 1 && cause?.report != null && above?.report === cause.report;
  const isQuoted = isSame && cause.span?.exact === above.span?.exact;
  const claim = change.subject.type === 'claim' ? change.subject.id : cause?.claim;
  return (
    <li class={`change change-${change.kind}${change.cosmetic ? ' cosmetic' : ''}`}>
      <span class={`change-sign sort-${change.changeOf}`} aria-hidden="true">{signOf(change.kind)}</span>
      <div>
        <p class="change-sentence">{group.length === 1 ? <Foreign>{sentenceOf(change)}</Foreign> : `${capital(plain(ruleOf(change) ?? change.kind))}: ${change.kind === 'marker-closed' ? 'closed' : 'opened'} on ${group.length}`}</p>
        {group.length > 1 && <details class="group"><summary>Which</summary><ul>{group.slice(0, 200).map((each) => <li key={each.subject.id}><Foreign>{each.sentence}</Foreign></li>)}</ul></details>}
        {group.length === 1 && change.before !== null && change.after !== null && members.map((member) => <Member key={member} member={member} before={(change.before ?? {})[member]} after={(change.after ?? {})[member]} />)}
        {cause?.span != null && !isQuoted && <blockquote dir="auto" lang={report?.language}>“{cause.span.exact}”</blockquote>}
        <p class="small quiet change-facts">
          <span class={`sort sort-${change.changeOf}`}>{changeOfWords(change.changeOf, change.kind)}{change.nature !== null && `, ${change.nature}`}</span>
          <span>{plain(change.kind)}</span>
          {group.length === 1 && change.position !== null && <a href={formatAddress({ screen: 'compare', slug, a: String(change.position - 1), b: String(change.position), query: {} })}>position {change.position}</a>}
          {group.length === 1 && report !== undefined && <a href={formatAddress({ screen: 'report', id: report.id, query: { claim: cause?.claim ?? undefined, version: cause?.version == null || cause.version === report.versions ? undefined : String(cause.version) } })}>{isSame ? 'same report' : <Foreign lang={report.language}>{report.headline}</Foreign>}</a>}
          {change.subject.type === 'occurrence' && <a href={formatAddress({ screen: 'timeline', slug, query: { selected: change.subject.id } })}>on the timeline</a>}
          {change.subject.type === 'stance' && <a href={`/stories/${slug}/stances/${change.subject.id}`}>all its steps</a>}
          {group.length === 1 && claim != null && <a class="no-print" href={claimHref(claim)} aria-current={address.value.query.claim === claim ? 'true' : undefined}>blame</a>}
        </p>
      </div>
    </li>
  );
}

/** The sentence of the service as one of a page: it begins with a capital, and a rule goes by its words. */
function sentenceOf(change: Change): string {
  const rule = ruleOf(change);
  return capital(rule === null ? change.sentence : change.sentence.replace(rule, plain(rule)));
}

/** Long texts show the words that went and came; short values stand as "before → after". */
function Member({ member, before, after }: { member: string; before: unknown; after: unknown }) {
  if (typeof before === 'string' && typeof after === 'string' && (before.includes(' ') || after.includes(' '))) return <Difference before={before} after={after} side={address.value.query.texts === 'side'} />;
  if (member === 'claim') return <p class="member"><a href={`/claims/${String(before)}`}>the claim before</a> <span aria-hidden="true">→</span> <a href={`/claims/${String(after)}`}>the claim now</a></p>;
  if (member === 'value' && typeof before === 'number') return null; // the word beside it says the same
  return <p class="member"><span class="quiet">{plain(member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))}</span> <del>{valueWords(member, before)}</del> <span aria-hidden="true">→</span><span class="sr"> became </span> <ins>{valueWords(member, after)}</ins></p>;
}
