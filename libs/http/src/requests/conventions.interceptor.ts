import { createHash } from 'node:crypto';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { isAnswer, isListAnswer, Representation } from '../answers/answer.js';
import { notAcceptable, renderAnswer, renderList, renderRepresentation } from '../answers/rendering.js';
import { Heads } from '../clocks/heads.js';
import { clockParameters, readClocks, resolveMoment, type ClocksAsked } from '../clocks/moment.js';
import { cursorBinding, readCursor, type Cursor } from '../lists/cursor.js';
import { listParameters, readList } from '../lists/list-request.js';
import { readIfMatch } from '../preconditions/precondition.js';
import { fault, InvalidRequest, Problem, type Fault } from '../problems/problem.js';
import { unsupportedMediaType } from '../problems/problem.filter.js';
import { RateLimits } from '../limits/rate-limits.js';
import { ReadyAnswers } from '../ready/ready-answers.js';
import { HttpSettings } from '../settings.js';
import { EventStream } from '../streams/event-stream.js';
import { checkBody, checkParameters, shapeOf } from './checker.js';
import { negotiate } from './negotiation.js';
import { planOf, type Plan } from './plan.js';
import { pathOf, readQuery, stateOf, type Parameters, type RequestState } from './request-state.js';

class NoParameters {}
const noParameters = shapeOf(NoParameters);

/**
 * The conventions of API §1 around every handler: what comes in is checked whole (all mistakes in one answer), what goes
 * out is rendered. Handlers see checked values only and answer plain data.
 */
@Injectable()
export class Conventions implements NestInterceptor {
  private readonly running = new Set<string>();

  constructor(
    @Inject(Heads) private readonly heads: Heads,
    @Inject(HttpSettings) private readonly settings: HttpSettings,
    @Inject(RateLimits) private readonly limits: RateLimits,
    @Inject(ReadyAnswers) private readonly ready: ReadyAnswers,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const plan = planOf(context.getClass(), context.getHandler().name);
    const state = stateOf(request);
    this.negotiate(plan, request, state);
    const { clocks, cursor } = this.check(plan, request, state);
    const standing = this.ready.standingFor(request, plan, clocks);
    let refusal: Problem | null = null;
    if (clocks !== null) {
      const resolved = await resolveMoment(clocks, cursor?.position ?? null, this.heads);
      state.moment = resolved.moment;
      refusal = resolved.refusal;
    }
    const free = this.begin(request, state);
    try {
      const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      // A thing that does not exist is a 404 even when the moment lies beyond the head (order of API §1.2).
      if (refusal !== null) throw refusal;
      const rendered = await this.render(answer, request);
      if (standing !== null) this.ready.keep(standing, request, context.switchToHttp().getResponse<FastifyReply>(), rendered);
      return of(rendered);
    } finally {
      free();
    }
  }

  private negotiate(plan: Plan, request: FastifyRequest, state: RequestState): void {
    if (plan.list !== null) return; // `format` may overrule Accept, so a list decides together with its parameters.
    const chosen = negotiate(request.headers.accept, plan.produces);
    if (chosen === null) throw notAcceptable(plan.produces);
    state.produces = chosen;
  }

  private check(plan: Plan, request: FastifyRequest, state: RequestState): { clocks: ClocksAsked | null; cursor: Cursor | null } {
    const faults: Fault[] = [];
    const { parameters, broken } = readQuery(request.url);
    for (const { name, raw } of broken) faults.push(fault('query', name, 'pattern', `${name} must be percent-encoded UTF-8 without NUL.`, { got: raw.slice(0, 200) }));
    this.checkPath(plan, request, faults);
    const clocks = plan.clocks === null ? null : readClocks(plan.clocks, parameters, faults);
    const reading = plan.list === null ? null : readList(plan.list.forms, parameters, request.headers, faults);
    this.checkQuery(plan, request, parameters, state, faults);
    this.checkHeaders(request, state, faults);
    this.checkBody(plan, request, state, faults);
    if (faults.length > 0) throw new InvalidRequest(faults);
    if (reading === null) return { clocks, cursor: null };
    const cursor = reading.cursor === null ? null : readCursor(reading.cursor, cursorBinding(pathOf(request), parameters));
    state.list = { limit: reading.limit, after: cursor?.after ?? null, position: cursor?.position ?? null, whole: reading.whole, count: reading.count, form: reading.form };
    return { clocks, cursor };
  }

  private checkPath(plan: Plan, request: FastifyRequest, faults: Fault[]): void {
    const params = request.params as Record<string, string>;
    for (const name in params) if (params[name]!.includes('\0')) faults.push(fault('path', name, 'pattern', `${name} must not contain NUL.`));
    if (plan.path !== null) request.params = checkParameters('path', plan.path, new Map(Object.entries(params).map(([name, value]) => [name, [value]])), faults);
  }

  private checkQuery(plan: Plan, request: FastifyRequest, parameters: Parameters, state: RequestState, faults: Fault[]): void {
    const known = [
      ...plan.singleQueries,
      ...(plan.dryRun ? ['dryRun'] : []),
      ...(plan.list === null ? [] : listParameters),
      ...(plan.clocks === null ? [] : clockParameters(plan.clocks)),
    ];
    const checked = checkParameters('query', plan.query ?? noParameters, parameters, faults, known) as Record<string, unknown>;
    for (const name of plan.singleQueries) checked[name] ??= parameters.get(name)?.[0];
    if (plan.dryRun) {
      const sent = parameters.get('dryRun');
      if (sent !== undefined && (sent.length > 1 || (sent[0] !== 'true' && sent[0] !== 'false'))) {
        faults.push(fault('query', 'dryRun', 'type', 'dryRun must be true or false.', { got: sent.join(', '), allowed: [true, false] }));
      }
      state.dryRun = sent?.[0] === 'true';
    }
    request.query = checked;
  }

  private checkHeaders(request: FastifyRequest, state: RequestState, faults: Fault[]): void {
    try {
      state.ifMatch = readIfMatch(request.headers['if-match']);
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      faults.push(...error.faults);
    }
    const key = request.headers['idempotency-key'];
    if (key === undefined || request.method !== 'POST') return;
    if (typeof key !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(key)) {
      faults.push(fault('header', 'Idempotency-Key', key.length > 255 ? 'length' : 'pattern', 'Idempotency-Key must be 1 to 255 printable ASCII characters.', { got: String(key).slice(0, 200) }));
    } else if (!state.dryRun) {
      const scope = [state.caller?.kind ?? '', state.caller?.id ?? '', request.method, request.url, key];
      state.idempotencyKey = createHash('sha256').update(JSON.stringify(scope)).digest('base64url');
    }
  }

  private checkBody(plan: Plan, request: FastifyRequest, state: RequestState, faults: Fault[]): void {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
    const isJson = type === 'application/json';
    const sent = request.body !== undefined && request.body !== null;
    if ((sent || type !== '') && !plan.consumes.includes(type)) throw unsupportedMediaType(plan.consumes);
    if (!isJson && sent) return;
    state.sentBody = request.body;
    faults.push(...state.bodyFaults);
    if (plan.body !== null) {
      if (!sent && type === '' && !plan.consumes.includes('application/json')) throw unsupportedMediaType(plan.consumes);
      request.body = checkBody(plan.body, request.body ?? undefined, faults);
    } else if (sent && isJson) {
      // No body is expected; an empty object is the usual way to say so.
      checkBody(noParameters, request.body, faults);
    }
  }

  /** Refuses a second request with an Idempotency-Key whose first is still running; the result ends the run. */
  private begin(request: FastifyRequest, { idempotencyKey: key }: RequestState): () => void {
    if (key === null) return () => undefined;
    if (this.running.has(key)) throw new Problem('idempotency-in-progress', 'The first request with this Idempotency-Key is still running.');
    this.running.add(key);
    return () => this.running.delete(key);
  }

  private async render(answer: unknown, request: FastifyRequest): Promise<unknown> {
    const outside = answer instanceof Representation && answer.about.outside === true;
    const context = { head: outside ? 0 : (await this.heads.head()).position, anonymousRead: this.settings.anonymousRead };
    if (answer instanceof EventStream) {
      stateOf(request).giveBackStream = this.limits.openStream(request);
      return answer.with({ 'Chancery-Position': String(context.head), 'Chancery-Head': String(context.head) });
    }
    if (isListAnswer(answer)) return renderList(answer, request, context);
    if (isAnswer(answer)) return renderAnswer(answer, request, context);
    if (answer instanceof Representation) return renderRepresentation(answer, request, context);
    throw new Error(`${request.method} ${pathOf(request)}: the handler answered neither an Answer, a ListAnswer, a Representation nor an EventStream.`);
  }
}
