import { describeProblem, problemTypes, type ProblemType } from './problem-types.js';
import { Problem, StoryRuleViolation } from './problem.js';

/** A problem as it goes out: RFC 9457 members, the facts of its type, and headers. */
export interface ProblemReply {
  readonly status: number;
  readonly document: Record<string, unknown>;
  readonly headers: Record<string, string>;
}

/** An error that names its problem type: a `Problem`, or a rule of the domain. */
export interface Refusal extends Error {
  readonly problemType: ProblemType;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly links?: readonly { href: string; rel: string }[];
}

export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && typeof (error as { problemType?: unknown }).problemType === 'string' && Object.hasOwn(problemTypes, (error as unknown as { problemType: string }).problemType);
}

/** The problem document of a refusal. Facts that the table does not list for its type stay inside. */
export function problemReply(error: unknown, instance: string, traceId: string): ProblemReply {
  const refusal: Refusal = isRefusal(error) ? error : new Problem('internal', 'The service met an error it did not expect. Its log has the details under this trace id.');
  const description = describeProblem(refusal.problemType);
  const facts: Record<string, unknown> = refusal instanceof StoryRuleViolation || refusal.facts === undefined ? { ...refusal } : refusal.facts;
  const document: Record<string, unknown> = {
    type: `/problems/${refusal.problemType}`,
    title: description.title,
    status: description.status,
    detail: refusal.message,
    instance,
    traceId,
  };
  for (const member of description.members) document[member] = facts[member] ?? null;
  const headers: Record<string, string> = { ...refusal.headers };
  if (description.retryAfter !== undefined) headers['Retry-After'] ??= String(description.retryAfter);
  if (refusal.links !== undefined && refusal.links.length > 0) headers.Link = refusal.links.map(({ href, rel }) => `<${href}>; rel="${rel}"`).join(', ');
  return { status: description.status, document, headers };
}
