import { int4Array, textArray, uuidArray } from '#libs/database';
import type { AppendOutcome, ExpectedVersion, StoredEvent, RecordedBy } from './event.js';
import type { PreparedAppend } from './prepared-append.js';

/** The call of the append function: one for a whole batch, prepared once a connection. */
const batchStatement = {
  name: 'log_append',
  text: `select recorded, first, kinds, firsts, lasts, outcomes, leaves, expected_actual, guard_actual
    from log.append($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::text[],
      $9::text[], $10::text[], $11::text[], $12::int[], $13::int[], $14::int[], $15::uuid[], $16::text[], $17::boolean)`,
};

/** The same for a batch that is one plain event. */
const oneStatement = {
  name: 'log_append_one',
  text: 'select log.append_one($1::text, $2::text, $3::text, $4::smallint, $5::uuid, $6::text, $7::text, $8::text, $9::text, $10::boolean)',
};

/** What the function answers, as raw text of each column. */
type BatchRow = [
  recorded: string, first: string, kinds: string | null, firsts: string | null, lasts: string | null, outcomes: string | null,
  leaves: string | null, expectedActual: string | null, guardActual: string | null,
];

/** Gives every distinct name its place in a list, from 1. */
class Places {
  readonly names: string[] = [];
  readonly #places = new Map<string, number>();
  of(name: string): number {
    let place = this.#places.get(name);
    if (place === undefined) this.#places.set(name, (place = this.names.push(name)));
    return place;
  }
}

/** The statement that writes these appends in this order. `hint`: whether followers in other processes are told. */
export function batchCall(batch: readonly PreparedAppend[], hint: boolean): { name: string; text: string; values: unknown[] } {
  const [only] = batch;
  if (batch.length === 1 && isPlainEvent(only!)) {
    const { append, ids, texts, recordedBy } = only!;
    const { stream, type, story, schemaVersion } = append.events[0]!;
    return { ...oneStatement, values: [stream, type, story, String(schemaVersion), ids[0], texts[0], append.correlationId, append.causationId, recordedBy, hint ? 't' : 'f'] };
  }
  return { ...batchStatement, values: batchValues(batch, hint) };
}

/** The outcome of each append of the batch, in its order, read from what its statement answered. */
export function batchOutcomes(batch: readonly PreparedAppend[], row: readonly (string | null)[]): AppendOutcome[] {
  if (row.length === 1) {
    const [recordedAt, first, leaves] = row[0]!.split(' ');
    return [appended(batch[0]!, Number(first), recordedAt!, leaves!, 0)];
  }
  return manyOutcomes(batch, row as unknown as BatchRow);
}

function isPlainEvent({ append }: PreparedAppend): boolean {
  return append.events.length === 1 && append.idempotency === undefined && !append.guards?.length && !append.expected?.length;
}

function batchValues(batch: readonly PreparedAppend[], hint: boolean): unknown[] {
  const streams = new Places();
  const types = new Places();
  const stories = new Places();
  const guards = new Places();
  const keys = new Places();
  const onStream: number[] = [0]; // events of the batch on each stream so far
  const append = {
    facts: [] as number[], hash: [] as (string | null)[], outcome: [] as (string | null)[],
    correlation: [] as string[], causation: [] as (string | null)[], recordedBy: [] as string[],
  };
  const expected: number[] = [];
  const guarded: number[] = [];
  const facts: number[] = [];
  const ids: string[] = [];
  const data: string[] = [];

  for (let index = 1; index <= batch.length; index++) {
    const prepared = batch[index - 1]!;
    const { events, idempotency, correlationId, causationId } = prepared.append;
    append.facts.push(events.length, idempotency ? keys.of(idempotency.key) : 0);
    if (idempotency) {
      append.hash[index - 1] = idempotency.requestHash;
      append.outcome[index - 1] = idempotency.outcome;
    }
    append.correlation.push(correlationId);
    append.causation.push(causationId);
    append.recordedBy.push(prepared.recordedBy);
    for (const { stream, version } of checks(prepared)) expected.push(index, streams.of(stream), wireVersion(version));
    for (const { name, version } of prepared.append.guards ?? []) guarded.push(index, guards.of(name), version);
    for (let i = 0; i < events.length; i++) {
      const { stream, type, schemaVersion, story } = events[i]!;
      const place = streams.of(stream);
      const rank = (onStream[place] ?? 0) + 1;
      onStream[place] = rank;
      facts.push(place, rank, types.of(type), schemaVersion, story === null ? 0 : stories.of(story), index, i);
      ids.push(prepared.ids[i]!);
      data.push(prepared.texts[i]!);
    }
  }

  return [
    textArray(streams.names), textArray(types.names), textArray(stories.names), textArray(guards.names), textArray(keys.names),
    int4Array(append.facts), textArray(append.hash), textArray(append.outcome),
    textArray(append.correlation), textArray(append.causation), textArray(append.recordedBy),
    int4Array(expected), int4Array(guarded), int4Array(facts), uuidArray(ids), textArray(data), hint ? 't' : 'f',
  ];
}

function manyOutcomes(batch: readonly PreparedAppend[], row: BatchRow): AppendOutcome[] {
  const recordedAt = row[0];
  const kinds = row[2] === null ? null : numbers(row[2]);
  const firsts = numbers(row[3]);
  const lasts = numbers(row[4]);
  const outcomes = row[5] === null ? [] : texts(row[5]);
  const leaves = row[6] ?? '';
  const expectedActual = numbers(row[7]);
  const guardActual = numbers(row[8]);
  let next = Number(row[1]);
  let written = 0;
  let check = 0;
  let guard = 0;

  return batch.map((prepared, index): AppendOutcome => {
    const kind = kinds === null ? 1 : kinds[index];
    const expected = checks(prepared);
    const guards = prepared.append.guards ?? [];
    const firstCheck = check;
    const firstGuard = guard;
    check += expected.length;
    guard += guards.length;
    switch (kind) {
      case 1: {
        const outcome = appended(prepared, next, recordedAt, leaves, written);
        next += prepared.texts.length;
        written += prepared.texts.length;
        return outcome;
      }
      case 2:
        return { kind: 'replayed', first: firsts[index]!, last: lasts[index]!, outcome: outcomes[index] ?? null };
      case 3:
        return { kind: 'key-reused' };
      default:
        return {
          kind: 'conflict',
          streams: expected.flatMap(({ stream, version }, i) => {
            const actual = expectedActual[firstCheck + i];
            return actual === undefined || actual === null ? [] : [{ stream, expected: version, actual }];
          }),
          guards: guards.flatMap(({ name, version }, i) => {
            const actual = guardActual[firstGuard + i];
            return actual === undefined || actual === null ? [] : [{ name, expected: version, actual }];
          }),
        };
    }
  });
}

/** Bytes of an event in `leaves`: the leaf hash and the stream version. */
const leafBytes = 36;

/** The outcome of an append that was written; `written`: how many events of the batch were before it. */
function appended(prepared: PreparedAppend, first: number, recordedAt: string, leaves: string, written: number): AppendOutcome {
  let events: StoredEvent[] | null = null;
  return {
    kind: 'appended', first, last: first + prepared.texts.length - 1, recordedAt,
    // Made when somebody looks: most callers only want to know that it is stored.
    get events() {
      return (events ??= writtenEvents(prepared, first, recordedAt, Buffer.from(leaves, 'base64'), written * leafBytes));
    },
  };
}

/** As a reader will parse them, members in the same order: followers near the head are handed these very events. */
function writtenEvents({ append, ids, texts: dataTexts, recordedBy: byText }: PreparedAppend, first: number, recordedAt: string, leaves: Buffer, start: number): StoredEvent[] {
  const recordedBy = Object.freeze(JSON.parse(byText) as RecordedBy);
  const size = append.events.length;
  return append.events.map((event, i): StoredEvent => {
    const leaf = start + i * leafBytes;
    return {
      position: first + i, eventId: ids[i]!, type: event.type, schemaVersion: event.schemaVersion, stream: event.stream, streamVersion: leaves.readInt32BE(leaf + 32),
      story: event.story, recordedAt, recordedBy, correlationId: append.correlationId, causationId: append.causationId,
      data: JSON.parse(dataTexts[i]!), dataText: dataTexts[i]!, leafHash: leaves.toString('base64', leaf, leaf + 32), append: { first, size },
    };
  });
}

/** The demands that can fail; `any` is none. */
function checks({ append }: PreparedAppend): readonly { stream: string; version: ExpectedVersion }[] {
  return append.expected?.filter(({ version }) => version !== 'any') ?? none;
}

const none: readonly never[] = [];

function wireVersion(version: ExpectedVersion): number {
  return version === 'none' ? 0 : version === 'exists' ? -1 : Number(version);
}

/** A one-dimensional array of numbers in PostgreSQL's text format; it may start at another index than 1 (`[3:4]={…}`). */
function numbers(text: string | null): (number | null)[] {
  if (text === null) return [];
  const open = text.indexOf('{');
  const offset = open === 0 ? 0 : Number(text.slice(1, text.indexOf(':'))) - 1;
  const body = text.slice(open + 1, -1);
  const values: (number | null)[] = new Array<number | null>(offset).fill(null);
  if (body !== '') for (const part of body.split(',')) values.push(part === 'NULL' ? null : Number(part));
  return values;
}

function texts(text: string): (string | null)[] {
  const open = text.indexOf('{');
  const offset = open === 0 ? 0 : Number(text.slice(1, text.indexOf(':'))) - 1;
  const values: (string | null)[] = new Array<string | null>(offset).fill(null);
  for (const [, quoted, plain] of text.slice(open).matchAll(/[{,](?:"((?:[^"\\]|\\.)*)"|([^{},"]+))/gs)) {
    values.push(quoted !== undefined ? quoted.replaceAll(/\\(.)/gs, '$1') : plain === 'NULL' ? null : plain!);
  }
  return values;
}
