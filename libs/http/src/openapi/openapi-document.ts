import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { ModulesContainer } from '@nestjs/core';
import { roleName } from '../access/caller.js';
import { clockParameters } from '../clocks/moment.js';
import { listTypes } from '../lists/list-request.js';
import { problemTypes, type ProblemType } from '../problems/problem-types.js';
import { planOf, type Plan } from '../requests/plan.js';
import { exampleOf, responseSchema } from './examples.js';
import { SchemaBook, type Schema } from './shape-schema.js';

/** One route as the document describes it. */
export interface DescribedRoute {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** In OpenAPI form: `/api/v1/stories/{slug}`. */
  readonly path: string;
  readonly plan: Plan;
  readonly operationId: string;
}

/** All routes of the application's controllers; those open to everybody stand at the root, the others under `/api/v1`. */
export function describedRoutes(modules: ModulesContainer): DescribedRoute[] {
  const routes = new Map<string, DescribedRoute>();
  for (const { controllers } of modules.values()) {
    for (const { metatype } of controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, unknown>;
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const handler = prototype[name];
        const verb = typeof handler === 'function' ? (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined) : undefined;
        if (verb === undefined || name === 'constructor') continue;
        const plan = planOf(metatype, name);
        const method = RequestMethod[verb].toLowerCase() as DescribedRoute['method'];
        for (const base of [Reflect.getMetadata(PATH_METADATA, metatype) as string | string[]].flat()) {
          for (const rest of [Reflect.getMetadata(PATH_METADATA, handler as object) as string | string[]].flat()) {
            const path = pathOf([plan.role === null ? '' : 'api/v1', base, rest]);
            routes.set(`${path} ${method}`, { method, path, plan, operationId: `${metatype.name.replace(/Controller$/, '')}-${name}` });
          }
        }
      }
    }
  }
  return [...routes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, route]) => route);
}

function pathOf(parts: readonly string[]): string {
  const steps = parts.flatMap((part) => part.split('/')).filter((step) => step !== '');
  return `/${steps.map((step) => step.replace(/:([A-Za-z]\w*)(\([^)]*\))?/g, '{$1}').replace(/^\*(\w*)$/, (_, name: string) => `{${name || 'path'}}`)).join('/')}`;
}

/** Examples by operation, such as `GET /api/v1/stories/{slug}`; those given with `@Describe` come first. */
export type Examples = Readonly<Record<string, { readonly request?: unknown; readonly answer: unknown }>>;

/** The OpenAPI 3.1 document of the application, made from the request classes and the decorators of its routes. */
export function openApiDocument(modules: ModulesContainer, version: string, examples: Examples = {}): Record<string, unknown> {
  const book = new SchemaBook();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of describedRoutes(modules)) (paths[route.path] ??= {})[route.method] = operation(withExamples(route, examples), book);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chancery',
      version,
      summary: 'A diplomatic timeline: who reported what, when, how sure, and how that changed.',
      description: 'Positions are places in the append-only log. Every read can be asked as it was known at an earlier position or time (`knownAt`). Refusals are RFC 9457 problems; their `type` is a page that says what to do.',
    },
    servers: [{ url: '/' }],
    security: [{}, { key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key `chy_<id>_<secret>`, or a token of the configured OIDC issuer.' } },
      schemas: { ...book.schemas, ...fixedSchemas },
      headers: fixedHeaders,
    },
  };
}

function withExamples(route: DescribedRoute, examples: Examples): DescribedRoute {
  // Every write answers a Receipt, so that of another write shows its shape as well.
  const recorded = examples[`${route.method.toUpperCase()} ${route.path}`] ?? (route.plan.dryRun ? anyReceipt(examples) : undefined);
  if (recorded === undefined) return route;
  const own = route.plan.description;
  const description = { summary: own?.summary ?? `${route.method.toUpperCase()} ${route.path}`, ...own, example: own?.example ?? recorded.answer, request: own?.request ?? recorded.request };
  return { ...route, plan: { ...route.plan, description } };
}

function anyReceipt(examples: Examples): Examples[string] | undefined {
  const recorded = examples['POST /api/v1/stories'];
  return recorded === undefined ? undefined : { answer: recorded.answer };
}

function operation({ method, path, plan, operationId }: DescribedRoute, book: SchemaBook): Record<string, unknown> {
  const isRead = method === 'get';
  const description = plan.description;
  const role = plan.role === null ? null : roleName(plan.role);
  return {
    operationId,
    tags: [path.split('/')[1] === 'api' ? (path.split('/')[3] ?? 'service') : 'root'],
    summary: description?.summary ?? `${method.toUpperCase()} ${path}`,
    description: role === null ? 'Open to everybody.' : `Least role: ${role}.`,
    'x-role': role,
    ...(Object.keys(plan.deprecation).length === 0 ? {} : { deprecated: true }),
    ...(role === null ? { security: [] } : role === 'reader' ? {} : { security: [{ key: [] }] }),
    parameters: parameters(path, plan, method, book),
    ...(isRead ? {} : body(plan, book)),
    responses: { ...success(plan, method), ...refusals(plan, method) },
  };
}

const pathExamples: Record<string, unknown> = {
  slug: 'rafah-first-reconstruction', position: 13, category: 'story', holder: 'usa', issue: 'rafah-first-reconstruction', name: 'timeline', file: 'swagger-ui.css',
};

function parameters(path: string, plan: Plan, method: string, book: SchemaBook): Record<string, unknown>[] {
  const list: Record<string, unknown>[] = [];
  for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
    const field = plan.path?.fields.get(name!);
    const example = plan.description?.parameters?.[name!] ?? pathExamples[name!];
    list.push({ name, in: 'path', required: true, schema: field === undefined ? { type: 'string' } : withoutNull(book.fieldSchema(field)), ...(example === undefined ? {} : { example }) });
  }
  const query = (name: string, schema: Schema, more: Record<string, unknown> = {}): void => {
    const example = plan.description?.parameters?.[name];
    list.push({ name, in: 'query', required: false, schema, ...(example === undefined ? {} : { example }), ...more });
  };
  for (const field of plan.query?.fields.values() ?? []) query(field.name, withoutNull(book.fieldSchema(field)), { required: field.required && !field.list });
  for (const name of plan.singleQueries) query(name, { type: 'string' });
  if (plan.dryRun) query('dryRun', { type: 'boolean', default: false }, { description: 'Checks and answers as if for real, and stores nothing.' });
  if (plan.list !== null) {
    query('limit', { type: 'integer', minimum: 1, maximum: 1000, default: 50 });
    query('cursor', { type: 'string' }, { description: 'From `next` of the page before.' });
    query('format', { type: 'string', enum: [...plan.list.forms] }, { description: 'Wins over `Accept`. `csv` and `ndjson` are the whole list in one stream.' });
  }
  for (const name of plan.clocks === null ? [] : clockParameters(plan.clocks)) query(name, clockSchemas[name]!.schema, { description: clockSchemas[name]!.description });
  if (plan.headers.ifMatch) list.push({ name: 'If-Match', in: 'header', required: false, schema: { type: 'string' }, description: 'ETag of the version you saw.', example: '"26.1"' });
  if (plan.headers.idempotencyKey && method === 'post') list.push({ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 255 }, description: 'The same key and body get the same reply again.' });
  return list;
}

const clockSchemas: Record<string, { schema: Schema; description: string }> = {
  knownAt: { schema: { oneOf: [{ type: 'integer', minimum: 0 }, { type: 'string', format: 'date-time' }] }, description: 'Answer as the record stood at this position or time.' },
  publishedBy: { schema: { type: 'string', format: 'edtf' }, description: 'Only what was published by then counts.' },
  minPosition: { schema: { type: 'integer', minimum: 0 }, description: 'Wait until the answer can include this position.' },
  versions: { schema: { type: 'string', enum: ['current', 'all'], default: 'current' }, description: '`all`: every row version known by then.' },
};

function body(plan: Plan, book: SchemaBook): Record<string, unknown> {
  if (plan.body === null && plan.consumes[0] === 'application/json') return {};
  const content: Record<string, unknown> = {};
  for (const type of plan.consumes) {
    content[type] = type === 'application/json' && plan.body !== null
      ? { schema: book.refTo(plan.body), example: plan.description?.request ?? exampleOf(plan.body) }
      : { schema: { type: 'string' }, ...(typeof plan.description?.request === 'string' ? { example: plan.description.request } : {}) };
  }
  return { requestBody: { required: true, content } };
}

function success(plan: Plan, method: string): Record<string, unknown> {
  const example = plan.description?.example ?? {};
  const headers = plan.role === null ? {} : { 'Chancery-Position': { $ref: '#/components/headers/Chancery-Position' }, 'Chancery-Head': { $ref: '#/components/headers/Chancery-Head' } };
  const content: Record<string, unknown> = {};
  const types = plan.list === null ? plan.produces : plan.list.forms.map((form) => listTypes[form]);
  for (const type of types) content[type] = /^application\/json$/.test(type) ? { schema: responseSchema(example), example } : { schema: { type: 'string' }, ...textExample(type, example) };
  if (method === 'get') {
    return { 200: { description: 'As asked.', headers, content }, ...(plan.role === null ? {} : { 304: { description: 'What you have is still good.', headers } }) };
  }
  const done = { headers: { ...headers, Location: { schema: { type: 'string' } }, ETag: { schema: { type: 'string' } } }, content };
  return {
    ...(plan.dryRun ? { 200: { description: 'A dry run: what would happen.', headers, content } } : {}),
    201: { description: 'Done.', ...done },
    202: { description: 'Begun; follow it at Location.', ...done },
  };
}

const ofAnyRead: readonly ProblemType[] = ['invalid-request', 'invalid-cursor', 'unauthenticated', 'insufficient-role', 'not-found', 'not-acceptable', 'beyond-head', 'rate-limited', 'internal', 'projection-behind', 'unavailable'];

function refusals(plan: Plan, method: string): Record<string, unknown> {
  const types = (method === 'get' ? ofAnyRead : (Object.keys(problemTypes) as ProblemType[])).filter((type) => problemTypes[type].status !== 405);
  const byStatus = new Map<number, string[]>();
  for (const type of types) byStatus.set(problemTypes[type].status, [...(byStatus.get(problemTypes[type].status) ?? []), type]);
  return Object.fromEntries([...byStatus].map(([status, slugs]) => [status, {
    description: slugs.map((slug) => `[${slug}](/problems/${slug})`).join(', '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }]));
}

function withoutNull(schema: Schema): Schema {
  const { default: initial, ...rest } = schema;
  const type = Array.isArray(rest.type) ? rest.type.find((name) => name !== 'null') : rest.type;
  const values = Array.isArray(rest.enum) ? { enum: rest.enum.filter((value) => value !== null) } : {};
  return { ...rest, ...(type === undefined ? {} : { type }), ...values, ...(initial === undefined || initial === null ? {} : { default: initial }) };
}

const fixedSchemas: Record<string, Schema> = {
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'instance', 'traceId'],
    properties: {
      type: { type: 'string', enum: Object.keys(problemTypes).map((slug) => `/problems/${slug}`) }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' },
      instance: { type: 'string' }, traceId: { type: 'string', pattern: '^[0-9a-f]{32}$' }, errors: { type: 'array', items: { $ref: '#/components/schemas/Fault' } },
    },
  },
  Fault: {
    type: 'object',
    required: ['in', 'name', 'pointer', 'code', 'message', 'got', 'allowed', 'suggestion'],
    properties: {
      in: { type: 'string', enum: ['query', 'path', 'header', 'body'] }, name: { type: ['string', 'null'] }, pointer: { type: ['string', 'null'] }, code: { type: 'string' },
      message: { type: 'string' }, got: {}, allowed: { type: ['array', 'null'] }, suggestion: { type: ['string', 'null'] },
    },
  },
};

const fixedHeaders: Record<string, unknown> = {
  'Chancery-Position': { description: 'The position this answers at; after a write the last one written.', schema: { type: 'integer' } },
  'Chancery-Head': { description: 'Highest position in the log.', schema: { type: 'integer' } },
};

/** The example of an answer that is no JSON document: a text as it is, or one object as a line of NDJSON. */
function textExample(type: string, example: unknown): { example?: string } {
  if (typeof example === 'string') return { example };
  return type === 'application/x-ndjson' ? { example: `${JSON.stringify(example)}\n` } : {};
}
