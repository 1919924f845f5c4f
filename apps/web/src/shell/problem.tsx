import type { Problem } from '../api/shapes.js';
import { apiKey, setApiKey } from '../api/client.js';

/** A problem in the service's own words, what can be done about it, and the number to quote. Never a bare code. */
export function ProblemNote({ problem, children }: { problem: Problem; children?: preact.ComponentChildren }) {
  const page = problem.type.startsWith('/problems/') ? problem.type : null;
  return (
    <section class="problem" role="alert">
      <h2>{problem.title}</h2>
      {problem.detail && problem.detail !== problem.title && <p>{problem.detail}</p>}
      {problem.errors && problem.errors.length > 0 && (
        <ul>{problem.errors.map((fault) => <li key={`${fault.pointer ?? fault.name}${fault.code}`}>{fault.message}{fault.suggestion && <> Did you mean <code>{fault.suggestion}</code>?</>}</li>)}</ul>
      )}
      {problem.nearest && problem.nearest.length > 0 && <p>Nearest: {problem.nearest.map((id, index) => <>{index > 0 && ', '}<a href={nearestHref(problem, id)}>{id}</a></>)}.</p>}
      {children}
      <p class="actions">
        {page !== null && <a href={page} target="_blank">What this means and what to do</a>}
        {problem.status === 401 && apiKey() !== null && <button type="button" onClick={() => { setApiKey(null); location.reload(); }}>Forget the key and try again</button>}
        {problem.traceId && <button type="button" class="plain" onClick={() => void navigator.clipboard.writeText(problem.traceId!)}>Copy trace number <code>{problem.traceId.slice(0, 8)}…</code></button>}
      </p>
    </section>
  );
}

function nearestHref(problem: Problem, id: string): string {
  if (id.startsWith('rpt_')) return `/reports/${id}`;
  if (id.startsWith('clm_')) return `/claims/${id}`;
  return problem.instance?.includes('/stories/') === false ? '/' : `/stories/${id}`;
}
