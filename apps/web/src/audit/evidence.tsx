import { useList, useResource } from '../api/resource.js';
import type { Change } from '../api/shapes.js';

const AT_MOST = 2000;
interface LogEvent { position: number; type: string; recordedAt: string; leafHash: string }

/** What a reader needs to check this sheet without trusting it: positions, leaf hashes and the checkpoint they hang from. */
export function Evidence({ slug, from, to, changes }: { slug: string; from: number; to: number; changes: readonly Change[] }) {
  const few = to >= from && to - from < AT_MOST;
  const events = useList<LogEvent>(few ? '/log' : null, { story: slug, fromPosition: Math.max(1, from), toPosition: to });
  const checkpoint = useResource<{ origin: string; treeSize: number; rootHash: string; keyId: string; sealedAt: string }>('/ledger/checkpoint', {}, to);
  const cited = new Set(changes.flatMap((change) => [change.position, ...change.because.map((cause) => cause.position)]));
  const shown = events.items.filter((event) => cited.has(event.position));
  if (changes.length === 0) return null;
  return (
    <details class="evidence">
      <summary>Evidence: positions, leaf hashes, checkpoint</summary>
      {!few && <p class="notice">The span covers more than {AT_MOST.toLocaleString('en')} positions; export the log for its hashes.</p>}
      {shown.length > 0 && (
        <table><thead><tr><th scope="col">Position</th><th scope="col">Event</th><th scope="col">Recorded</th><th scope="col">Leaf hash</th></tr></thead>
          <tbody>{shown.map((event) => <tr key={event.position}><td>{event.position}</td><td>{event.type}</td><td>{event.recordedAt.slice(0, 19)}Z</td><td><code>{event.leafHash}</code></td></tr>)}</tbody></table>
      )}
      {checkpoint.data !== null && <p class="small">Checkpoint of {checkpoint.data.origin}: {checkpoint.data.treeSize} entries, root <code>{checkpoint.data.rootHash}</code>, key <code>{checkpoint.data.keyId}</code>, sealed {checkpoint.data.sealedAt}.</p>}
    </details>
  );
}
