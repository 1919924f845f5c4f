import { useEffect, useRef, useState } from 'preact/hooks';
import { ServiceProblem, Unreachable, apiKey, post } from '../api/client.js';
import type { Receipt } from '../api/shapes.js';
import type { Preview } from './effects.js';

const QUIET_MS = 500;

/** Asks for the effects half a second after the last edit; between edit and answer the old ones stand, marked out of date. */
export function useDryRun(path: string, body: Record<string, unknown> | null, hasKey: boolean, headers?: Record<string, string>): Preview {
  const [state, setState] = useState<{ of: string; receipt: Receipt | null; problem: Preview['problem'] }>({ of: '', receipt: null, problem: null });
  const [asking, setAsking] = useState(false);
  const text = body === null ? '' : JSON.stringify(body);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => {
    stop.current?.abort();
    if (text === '' || apiKey() === null) return;
    const mine = new AbortController();
    stop.current = mine;
    const ask = async (): Promise<void> => {
      setAsking(true);
      try {
        const { data } = await post<Receipt>(path, JSON.parse(text), { params: { dryRun: true }, signal: mine.signal, ...(headers === undefined ? {} : { headers }) });
        setState({ of: text, receipt: data, problem: null });
      } catch (error) {
        if (mine.signal.aborted) return;
        if (error instanceof ServiceProblem) setState((old) => ({ of: text, receipt: error.problem.errors === undefined ? null : old.receipt, problem: error.problem }));
        else if (error instanceof Unreachable) setTimeout(() => { if (!mine.signal.aborted) void ask(); }, 3000);
      } finally {
        if (!mine.signal.aborted) setAsking(false);
      }
    };
    const timer = setTimeout(() => void ask(), QUIET_MS);
    return () => { clearTimeout(timer); mine.abort(); };
  }, [text, path, hasKey]);
  if (text === '') return { receipt: null, problem: null, stale: false, asking: false };
  return { receipt: state.receipt, problem: state.of === text ? state.problem : null, stale: state.of !== text && (state.receipt !== null || asking), asking };
}
