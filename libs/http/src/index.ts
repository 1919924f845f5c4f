export { JsonText, Representation, etagOf, listPage, type Answer, type ListAnswer, type ListRequest } from './answers/answer.js';
export { openHttp, type OpenHttpOptions } from './open-http.js';
export { HttpSettings, WrongSetting, type OidcSettings } from './settings.js';
export { Heads } from './clocks/heads.js';
export type { ClockOptions, Moment } from './clocks/moment.js';
export {
  AlreadyExists, BeyondHead, InvalidRequest, NotFound, Problem, ProjectionBehind, StoryRuleViolation, fault, type Fault, type FaultCode, type Json,
} from './problems/problem.js';
export { describeProblem, problemTypes, type ProblemDescription, type ProblemType } from './problems/problem-types.js';
export { isRefusal, problemReply } from './problems/problem-document.js';
export { nearest, suggest } from './problems/nearest.js';
export { ClockListQuery, ClockQuery, ListQuery } from './requests/queries.js';
export { Checked, IsEdtf, IsSlug, IsTime, Nullable, Omittable, bindEdtf, edtfComplaint, isRfc3339, utcTime } from './requests/decorators.js';
export { checkBody, shapeOf } from './requests/checker.js';
export { At, Caller, Chosen, Consumes, Deprecated, Describe, DryRun, IdempotencyKey, IfMatch, List, Open, Produces, Role, TraceId, Written, type Writing } from './requests/route-decorators.js';
export type { ListForm } from './requests/plan.js';
export type { Caller as CallerIdentity, RoleName } from './access/caller.js';
export { Access } from './access/access.js';
export { precondition, type CurrentVersion, type IfMatch as IfMatchTags } from './preconditions/precondition.js';
export { EventStream, type StreamItem, type WrittenMessage } from './streams/event-stream.js';
export type { DataSink } from './streams/chunk-writer.js';
export { readJson } from './strict-json/read-json.js';
export { HealthChecks, type CheckResult } from './health-checks.js';
export { Metrics } from './metrics.js';
export { Streaming } from './streams/streaming.js';
export { RateLimits } from './limits/rate-limits.js';
export { ApiKey } from './access/api-key.entity.js';
export { KeyAccess } from './access/key-access.js';
export { KeyStore, type KeyView } from './access/key-store.js';
export { TokenCheck } from './access/token-check.js';
export { roleNames } from './access/caller.js';
/** Injection token of the application's pool of connections. */
export const DATABASE_POOL = Symbol('DATABASE_POOL');
export { describedRoutes, openApiDocument, type DescribedRoute } from './openapi/openapi-document.js';
