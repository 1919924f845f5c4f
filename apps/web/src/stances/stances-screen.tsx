import { useMemo } from 'preact/hooks';
import { formatAddress, momentOf } from '../address/address.js';
import { address, choose } from '../address/location.js';
import { newest } from '../api/live.js';
import { useList } from '../api/resource.js';
import type { Actor, StanceCell } from '../api/shapes.js';
import { PRESENT } from '../replay/record.js';
import { Loading, type StoryView } from '../shell/frame.js';
import { lastVisit, viewParams } from '../shell/moment.js';
import { useNarrow } from '../shell/appearance.js';
import { ProblemNote } from '../shell/problem.js';
import { ActorLink, ActorName } from '../words/text.js';
import { issueTitle, registers } from '../words/names.js';
import { BASIS_WORDS, plain, plural, stanceSign } from '../words/words.js';
import { CellPanel } from './cell-panel.js';
import { type Matrix, cellKey, familiesOf, matrixOf } from './matrix.js';
import { StepStrip } from './step-strip.js';

/** Who stands where, how strongly, on how much, who changed, and where there is silence. */
export function StancesScreen({ slug, story, knownAt, past, now }: StoryView) {
  const at = address.value;
  const { query } = at;
  const published = query.publishedBy !== undefined;
  // On the recorded clock all versions are at hand and the moment only chooses; the published clock is the service's to judge.
  const list = useList<StanceCell>(`/stories/${encodeURIComponent(slug)}/stances`, published ? viewParams() : { versions: 'all', minPosition: newest.value || undefined }, published ? 0 : newest.value);
  const actors = useList<Actor>('/actors', { story: slug });
  const position = published ? PRESENT : (knownAt ?? PRESENT);
  const visit = lastVisit(slug);
  const onlyChanged = query.changed === 'true' && visit !== null;
  const narrow = useNarrow();
  const matrix = useMemo(() => matrixOf(list.items, position, (cell) => (!onlyChanged || cell.knownFrom > visit) && (query.actor?.includes(cell.holder) ?? true) && (query.issue?.includes(cell.issue) ?? true)), [list.items, position, onlyChanged, visit, query.actor, query.issue]);
  const everyone = useMemo(() => matrixOf(list.items, position, () => true), [list.items, position]);
  const silent = actors.items.filter((actor) => !everyone.holders.includes(actor.id)).map((actor) => actor.id);
  const lanes = query.view === 'lanes';
  if (list.problem !== null) return <ProblemNote problem={list.problem} />;
  const changed = [...everyone.cells.values()].filter(({ past: versions }) => versions.some((cell, index) => index > 0 && cell.value !== versions[index - 1]!.value)).length;
  return (
    <>
      <div class="screen-head">
        <h1>Who stands where</h1>
        <p class="counts"><strong>{plural(everyone.cells.size, 'position')}</strong><span>{plural(everyone.holders.length, 'holder')}</span><span>{plural(everyone.issues.length, 'issue')}</span><span>{changed === 0 ? 'none has changed' : `${changed} changed`}</span><span>{plural(silent.length, 'actor')} silent</span></p>
      </div>
      <div class="tools">
        <p class="switch">{[['matrix', 'Matrix'], ['lanes', 'Lanes over time']].map(([view, label]) => <a key={view} href={formatAddress({ ...at, query: { ...query, view: view === 'matrix' ? undefined : view } })} aria-current={(view === 'lanes') === lanes ? 'true' : undefined}>{label}</a>)}</p>
        <label class="check"><input type="checkbox" disabled={visit === null} checked={onlyChanged} onChange={(event) => choose({ changed: event.currentTarget.checked ? 'true' : undefined })} /> only changed since last visit{visit === null && <span class="quiet"> (this is your first)</span>}</label>
        <label class="check"><input type="checkbox" checked={query.families === 'true'} onChange={(event) => choose({ families: event.currentTarget.checked ? 'true' : undefined })} /> group by what they belong to</label>
      </div>
      <div class={`stances-body${at.screen === 'cell' ? ' with-panel' : ''}`}>
        <div class="stances-main">
          {list.loading && <Loading words={`Reading the positions of ${story.title}…`} />}
          {!list.loading && matrix.cells.size === 0 && <p class="prose empty">{onlyChanged ? 'Nothing changed since your last visit.' : 'No report speaks of anyone’s position yet. That is silence, not neutrality.'}</p>}
          {matrix.cells.size > 0 && (lanes ? <LanesOverTime matrix={matrix} until={Math.min(position, now)} /> : narrow ? <MatrixList matrix={matrix} now={now} /> : <MatrixTable matrix={matrix} families={query.families === 'true'} until={Math.min(position, now)} />)}
          <p class="notice">– means no report, not neutral. Line by basis: <BasisSample basis="declared" /> declared, <BasisSample basis="attributed" /> attributed, <BasisSample basis="inferred" /> inferred, <BasisSample basis="overridden" /> set by an editor.</p>
          {silent.length > 0 && <details class="silent"><summary>{plural(silent.length, 'actor')} of this story {silent.length === 1 ? 'holds' : 'hold'} no reported position</summary><ul>{silent.map((id) => <li key={id}><ActorName id={id} short={false} /></li>)}</ul></details>}
        </div>
        {at.screen === 'cell' && <CellPanel key={`${at.holder}/${at.issue}`} slug={slug} holder={at.holder!} issue={at.issue!} past={past} />}
      </div>
    </>
  );
}

export function BasisSample({ basis }: { basis: string }) {
  return <span class={`basis basis-${basis}`} aria-hidden="true" />;
}

function MatrixTable({ matrix, families, until }: { matrix: Matrix; families: boolean; until: number }) {
  const groups = families ? familiesOf(matrix.holders, registers.value.actors) : [{ head: '', members: matrix.holders }];
  return (
    <div class="scroll-region" role="region" aria-label="Matrix of positions" tabIndex={0}>
      <table class="matrix">
        <thead><tr><th scope="col"><span class="sr">Holder</span></th>{matrix.issues.map((issue) => <th key={issue} scope="col"><span>{issueTitle(issue)}</span></th>)}</tr></thead>
        {groups.map((group) => (
          <tbody key={group.head}>
            {families && (group.members.length > 1 || group.members[0] !== group.head) && <tr class="family"><th scope="colgroup" colSpan={matrix.issues.length + 1}><ActorName id={group.head} /> and its members</th></tr>}
            {group.members.map((holder) => (
              <tr key={holder}><th scope="row"><ActorLink id={holder} story={address.value.slug!} /></th>
                {matrix.issues.map((issue) => {
                  const found = matrix.cells.get(cellKey(holder, issue));
                  return <td key={issue} class={found === undefined ? 'silence' : isOpen(holder, issue) ? 'chosen' : undefined}>{found === undefined ? <span title="No report; not neutral"><span aria-hidden="true">–</span><span class="sr">no report</span></span> : <Cell cell={found.cell} past={found.past} until={until} />}</td>;
                })}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

const isOpen = (holder: string, issue: string): boolean => address.value.holder === holder && address.value.issue === issue;

function cellHref(cell: StanceCell): string {
  const { query, slug } = address.value;
  return formatAddress({ screen: 'cell', slug: slug!, holder: cell.holder, issue: cell.issue, query: { ...momentOf(query), view: query.view, families: query.families, changed: query.changed } });
}

function Cell({ cell, past, until }: { cell: StanceCell; past: StanceCell[]; until: number }) {
  const steps = past.some((each) => each.value !== past[0]!.value);
  return (
    <div class={`cell ${cell.value > 0 ? 'for' : cell.value < 0 ? 'against' : 'neutral'}`}>
      <a href={cellHref(cell)}><span class="cell-sign" aria-hidden="true">{stanceSign(cell.value)}</span> <span class="cell-word">{plain(cell.word)}</span></a>
      <span class="cell-facts"><BasisSample basis={cell.basis} /><span class="sr">{BASIS_WORDS[cell.basis]}, </span> {cell.claims}<span class="sr"> {cell.claims === 1 ? 'claim' : 'claims'}</span>{cell.markers.count > 0 && <span class={`flags flags-${cell.markers.worst}`}> ⚠{cell.markers.count}<span class="sr"> markers</span></span>}{cell.conditional && <span> if…<span class="sr"> conditional</span></span>}</span>
      {!cell.settled && <span class="unsettled-word">reported shift</span>}
      {steps && <StepStrip past={past} from={past[0]!.knownFrom} until={until} width={72} height={22} />}
    </div>
  );
}

/** The same as the matrix where there is no room for a table: holder by holder. */
function MatrixList({ matrix, now }: { matrix: Matrix; now: number }) {
  return (
    <div class="matrix-list">
      {matrix.holders.map((holder) => (
        <section key={holder}><h2><ActorName id={holder} /></h2>
          <ul>{matrix.issues.map((issue) => matrix.cells.get(cellKey(holder, issue))).filter((found) => found !== undefined).map(({ cell, past }) => <li key={cell.issue}><p>{issueTitle(cell.issue)}</p><Cell cell={cell} past={past} until={now} /></li>)}</ul>
        </section>
      ))}
    </div>
  );
}

/** Every position as a lane of steps against the log; a holder's silence on an issue has no lane. */
function LanesOverTime({ matrix, until }: { matrix: Matrix; until: number }) {
  const entries = matrix.holders.flatMap((holder) => matrix.issues.map((issue) => matrix.cells.get(cellKey(holder, issue)))).filter((found) => found !== undefined);
  const from = Math.min(...entries.map(({ past }) => past[0]!.knownFrom)) - 1;
  return (
    <div class="scroll-region" role="region" aria-label="Positions over time" tabIndex={0}>
      <table class="stance-lanes">
        <thead><tr><th scope="col">Holder</th><th scope="col">On</th><th scope="col">Position {from + 1} to {until}</th><th scope="col">Now</th></tr></thead>
        <tbody>{entries.map(({ cell, past }) => (
          <tr key={cellKey(cell.holder, cell.issue)}><th scope="row"><ActorName id={cell.holder} /></th><td>{issueTitle(cell.issue)}</td><td><StepStrip past={past} from={from} until={until} width={520} height={44} grid /></td><td><a href={cellHref(cell)}>{stanceSign(cell.value)} {plain(cell.word)}</a></td></tr>
        ))}</tbody>
      </table>
    </div>
  );
}
