import { fault, type Fault } from '../problems/problem.js';
import { notAcceptable } from '../answers/rendering.js';
import { negotiate } from '../requests/negotiation.js';
import type { ListForm } from '../requests/plan.js';
import type { Parameters } from '../requests/request-state.js';
import { suggest } from '../problems/nearest.js';

export const listParameters = ['limit', 'cursor', 'format'] as const;

export const listTypes: Record<ListForm, string> = {
  json: 'application/json',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  cloudevents: 'application/cloudevents-batch+json',
};

export interface ListReading {
  readonly form: ListForm;
  readonly limit: number;
  readonly cursor: string | null;
  readonly whole: boolean;
  readonly count: boolean;
}

/**
 * Reads what a list is asked for: form (`format` before `Accept`), `limit`, `cursor`, `Prefer: count=exact`.
 * CSV and NDJSON are the whole list in one stream, so they exclude `limit` and `cursor`. CloudEvents stream whole too, unless
 * `limit` or `cursor` asks for pages.
 */
export function readList(forms: readonly ListForm[], parameters: Parameters, headers: { accept?: string | undefined; prefer?: string | string[] | undefined }, faults: Fault[]): ListReading {
  const one = (name: string): string | null => {
    const values = parameters.get(name);
    if (values !== undefined && values.length > 1) faults.push(fault('query', name, 'type', `${name} may be sent once only.`, { got: [...values] }));
    return values?.[0] ?? null;
  };
  const format = one('format');
  let form: ListForm;
  if (format !== null) {
    const known = forms.find((candidate) => candidate === format);
    if (known === undefined) faults.push(fault('query', 'format', 'enum', 'format must be one of the allowed values.', { got: format.slice(0, 200), allowed: [...forms], suggestion: suggest(format, forms) }));
    form = known ?? 'json';
  } else {
    const available = forms.map((candidate) => listTypes[candidate]);
    const chosen = negotiate(headers.accept, available);
    if (chosen === null) throw notAcceptable(available);
    form = forms[available.indexOf(chosen)]!;
  }
  const limit = one('limit');
  const cursor = one('cursor');
  let count = 50;
  if (limit !== null) {
    if (!/^-?\d{1,9}$/.test(limit)) faults.push(fault('query', 'limit', 'type', 'limit must be a whole number.', { got: limit.slice(0, 200) }));
    else if (Number(limit) < 1 || Number(limit) > 1000) faults.push(fault('query', 'limit', 'range', 'limit must be at least 1 and at most 1000.', { got: Number(limit) }));
    else count = Number(limit);
  }
  const streams = form === 'csv' || form === 'ndjson';
  if (streams) {
    for (const [name, value] of [['limit', limit], ['cursor', cursor]] as const) {
      if (value !== null) faults.push(fault('query', name, 'combination', `${form} is the whole list in one stream: leave ${name} out.`, { got: value.slice(0, 200) }));
    }
  }
  return {
    form,
    limit: count,
    cursor: streams ? null : cursor,
    whole: streams || (form === 'cloudevents' && limit === null && cursor === null),
    count: [headers.prefer ?? []].flat().some((prefer) => /(?:^|[,;\s])count=exact(?:$|[,;\s])/.test(prefer)),
  };
}
