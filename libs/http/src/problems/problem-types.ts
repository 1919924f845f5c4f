/**
 * The one table that knows which refusal has which status. An error class names its `problemType`; nothing else in the
 * code mentions a status number. `members` lists the facts of the error that clients may see, so that a field added to an
 * error class never leaks by accident. `means` and `next` are the text of the page `/problems/<slug>`.
 */
export interface ProblemDescription {
  readonly status: number;
  readonly title: string;
  /** Names of the error's facts that are told to the client. */
  readonly members: readonly string[];
  /** What happened, for a person. */
  readonly means: string;
  /** What to do next, for a person. */
  readonly next: string;
  /** Seconds a client should wait before it tries again, sent as `Retry-After`. */
  readonly retryAfter?: number;
}

export const problemTypes = {
  'invalid-request': {
    status: 400, title: 'The request has mistakes', members: ['errors'],
    means: 'A parameter, header or field is unknown, missing, of the wrong type, out of range or not one of the allowed values. The member "errors" has one entry per mistake and says where it is.',
    next: 'Correct each entry of "errors". "suggestion" is the nearest valid spelling, "allowed" lists all values of an enumeration.',
  },
  'malformed-json': {
    status: 400, title: 'The body is not the JSON it should be', members: [],
    means: 'The body does not parse, is not UTF-8, or names the same member twice. The detail says at which line and column.',
    next: 'Send one JSON document in UTF-8 without a byte order mark, each member once.',
  },
  'invalid-cursor': {
    status: 400, title: 'The cursor does not fit this request', members: [],
    means: 'A cursor continues one list, with the parameters the list was first asked with. This one is damaged, or another parameter than "limit" was changed.',
    next: 'Follow the "next" link as it was given, or ask for the first page again without "cursor".',
  },
  unauthenticated: {
    status: 401, title: 'Who is asking?', members: [],
    means: 'No key was sent where one is needed, or the key is unknown, expired or revoked.',
    next: 'Send "Authorization: Bearer chy_…" with a valid key. An administrator makes keys with "chancery keys create" or POST /api/v1/keys.',
  },
  'insufficient-role': {
    status: 403, title: 'This key may not do that', members: ['required', 'actual'],
    means: 'The key is valid, but its role is below the one this act needs. Each role includes those before it: reader, reporter, editor, admin.',
    next: 'Use a key with at least the role "required".',
  },
  'not-found': {
    status: 404, title: 'There is nothing here', members: ['resource', 'id', 'nearest'],
    means: 'The address is unknown, or no such thing was recorded at the moment asked about.',
    next: 'Check the spelling ("nearest" lists what comes close), or ask at a later "knownAt".',
  },
  'immutable-resource': {
    status: 405, title: 'History is not edited here', members: ['actions'],
    means: 'What was recorded stays recorded. Changes are made by adding to the record, never by replacing or deleting a part of it.',
    next: 'POST to one of the addresses in "actions"; each says what it does.',
  },
  'method-not-allowed': {
    status: 405, title: 'This address does not take that method', members: [],
    means: 'The address exists, but not for this HTTP method.',
    next: 'Use one of the methods in the header "Allow".',
  },
  'not-acceptable': {
    status: 406, title: 'No such representation', members: ['available'],
    means: 'None of the media types in "Accept" is available at this address.',
    next: 'Ask for one of the media types in "available".',
  },
  'already-exists': {
    status: 409, title: 'The id is taken', members: ['existing'],
    means: 'Something with this id was registered before. Ids are never given twice.',
    next: 'Use what is at "existing", or choose another id.',
  },
  'duplicate-report': {
    status: 409, title: 'This report is already filed', members: ['match', 'sameText', 'existing'],
    means: 'A standing report of the same story has the same address or the same text.',
    next: 'If the outlet changed its item, POST a revision to the existing report. If it is the same, nothing is left to do.',
  },
  'idempotency-in-progress': {
    status: 409, title: 'The first request is still running', members: [], retryAfter: 1,
    means: 'A request with the same Idempotency-Key has not been answered yet.',
    next: 'Send the same request again after a second; it will get the stored reply.',
  },
  'write-conflict': {
    status: 409, title: 'Others were writing at the same time', members: [], retryAfter: 1,
    means: 'The decision was taken three times and each time another write changed what it rested on.',
    next: 'Send the request again.',
  },
  'stale-version': {
    status: 412, title: 'It changed while you were editing', members: ['currentEtag', 'currentPosition', 'changesSince'],
    means: 'The ETag in "If-Match" is not the present one: someone else recorded something in between.',
    next: 'Look at what changed ("changesSince"), then send again with "currentEtag".',
  },
  'too-large': {
    status: 413, title: 'Too much at once', members: ['limit', 'unit'],
    means: 'The body, or a part of it, is larger than "limit".',
    next: 'Send less at once. Large collections go through imports.',
  },
  'unsupported-media-type': {
    status: 415, title: 'The body is of a type not understood here', members: ['accepted'],
    means: 'The Content-Type of the body is missing or not one this address takes.',
    next: 'Send one of the media types in "accepted".',
  },
  'idempotency-key-reused': {
    status: 422, title: 'The Idempotency-Key belongs to another request', members: [],
    means: 'The key was used before with a different body.',
    next: 'Use a new key for a new request.',
  },
  'beyond-head': {
    status: 422, title: 'That has not happened yet', members: ['head'],
    means: 'The position or time asked for lies beyond what the log, or the ledger, has reached.',
    next: 'Ask at "head" or before. To wait for your own write, use "minPosition".',
  },
  'unknown-reference': {
    status: 422, title: 'The request names something unknown', members: ['errors'],
    means: 'An actor, issue, outlet, source, claim, occurrence or #ref does not exist or belongs to another story.',
    next: 'Register it first, or correct the id; "nearest" lists what comes close.',
  },
  'span-mismatch': {
    status: 422, title: 'The span does not match the text', members: ['errors'],
    means: 'The characters from "start" to "end" of the text differ from "exact". Offsets count UTF-16 code units, the end is not included.',
    next: 'Compare "found" with "expected" and correct the offsets. With "dryRun=true" nothing is stored while you try.',
  },
  'outcomes-incomplete': {
    status: 422, title: 'Each active claim needs exactly one outcome', members: ['missing', 'repeated'],
    means: 'A revision says for every active claim of the report what became of it. Some are missing or named twice.',
    next: 'Add an entry for each id in "missing" and keep one for each id in "repeated".',
  },
  'report-already-retracted': {
    status: 422, title: 'The report is retracted', members: ['reportId', 'retractedAt'],
    means: 'A retracted report is not revised, corrected or retracted again.',
    next: 'To restore what it said, file a new report.',
  },
  'nothing-changed': {
    status: 422, title: 'Nothing would change', members: [],
    means: 'The act would leave everything as it is.',
    next: 'Nothing is left to do, or a field is missing from the request.',
  },
  'claim-not-active': {
    status: 422, title: 'The claim is no longer active', members: ['claim', 'status'],
    means: 'Only an active claim can be carried, replaced, dropped or withdrawn.',
    next: 'Read the report again and use its present claims.',
  },
  'notice-required': {
    status: 422, title: 'A correction needs the notice of the outlet', members: [],
    means: 'The outcome "corrected" says that the outlet admitted a mistake; that needs the notice it published.',
    next: 'Fill "notice", or use the outcome "reworded".',
  },
  'marker-closed': {
    status: 422, title: 'The marker is not open', members: [],
    means: 'Only an open marker can be acknowledged. A new fact has closed this one.',
    next: 'Nothing is left to do.',
  },
  'merge-refused': {
    status: 422, title: 'These cannot be merged or split so', members: ['reason'],
    means: 'The merge or split contradicts the record; "reason" says why.',
    next: 'Read both entries again and choose others.',
  },
  'precondition-required': {
    status: 428, title: 'Say which version you saw', members: ['currentEtag'],
    means: 'This act needs "If-Match", so that nobody overwrites what they have not seen.',
    next: 'Read the resource and send its ETag in "If-Match".',
  },
  'rate-limited': {
    status: 429, title: 'Too many requests', members: ['policy'],
    means: 'The limit named in "policy" is used up for now.',
    next: 'Wait as long as "Retry-After" says.',
  },
  internal: {
    status: 500, title: 'Something went wrong on our side', members: [],
    means: 'The service met an error it did not expect. Nothing of the inside is told here.',
    next: 'Try again. If it stays, give the operators the "traceId"; their log tells everything about it.',
  },
  'projection-behind': {
    status: 503, title: 'The views have not caught up', members: ['projection', 'position', 'wanted'], retryAfter: 1,
    means: 'The views had not reached the position asked for within two seconds.',
    next: 'Try again after a second.',
  },
  unavailable: {
    status: 503, title: 'The service cannot work right now', members: [], retryAfter: 5,
    means: 'The database is out of reach or its migrations are missing.',
    next: 'Try again later. Operators: run "chancery doctor".',
  },
} as const satisfies Record<string, ProblemDescription>;

export type ProblemType = keyof typeof problemTypes;

/** The description of a problem type; `internal` for a name that is not in the table. */
export function describeProblem(type: string): ProblemDescription {
  return Object.hasOwn(problemTypes, type) ? problemTypes[type as ProblemType] : problemTypes.internal;
}
