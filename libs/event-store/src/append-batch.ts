import { int2Array, int4Array, textArray, uuidArray } from './binary-arrays.js';
import type { AppendOutcome, ExpectedVersion, StoredEvent, RecordedBy } from './event.js';
import type { PreparedAppend } from './prepared-append.js';

/** The call of the append function: one for a whole batch, prepared once a connection. */
export const appendStatement = {
  name: 'log_append',
  text: `select recorded, kinds, firsts, lasts, outcomes, versions, encode(hashes, 'base64') as hashes, expected_actual, guard_actual
    from log.append($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
      $6::int[], $7::int[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
      $13::int[], $14::int[], $15::int[], $16::int[], $17::int[], $18::int[],
      $19::int[], $20::int[], $21::smallint[], $22::int[], $23::uuid[], $24::text[])`,
};

/** What the function answers, as raw text of each column. */
export type AppendRow = [
  recorded: string, kinds: string, firsts: string | null, lasts: string | null, outcomes: string | null, versions: string | null,
  hashes: string | null, expectedActual: string | null, guardActual: string | null,
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

/** The parameters of `appendStatement` for these appends, in this order. */
export function batchParameters(batch: readonly PreparedAppend[]): Buffer[] {
  const streams = new Places();
  const types = new Places();
  const stories = new Places();
  const guards = new Places();
  const keys = new Places();
  const append = {
    events: [] as number[], key: [] as number[], hash: [] as (string | null)[], outcome: [] as (string | null)[],
    correlation: [] as string[], causation: [] as (string | null)[], recordedBy: [] as string[],
  };
  const expected = { append: [] as number[], stream: [] as number[], version: [] as number[] };
  const guard = { append: [] as number[], index: [] as number[], version: [] as number[] };
  const event = { stream: [] as number[], type: [] as number[], schema: [] as number[], story: [] as number[], id: [] as string[], data: [] as string[] };

  batch.forEach((prepared, index) => {
    const { events, idempotency, correlationId, causationId } = prepared.append;
    append.events.push(events.length);
    append.key.push(idempotency ? keys.of(idempotency.key) : 0);
    append.hash.push(idempotency?.requestHash ?? null);
    append.outcome.push(idempotency?.outcome ?? null);
    append.correlation.push(correlationId);
    append.causation.push(causationId);
    append.recordedBy.push(prepared.recordedBy);
    for (const { stream, version } of checks(prepared)) {
      expected.append.push(index + 1);
      expected.stream.push(streams.of(stream));
      expected.version.push(wireVersion(version));
    }
    for (const { name, version } of prepared.append.guards ?? []) {
      guard.append.push(index + 1);
      guard.index.push(guards.of(name));
      guard.version.push(version);
    }
    for (let i = 0; i < events.length; i++) {
      const { stream, type, schemaVersion, story } = events[i]!;
      event.stream.push(streams.of(stream));
      event.type.push(types.of(type));
      event.schema.push(schemaVersion);
      event.story.push(story === null ? 0 : stories.of(story));
      event.id.push(prepared.ids[i]!);
      event.data.push(prepared.texts[i]!);
    }
  });

  return [
    textArray(streams.names), textArray(types.names), textArray(stories.names), textArray(guards.names), textArray(keys.names),
    int4Array(append.events), int4Array(append.key), textArray(append.hash), textArray(append.outcome),
    textArray(append.correlation), textArray(append.causation), textArray(append.recordedBy),
    int4Array(expected.append), int4Array(expected.stream), int4Array(expected.version),
    int4Array(guard.append), int4Array(guard.index), int4Array(guard.version),
    int4Array(event.stream), int4Array(event.type), int2Array(event.schema), int4Array(event.story), uuidArray(event.id), textArray(event.data),
  ];
}

/** The outcome of each append of the batch, in its order. */
export function batchOutcomes(batch: readonly PreparedAppend[], row: AppendRow): AppendOutcome[] {
  const recordedAt = row[0];
  const kinds = numbers(row[1]);
  const firsts = numbers(row[2]);
  const lasts = numbers(row[3]);
  const outcomes = row[4] === null ? [] : texts(row[4]);
  const versions = numbers(row[5]);
  const hashes = row[6] === null ? null : Buffer.from(row[6], 'base64');
  const expectedActual = numbers(row[7]);
  const guardActual = numbers(row[8]);
  let event = 0;
  let hash = 0;
  let check = 0;
  let guard = 0;

  return batch.map((prepared, index): AppendOutcome => {
    const { append, ids, texts: dataTexts } = prepared;
    const expected = checks(prepared);
    const guards = append.guards ?? [];
    const firstEvent = event;
    const firstCheck = check;
    const firstGuard = guard;
    event += append.events.length;
    check += expected.length;
    guard += guards.length;
    switch (kinds[index]) {
      case 1: {
        const first = firsts[index]!;
        const size = append.events.length;
        // As a reader will parse it, members in the same order: followers near the head are handed these very events.
        const recordedBy = Object.freeze(JSON.parse(prepared.recordedBy) as RecordedBy);
        const events = append.events.map((e, i): StoredEvent => ({
          position: first + i, eventId: ids[i]!, type: e.type, schemaVersion: e.schemaVersion, stream: e.stream, streamVersion: versions[firstEvent + i]!,
          story: e.story, recordedAt, recordedBy, correlationId: append.correlationId, causationId: append.causationId,
          data: JSON.parse(dataTexts[i]!), dataText: dataTexts[i]!, leafHash: hashes!.toString('base64', 32 * hash, 32 * ++hash), append: { first, size },
        }));
        return { kind: 'appended', first, last: lasts[index]!, recordedAt, events };
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

/** The demands that can fail; `any` is none. */
function checks({ append }: PreparedAppend): readonly { stream: string; version: ExpectedVersion }[] {
  return append.expected?.filter(({ version }) => version !== 'any') ?? [];
}

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
