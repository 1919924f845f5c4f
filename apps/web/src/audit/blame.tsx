import { useState } from 'preact/hooks';
import { formatAddress, momentOf } from '../address/address.js';
import { address } from '../address/location.js';
import { useResource } from '../api/resource.js';
import type { Blame } from '../api/shapes.js';
import { viewParams } from '../shell/moment.js';
import { ProblemNote } from '../shell/problem.js';
import { Foreign } from '../words/text.js';
import { valueWords } from '../words/values.js';
import { CHANGE_OF_WORDS, dayWords, plain } from '../words/words.js';

/** For each member of a claim: its value, who set it, in which report and version, and the way to the state before. */
export function BlameTable({ claim, hrefOf }: { claim: string; hrefOf: (claim: string) => string }) {
  const { data, problem, loading } = useResource<Blame>(`/claims/${encodeURIComponent(claim)}/blame`, viewParams());
  const [empty, setEmpty] = useState(false);
  if (problem !== null) return <ProblemNote problem={problem} />;
  if (loading || data === null) return <p class="loading">Reading who set what…</p>;
  const said = data.clauses.filter((clause) => empty || !isEmpty(clause.value));
  return (
    <div class="blame">
      {data.lineage.length > 1 && <p class="small">Lineage: {data.lineage.map((id, index) => <>{index > 0 && ' → '}{id === claim ? <strong>{id}</strong> : <a href={hrefOf(id)}>{id}</a>}</>)}</p>}
      <table>
        <thead><tr><th scope="col">Member</th><th scope="col">Value</th><th scope="col">Set by</th><th scope="col"><span class="sr">Ways on</span></th></tr></thead>
        <tbody>{said.map((clause, index) => (
          <tr key={clause.field}>
            <th scope="row">{plain(clause.field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))}</th>
            <td><Foreign>{valueWords(clause.field, clause.value)}</Foreign></td>
            <td>{index > 0 && clause.recorded.position === said[index - 1]!.recorded.position && clause.event === said[index - 1]!.event ? <span class="quiet">as above</span> : <><a href={formatAddress({ screen: 'report', id: clause.report, query: { ...momentOf(address.value.query), claim, version: String(clause.version) } })}>report v{clause.version}</a>, position {clause.recorded.position}<span class="quiet">, {clause.recorded.by.name ?? 'unknown'}, {dayWords(clause.recorded.at)} · {clause.before === null ? 'so from the first' : (CHANGE_OF_WORDS[clause.changeOf] ?? clause.changeOf)}</span></>}</td>
            <td class="ways">{clause.before !== null && <a href={hrefOf(/claims\/([^/]+)/.exec(clause.before)?.[1] ?? claim)}>before this</a>} <CiteClause claim={claim} field={clause.field} value={valueWords(clause.field, clause.value)} position={clause.recorded.position} /></td>
          </tr>
        ))}</tbody>
      </table>
      <button type="button" class="plain" onClick={() => setEmpty(!empty)}>{empty ? 'Hide what is not said' : `Show ${data.clauses.length - data.clauses.filter((clause) => !isEmpty(clause.value)).length} members that are not said`}</button>
    </div>
  );
}

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

function CiteClause({ claim, field, value, position }: { claim: string; field: string; value: string; position: number }) {
  const [done, setDone] = useState(false);
  const cite = async (): Promise<void> => {
    await navigator.clipboard.writeText(`Chancery, claim ${claim}, ${plain(field)}: ${value}; set at position ${position}: ${location.origin}${formatAddress({ screen: 'claim', id: claim, query: { knownAt: String(position) } })}`);
    setDone(true);
  };
  return <button type="button" class="plain" onClick={() => void cite()}>{done ? 'copied' : 'cite'}</button>;
}
