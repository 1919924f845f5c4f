/** One act of a seed file, as written: what to send, and the name later lines use for its answer. */
export interface PostLine {
  readonly act: 'post';
  readonly file: string;
  /** 1-based line number in the file; part of the idempotency key, so lines are appended and never reordered. */
  readonly line: number;
  /** Path below the service root, placeholders not yet resolved. */
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly as: string | null;
  /** `current`: the resource before the act's last path segment is read first and its tag sent as If-Match. */
  readonly ifMatch: 'current' | null;
}

/** A list of claims that is read, not written: it names what an earlier file filed. */
export interface GetLine {
  readonly act: 'get';
  readonly file: string;
  readonly line: number;
  readonly path: string;
  readonly as: string;
  /** The refs of the claims in the order of the list. The service keeps no refs: they live in the request that gave them. */
  readonly refs: readonly string[];
}

export type SeedLine = PostLine | GetLine;

/** What a name stands for: ids that the service made, by the `ref` the seed gave the claim. */
export interface NamedAnswer {
  readonly report: string | null;
  readonly claims: ReadonlyMap<string, string>;
  readonly occurrences: ReadonlyMap<string, string>;
}

/** A marker is found by its rule and subject: its id is the service's to make. */
export interface MarkerWanted {
  readonly rule: string;
  /** `type:id`, as the list of markers takes it. */
  readonly subject: string;
}

/** One fault in a seed file, said as `file:line: what`. */
export interface SeedFault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** All faults of a file at once, so that its author mends it in one pass. */
export class SeedFileInvalid extends Error {
  constructor(readonly faults: readonly SeedFault[]) {
    super(faults.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
    this.name = 'SeedFileInvalid';
  }
}

const id = '[^/?]+';

/** The acts a seed may hold. A path that is none of these is a slip of the pen, found before anything is filed. */
const ACTS: readonly RegExp[] = [
  '/stories',
  '/actors',
  '/issues',
  '/outlets',
  '/sources',
  `/(actors|issues|outlets|sources)/${id}/(merge|split)`,
  `/issues/${id}/closure`,
  `/outlets/${id}/family`,
  `/sources/${id}/identification`,
  `/(outlets|sources)/${id}/reliability`,
  `/stories/${id}/(reports|notes)`,
  `/stories/${id}/stances/${id}/${id}/override`,
  `/reports/${id}/(revisions|corrections|retraction)`,
  `/occurrences/${id}/(merge|split|plan-status)`,
  `/claims/${id}/credibility`,
  `/markers/${id}/acknowledgement`,
].map((path) => new RegExp(`^/api/v1${path}$`));

/** Acts that the service refuses without If-Match. */
const GUARDED = new RegExp(
  `^/api/v1/(reports/${id}/|occurrences/${id}/|markers/${id}/|stories/${id}/stances/|(actors|issues|outlets|sources)/${id}/(merge|split|closure|family|identification)$)`,
);

const NAME = /^[A-Za-z][A-Za-z0-9-]{0,39}$/;
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/**
 * Reads a seed file: one JSON object a line, blank lines allowed.
 * Every name must be given before it is used, and a claim's `ref` must be one that the named line sends.
 * @throws SeedFileInvalid with every fault found, each with its line.
 */
export function parseSeedLines(file: string, text: string): SeedLine[] {
  const faults: SeedFault[] = [];
  const lines: SeedLine[] = [];
  const refsByName = new Map<string, ReadonlySet<string>>();

  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (raw.trim() === '') continue;
    const line = index + 1;
    const fault = (message: string) => faults.push({ file, line, message });

    const parsed = readLine(file, line, raw, fault);
    if (parsed === null) continue;
    for (const expression of placeholdersIn(parsed)) {
      const complaint = complaintAbout(expression, refsByName);
      if (complaint !== null) fault(complaint);
    }
    if (parsed.as !== null) {
      if (refsByName.has(parsed.as)) fault(`the name "${parsed.as}" is already taken by an earlier line`);
      refsByName.set(parsed.as, parsed.act === 'get' ? new Set(parsed.refs) : refsSentBy(parsed.body));
    }
    lines.push(parsed);
  }
  if (faults.length > 0) throw new SeedFileInvalid(faults);
  return lines;
}

function readLine(file: string, line: number, raw: string, fault: (message: string) => void): SeedLine | null {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch (error) {
    fault(`not JSON: ${(error as Error).message}`);
    return null;
  }
  if (!isRecord(value)) {
    fault('a line is one JSON object');
    return null;
  }
  const { post, get, body, as = null, ifMatch = null, refs = [], ...unknown } = value;
  for (const member of Object.keys(unknown)) fault(`unknown member "${member}"; known are post, body, as, ifMatch, get, refs`);
  if (as !== null && (typeof as !== 'string' || !NAME.test(as))) {
    fault(`"as" must be a name like C07, not ${JSON.stringify(as)}`);
    return null;
  }

  if (typeof get === 'string' && post === undefined) {
    if (as === null) fault('a "get" line needs "as": reading without a name does nothing');
    if (!get.startsWith('/api/v1/')) fault(`"get" must begin with /api/v1/, not ${get}`);
    if (!isStrings(refs)) {
      fault('"refs" of a "get" line is a list of names');
      return null;
    }
    return { act: 'get', file, line, path: get, as: as ?? '', refs };
  }
  if (typeof post !== 'string' || get !== undefined) {
    fault('a line has either "post" or "get", a path');
    return null;
  }
  if (!isRecord(body)) {
    fault('"body" must be a JSON object');
    return null;
  }
  if (ifMatch !== null && ifMatch !== 'current') {
    fault('"ifMatch" can only be "current"');
    return null;
  }
  const shape = post.replace(PLACEHOLDER, 'x');
  if (!ACTS.some((act) => act.test(shape))) fault(`no act has the path ${post}`);
  else if (GUARDED.test(shape) !== (ifMatch === 'current')) {
    fault(GUARDED.test(shape) ? `${post} needs "ifMatch":"current"` : `${post} takes no "ifMatch"`);
  }
  return { act: 'post', file, line, path: post, body, as, ifMatch };
}

/** The refs of all claims a body sends: those of a filing, of a revision and of a correction. */
function refsSentBy(body: Record<string, unknown>): ReadonlySet<string> {
  const refs = new Set<string>();
  const entries = Array.isArray(body['claims']) ? body['claims'] : [];
  for (const entry of entries) {
    if (!isRecord(entry)) continue;
    const claim = isRecord(entry['with']) ? entry['with'] : entry;
    if (typeof claim['ref'] === 'string') refs.add(claim['ref']);
  }
  return refs;
}

function complaintAbout(expression: string, refsByName: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const reference = readReference(expression);
  if (reference === null) {
    return `{{${expression}}} is no reference; write {{C07.report}}, {{C07.claim.ref}}, {{C07.occurrence.ref}} or {{C07.marker.rule.ref}}`;
  }
  const refs = refsByName.get(reference.name);
  if (refs === undefined) return `{{${expression}}}: no earlier line is named "${reference.name}"`;
  if (reference.ref !== null && !refs.has(reference.ref)) {
    return `{{${expression}}}: the line named "${reference.name}" sends no claim "${reference.ref}"`;
  }
  return null;
}

interface Reference {
  readonly name: string;
  readonly of: 'report' | 'claim' | 'occurrence' | 'marker';
  readonly ref: string | null;
  readonly rule: string | null;
}

function readReference(expression: string): Reference | null {
  const [name, of, third, fourth, ...more] = expression.split('.');
  if (name === undefined || !NAME.test(name) || more.length > 0) return null;
  if (of === 'report' && third === undefined) return { name, of, ref: null, rule: null };
  if ((of === 'claim' || of === 'occurrence') && third !== undefined && fourth === undefined) {
    return { name, of, ref: third, rule: null };
  }
  // A marker of an occurrence, a claim or a report: the rule says which (DOMAIN §5.3, column "On").
  if (of === 'marker' && third !== undefined) return { name, of, ref: fourth ?? null, rule: third };
  return null;
}

const ON_OCCURRENCE = new Set([
  'single-source',
  'contested',
  'contradicted-quantity',
  'contradicted-time',
  'no-longer-attested',
  'circular-sourcing',
]);

/**
 * Puts the ids of earlier answers in the place of `{{…}}`, in every string of `value`, however deep.
 * @param marker gives the id of a marker; asked only for `{{name.marker.rule.ref}}`.
 * @throws Error when a name has no such id, which parsing has ruled out for files it accepted.
 */
export function resolvePlaceholders<T>(
  value: T,
  names: ReadonlyMap<string, NamedAnswer>,
  marker: (wanted: MarkerWanted) => string = noMarkers,
): T {
  return mapStrings(value, (text) =>
    text.replace(PLACEHOLDER, (_, expression: string) => {
      const reference = readReference(expression);
      const id = reference === null ? undefined : idOf(reference, names, marker);
      if (id === undefined || id === null) throw new Error(`{{${expression}}} stands for nothing that was filed`);
      return id;
    }),
  ) as T;
}

function idOf(reference: Reference, names: ReadonlyMap<string, NamedAnswer>, marker: (wanted: MarkerWanted) => string) {
  const answer = names.get(reference.name);
  if (reference.of === 'report') return answer?.report;
  if (reference.of === 'claim') return answer?.claims.get(reference.ref!);
  if (reference.of === 'occurrence') return answer?.occurrences.get(reference.ref!);
  const wanted = wantedMarker(reference, names);
  return wanted === null ? null : marker(wanted);
}

function wantedMarker({ name, ref, rule }: Reference, names: ReadonlyMap<string, NamedAnswer>): MarkerWanted | null {
  const answer = names.get(name);
  if (answer === undefined || rule === null) return null;
  if (ref === null) return answer.report === null ? null : { rule, subject: `report:${answer.report}` };
  const type = ON_OCCURRENCE.has(rule) ? 'occurrence' : 'claim';
  const subject = (type === 'occurrence' ? answer.occurrences : answer.claims).get(ref);
  return subject === undefined ? null : { rule, subject: `${type}:${subject}` };
}

/** The markers a line speaks of, so that a runner can look them up before it resolves the line. */
export function markersWanted(line: SeedLine, names: ReadonlyMap<string, NamedAnswer>): MarkerWanted[] {
  return placeholdersIn(line)
    .map(readReference)
    .filter((reference) => reference?.of === 'marker')
    .map((reference) => wantedMarker(reference!, names))
    .filter((wanted) => wanted !== null);
}

/** The key under which a line is sent, always the same, so that a repeated run files nothing twice. */
export function idempotencyKey({ file, line }: SeedLine): string {
  return `seed:${file}:${line}`;
}

function placeholdersIn(line: SeedLine): string[] {
  const found: string[] = [];
  const collect = (text: string) => {
    for (const match of text.matchAll(PLACEHOLDER)) found.push(match[1]!);
    return text;
  };
  mapStrings(line.path, collect);
  if (line.act === 'post') mapStrings(line.body, collect);
  return found;
}

function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map));
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, map)]));
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function noMarkers({ rule, subject }: MarkerWanted): never {
  throw new Error(`nobody can look up the marker ${rule} of ${subject}`);
}
