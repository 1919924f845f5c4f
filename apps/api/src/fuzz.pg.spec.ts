import fc from 'fast-check';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { freshDatabase, type FreshDatabase } from '../../../test/database.js';
import { createApi } from './main.js';

const adminKey = `chy_admin0000000_${'A'.repeat(43)}`;

interface Schema {
  $ref?: string; type?: string | string[]; enum?: unknown[]; properties?: Record<string, Schema>; required?: string[]; items?: Schema; oneOf?: Schema[];
  minimum?: number; maximum?: number; minLength?: number; maxLength?: number; minItems?: number; maxItems?: number; format?: string; pattern?: string;
}
interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; schema: Schema }[];
  body: Schema | null;
  statuses: Set<string>;
}

/** Values that have broken services before. */
const hostile: unknown[] = [
  '', ' ', '\0', '\u202e', 'é', '𝔘', "'; drop table log.event; --", '../../etc/passwd', '%00', '{{7*7}}', '<script>', 'null', 'undefined', 'NaN', '-1', '1e309', '0x10', '9007199254740993',
  '0000-01-01T00:00:00Z', '9999-12-31T23:59:60+23:59', '2026-02-30', '-0001', '2025-12~/..', '2025-XX', 'x'.repeat(3000), -1, 0, 1.5, 2 ** 53, true, null, [], {}, [[]], { __proto__: 1, constructor: 2 },
];

/** Requests made from the OpenAPI document: by the rules, at their bounds, and against them. */
describe('the API, asked for anything', () => {
  let database: FreshDatabase;
  let app: NestFastifyApplication;
  let operations: Operation[];
  let schemas: Record<string, Schema>;
  /** A thing that exists, by the step of an address before its id. */
  let things: Record<string, string>;

  beforeAll(async () => {
    database = await freshDatabase();
    app = await createApi(database, { workers: true, http: { adminKey, rateRead: 0, rateWrite: 0, streams: 0 } });
    await app.init();
    const document = (await app.inject({ method: 'GET', url: '/openapi.json' })).json() as {
      paths: Record<string, Record<string, { parameters: Operation['parameters']; requestBody?: { content: Record<string, { schema: Schema }> }; responses: Record<string, unknown> }>>;
      components: { schemas: Record<string, Schema> };
    };
    schemas = document.components.schemas;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters, requestBody, responses }]) => ({ method: method.toUpperCase(), path, parameters, body: requestBody?.content['application/json']?.schema ?? null, statuses: new Set(Object.keys(responses)) })),
    ).filter(({ path }) => path !== '/api/v1/log/stream' && !path.endsWith('/replay'));
    const send = (url: string, payload: object) => app.inject({ method: 'POST', url: `/api/v1${url}`, payload, headers: { authorization: `Bearer ${adminKey}` } });
    await send('/stories', { slug: 'rafah', title: 'Rafah' });
    await send('/actors', { id: 'usa', kind: 'state', names: [{ text: 'United States', language: 'en', alias: false }] });
    await send('/issues', { id: 'rafah-first-reconstruction', title: 'Rafah first' });
    const filed = await send('/stories/rafah/reports', { outlet: null, headline: 'One', claims: [{ kind: 'statement', issue: 'rafah-first-reconstruction', participants: [{ actor: 'usa', role: 'initiator' }], locator: { paragraph: 1 } }] });
    const { resource, claims } = filed.json() as { resource: { id: string }; claims: { id: string; occurrence: string }[] };
    const markers = (await app.inject({ method: 'GET', url: '/api/v1/stories/rafah/markers?minPosition=5' })).json() as { items: { id: string }[] };
    things = { reports: resource.id, claims: claims[0]!.id, occurrences: claims[0]!.occurrence, markers: markers.items[0]!.id, actors: 'usa', issues: 'rafah-first-reconstruction', stories: 'rafah', log: '3', projections: 'timeline', streams: 'report' };
    known.push(...Object.values(things));
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const known = ['rafah', 'usa', 'rafah-first-reconstruction', 'timeline', '1', '3'];

  function valueOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
    const wild = fc.constantFrom(...hostile);
    return fc.oneof({ weight: depth === 0 ? 40 : 25, arbitrary: sane(schema, depth) }, { weight: 1, arbitrary: wild });
  }

  function sane(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    if (depth > 6) return fc.constant(null);
    if (schema.$ref !== undefined) return sane(schemas[schema.$ref.split('/').at(-1)!]!, depth);
    if (schema.oneOf !== undefined) return fc.oneof(...schema.oneOf.map((one) => valueOf(one, depth + 1)));
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    switch (type) {
      case 'object': {
        const required = schema.required ?? [];
        const members = Object.entries(schema.properties ?? {}).map(([name, member]) => [name, required.includes(name) ? valueOf(member, depth + 1) : fc.option(valueOf(member, depth + 1), { nil: undefined, freq: 2 })] as const);
        return fc.record(Object.fromEntries(members)).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
      }
      case 'array': return fc.array(valueOf(schema.items ?? {}, depth + 1), { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 3, (schema.minItems ?? 0) + 2) });
      case 'boolean': return fc.boolean();
      case 'integer':
      case 'number': return fc.oneof(fc.integer({ min: schema.minimum ?? -5, max: Math.min(schema.maximum ?? 50, (schema.minimum ?? -5) + 50) }), fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? 2 ** 53 - 1));
      case 'null': return fc.constant(null);
      default: {
        if (schema.format === 'date-time') return fc.constantFrom('2026-11-22T10:00:00Z', '2020-01-01T00:00:00.5+05:30', '1999-12-31T23:59:60Z');
        if (schema.format === 'edtf') return fc.constantFrom('2025', '2025-12~', '2025-12-XX', '2025-12-01/2025-12-31', '../2025', '2025-21', '202X');
        if (schema.pattern !== undefined) return fc.constantFrom(...known);
        return fc.oneof(fc.constantFrom(...known, '#a', 'a'), fc.string({ unit: 'grapheme', minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 20, (schema.minLength ?? 0) + 20) }));
      }
    }
  }

  it('never fails inside, and never answers what the document does not announce', async () => {
    const request = fc.nat().chain((index) => {
      const operation = operations[index % operations.length]!;
      const text = (value: unknown) => encodeURIComponent(typeof value === 'string' ? value.replaceAll(/[\ud800-\udfff]/g, '') : JSON.stringify(value));
      const path = fc.tuple(...operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name, schema }) => {
        const before = operation.path.split('/').at(operation.path.split('/').findIndex((step) => step.includes(`{${name}}`)) - 1) ?? '';
        return fc.oneof({ weight: 9, arbitrary: fc.constant(things[before] ?? 'usa') }, { weight: 1, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: valueOf(schema) }).map((value) => [name, value] as const);
      }))
        .map((values) => values.reduce((url, [name, value]) => url.replace(`{${name}}`, text(value) || 'x'), operation.path));
      const query = fc.tuple(...operation.parameters.filter((parameter) => parameter.in === 'query' && parameter.name !== 'minPosition').map(({ name, schema }) => fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: valueOf(schema.items ?? schema).map((value) => `${name}=${text(value)}`) })))
        .map((parts) => parts.filter((part) => part !== null).join('&'));
      return fc.record({ operation: fc.constant(operation), url: fc.tuple(path, query).map(([where, what]) => (what === '' ? where : `${where}?${what}`)), ifMatch: operation.method === 'POST' ? fc.constantFrom<Record<string, string>>({ 'if-match': '*' }, { 'if-match': '*' }, { 'if-match': '"1.1"' }, { 'if-match': 'x' }, {}) : fc.constant<Record<string, string>>({}), body: operation.body === null ? fc.constant(undefined) : valueOf(operation.body) });
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ operation, url, body, ifMatch }) => {
        const reply = await app.inject({
          method: operation.method as 'GET', url,
          headers: { authorization: `Bearer ${adminKey}`, ...ifMatch, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
        });
        if (reply.statusCode >= 500 && reply.statusCode !== 503) throw new Error(`${operation.method} ${url} ${JSON.stringify(body)} answered ${reply.statusCode}: ${reply.body}`);
        if (!operation.statuses.has(String(reply.statusCode)) && reply.statusCode !== 405) throw new Error(`${operation.method} ${url} answered ${reply.statusCode}, which ${operation.path} does not announce: ${reply.body.slice(0, 300)}`);
        if (reply.statusCode >= 400) expect(reply.json()).toMatchObject({ status: reply.statusCode, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 600), endOnFailure: true },
    );
  }, 120_000);
});
