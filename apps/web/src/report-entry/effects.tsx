import { formatAddress } from '../address/address.js';
import type { Change, Problem, Receipt } from '../api/shapes.js';
import { ProblemNote } from '../shell/problem.js';
import { actorName, issueTitle, shortName } from '../words/names.js';
import { plain, plural } from '../words/words.js';

export interface Preview { receipt: Receipt | null; problem: Problem | null; stale: boolean; asking: boolean }

/** What filing would do to the record: the Receipt of a dry run, in words. */
export function Effects({ preview, slug, onAttach, onRevise }: { preview: Preview; slug: string; onAttach?: (ref: string, occurrence: string) => void; onRevise?: (existing: { id: string; url: string }) => void }) {
  const { receipt, problem, stale, asking } = preview;
  return (
    <div class={`effects${stale ? ' stale' : ''}`} aria-busy={asking}>
      {stale && <p class="small quiet" role="status">{asking ? 'asking again…' : 'out of date'}</p>}
      {problem !== null && <PreviewProblem problem={problem} onRevise={onRevise} />}
      {receipt !== null && (
        <ul class="effect-list">
          {lines(receipt).map((line) => <li key={line.words}><span class="change-sign" aria-hidden="true">{line.sign}</span> <span>{line.words}</span></li>)}
          {receipt.similar.map((each) => <li key={each.report}><span class="change-sign" aria-hidden="true">≈</span> <span>looks like <a href={`/reports/${each.report}`} target="_blank">another report</a> ({Math.round(each.similarity * 100)} %)</span></li>)}
          {receipt.candidates.map((each) => <li key={each.ref + each.occurrence}><span class="change-sign" aria-hidden="true">?</span> <span>claim {each.ref} may tell of <a href={formatAddress({ screen: 'timeline', slug, query: { selected: each.occurrence } })} target="_blank">an occurrence on record</a> ({each.reasons.join(', ')}){onAttach !== undefined && <button type="button" class="plain" onClick={() => onAttach(each.ref, each.occurrence)}>it is the same</button>}</span></li>)}
        </ul>
      )}
    </div>
  );
}

function PreviewProblem({ problem, onRevise }: { problem: Problem; onRevise?: ((existing: { id: string; url: string }) => void) | undefined }) {
  if (problem.type === '/problems/duplicate-report' && typeof problem.existing === 'object') {
    const existing = problem.existing;
    return (
      <section class="problem" role="alert"><h2>This report is on record already</h2>
        <p>{{ 'same-url': 'It has the same address.', 'same-text': 'It has the same text.', 'same-headline': 'It has the same headline, outlet and date.' }[problem.match ?? ''] ?? problem.detail}</p>
        <p class="actions"><a href={`/reports/${existing.id}`} target="_blank">Look at it</a>{problem.sameText === false && onRevise !== undefined && <button type="button" onClick={() => onRevise(existing)}>Revise it instead</button>}{problem.sameText === false && onRevise === undefined && <a href={`/reports/${existing.id}?act=revise`}>Revise it instead</a>}</p>
      </section>
    );
  }
  if (problem.type === '/problems/stale-version') return <ProblemNote problem={problem}>{problem.changesSince !== undefined && <p><a href={problem.changesSince.replace('/api/v1', '')} target="_blank">What changed in between</a></p>}</ProblemNote>;
  if (problem.errors !== undefined && problem.errors.length > 0) return <p class="fault" role="status">{problem.title}: {plural(problem.errors.length, 'place')} to look at, shown where {problem.errors.length === 1 ? 'it stands' : 'they stand'}. <span class="quiet">{problem.errors.filter((fault) => fault.pointer === null || fault.pointer === '/claims' || fault.pointer === '').map((fault) => fault.message).join(' ')}</span></p>;
  return <ProblemNote problem={problem} />;
}

function lines(receipt: Receipt): { sign: string; words: string }[] {
  const { summary, changes } = receipt;
  const out: { sign: string; words: string }[] = [];
  const count = (kind: string): number => summary[kind] ?? 0;
  if (count('occurrence-opened') > 0) out.push({ sign: '+', words: `${plural(count('occurrence-opened'), 'occurrence')} from ${plural(count('claim-added'), 'claim')}` });
  else if (count('claim-added') > 0) out.push({ sign: '+', words: plural(count('claim-added'), 'claim') });
  for (const change of changes.filter((each) => each.kind.startsWith('stance-'))) out.push({ sign: '↕', words: stanceWords(change) });
  for (const change of changes.filter((each) => /^(contradiction|corroborat|status-|time-|place-|actor-|quantity-|occurrence-unattested|report-(retracted|revised)|claim-(dropped|corrected|retracted)|polarity|hedge|attribution|recoded|withdrawn|details|headline|reworded|quote|cause|emphasis)/.test(each.kind))) {
    out.push({ sign: change.kind.startsWith('contradiction') ? '!' : change.kind === 'corroborated' ? '+' : '~', words: change.sentence });
  }
  if (count('marker-opened') > 0) out.push({ sign: '⚠', words: `opens ${plural(count('marker-opened'), 'marker')}${rules(changes, 'marker-opened')}` });
  if (count('marker-closed') > 0) out.push({ sign: '⚠', words: `closes ${plural(count('marker-closed'), 'marker')}${rules(changes, 'marker-closed')}` });
  if (out.length === 0) for (const [kind, number] of Object.entries(summary)) out.push({ sign: '~', words: `${plain(kind)}: ${number}` });
  return out.slice(0, 60);
}

function stanceWords(change: Change): string {
  const [holder, issue] = change.subject.id.split('/');
  const value = (side: Record<string, unknown> | null): string => (typeof side?.word === 'string' ? plain(side.word) : '–');
  return `${shortName(actorName(holder ?? '').text)} × ${issueTitle(issue ?? '')}: ${value(change.before)} → ${value(change.after)}`;
}

/** "(6 single source, 2 vague actor)": by rule where the change says which. */
function rules(changes: readonly Change[], kind: string): string {
  const counts = new Map<string, number>();
  for (const change of changes) {
    if (change.kind !== kind) continue;
    const rule = (change.after?.rule ?? change.before?.rule) as string | undefined;
    if (rule !== undefined) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return counts.size === 0 ? '' : `: ${[...counts].sort((a, b) => b[1] - a[1]).map(([rule, number]) => `${number} ${plain(rule)}`).join(', ')}`;
}
