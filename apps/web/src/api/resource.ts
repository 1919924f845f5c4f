import { useEffect, useState } from 'preact/hooks';
import { type Params, ServiceProblem, Unreachable, apiPath, get, stream } from './client.js';
import type { Problem } from './shapes.js';

export interface Resource<T> {
  data: T | null;
  position: number;
  etag: string | null;
  problem: Problem | null;
  /** True until the first answer for this address; the last good data stays shown while a newer answer is awaited. */
  loading: boolean;
}

const EMPTY = { data: null, position: 0, etag: null, problem: null, loading: true };

/**
 * Reads one address and keeps it. Another `path` starts afresh; another `fresh` reads again behind the view that stands.
 * A service that does not answer or is behind is asked again, as late as it says; what was read stays.
 */
export function useResource<T>(path: string | null, params: Params = {}, fresh: unknown = 0): Resource<T> {
  const address = path === null ? null : apiPath(path, params);
  const key = path === null ? null : apiPath(path, { ...params, minPosition: null });
  const [state, setState] = useState<Resource<T> & { key: string | null }>({ ...EMPTY, key: null });
  useEffect(() => {
    if (address === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (attempt: number): Promise<void> => {
      try {
        const answer = await get<T>(address, {}, stop.signal);
        setState({ data: answer.data, position: answer.position, etag: answer.etag, problem: null, loading: false, key });
      } catch (error) {
        if (stop.signal.aborted) return;
        const problem = error instanceof ServiceProblem ? error.problem : null;
        const again = error instanceof Unreachable || problem?.status === 503 || problem?.status === 429;
        const wait = error instanceof ServiceProblem && error.retryAfterMs !== null ? error.retryAfterMs : Math.min(1000 * 2 ** attempt, 15_000);
        if (again) timer = setTimeout(() => void read(attempt + 1), wait);
        setState((old) => {
          const kept = old.key === key ? old : { ...EMPTY, key };
          return { ...kept, problem: again ? kept.problem : (problem ?? { type: 'about:blank', title: String(error), status: 0 }), loading: again && kept.data === null };
        });
      }
    };
    void read(0);
    return () => { stop.abort(); clearTimeout(timer); };
  }, [address, fresh]);
  return state.key === key ? state : { ...EMPTY, loading: path !== null };
}

export interface ListResource<T> { items: T[]; position: number; problem: Problem | null; loading: boolean }

/** Reads a list whole, as NDJSON; what stands is kept while it is read again. Null path: nothing is read. */
export function useList<T>(path: string | null, params: Params = {}, fresh: unknown = 0): ListResource<T> {
  const key = path === null ? null : apiPath(path, { ...params, minPosition: null });
  const address = path === null ? null : apiPath(path, params);
  const [state, setState] = useState<ListResource<T> & { key: string | null }>({ items: [], position: 0, problem: null, loading: true, key: null });
  useEffect(() => {
    if (address === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (attempt: number): Promise<void> => {
      const items: T[] = [];
      try {
        const position = await stream<T>(path!, params, (rows) => { for (const row of rows) items.push(row); }, stop.signal);
        setState({ items, position, problem: null, loading: false, key });
      } catch (error) {
        if (stop.signal.aborted) return;
        const problem = error instanceof ServiceProblem ? error.problem : null;
        const again = error instanceof Unreachable || problem?.status === 503 || problem?.status === 429;
        if (again) timer = setTimeout(() => void read(attempt + 1), error instanceof ServiceProblem && error.retryAfterMs !== null ? error.retryAfterMs : Math.min(1000 * 2 ** attempt, 15_000));
        setState((old) => ({ ...(old.key === key ? old : { items: [], position: 0, loading: true, key }), problem: again ? null : (problem ?? { type: 'about:blank', title: String(error), status: 0 }), key }));
      }
    };
    void read(0);
    return () => { stop.abort(); clearTimeout(timer); };
  }, [address, fresh]);
  return state.key === key ? state : { items: [], position: 0, problem: null, loading: path !== null };
}
