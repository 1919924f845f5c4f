import {
  aspects, bearings, certainties, hedgeClasses, kinds, linkTypes, namednesses, parseEdtf, placePrecisions, planStatuses, polarities,
  quantityKinds, quotations, roles, sides, stanceBases, timeRelations,
} from '#libs/codebook';

/** A fault in a body: where (RFC 6901 pointer) and what. */
export type BodyFault = string;
type Json = Record<string, unknown>;
/** Looks at one value; `at` is its pointer. */
type Check = (value: unknown, at: string) => BodyFault[];

const PLACEHOLDER = /^\{\{[^{}]+\}\}$/;

const text = (min: number, max: number): Check => (value, at) =>
  typeof value === 'string' && value.length >= min && value.length <= max ? [] : [`${at}: a text of ${min} to ${max} characters`];
const matching = (pattern: RegExp, what: string): Check => (value, at) =>
  typeof value === 'string' && (pattern.test(value) || PLACEHOLDER.test(value)) ? [] : [`${at}: ${what}, not ${JSON.stringify(value)}`];
const oneOf = (allowed: readonly (string | number)[]): Check => (value, at) =>
  allowed.includes(value as string) ? [] : [`${at}: one of ${allowed.join(', ')}, not ${JSON.stringify(value)}`];
const bool: Check = (value, at) => (typeof value === 'boolean' ? [] : [`${at}: true or false`]);
const number: Check = (value, at) => (typeof value === 'number' && Number.isFinite(value) ? [] : [`${at}: a number`]);
const nullable = (check: Check): Check => (value, at) => (value === null ? [] : check(value, at));
const many = (check: Check, min: number, max: number): Check => (value, at) => {
  if (!Array.isArray(value) || value.length < min || value.length > max) return [`${at}: a list of ${min} to ${max}`];
  return value.flatMap((item, index) => check(item, `${at}/${index}`));
};
const edtf: Check = (value, at) =>
  typeof value === 'string' && parseEdtf(value) !== null ? [] : [`${at}: an EDTF value of level 0 or 1, not ${JSON.stringify(value)}`];

const shape = (members: Record<string, Check>, required: readonly string[], rules: (value: Json, at: string) => BodyFault[] = () => []): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: an object`];
    const faults: BodyFault[] = [];
    for (const key of required) if (!(key in value)) faults.push(`${at}/${key}: required`);
    for (const [key, item] of Object.entries(value)) {
      const check = members[key];
      faults.push(...(check === undefined ? [`${at}/${key}: unknown member`] : check(item, `${at}/${key}`)));
    }
    return [...faults, ...rules(value as Json, at)];
  };

const id = matching(/^[a-z0-9][a-z0-9-]{0,78}[a-z0-9]$/, 'an id');
const iso3 = matching(/^[A-Z]{3}$/, 'three capital letters');
const ref = matching(/^[A-Za-z0-9-]{1,40}$/, 'a ref');
const target = matching(/^#[A-Za-z0-9-]{1,40}$/, '#ref or the id of a claim');
const rfc3339 = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, 'an RFC 3339 time');
const reason = text(1, 2000);

const participant = shape({ actor: nullable(id), role: oneOf(roles), label: nullable(text(1, 200)) }, ['role'], ({ actor, label }, at) =>
  actor == null && label == null ? [`${at}: an actor or a label`] : []);
const happened = shape({
  edtf: nullable(edtf), aspect: oneOf(aspects), relation: nullable(oneOf(timeRelations)),
  anchor: nullable((value, at) => (value === 'published' ? [] : target(value, at))),
}, []);
const hop = shape({
  source: nullable(id), label: nullable(text(1, 200)), cue: nullable(text(1, 100)), namedness: oneOf(namednesses), side: oneOf(sides), scopeUnclear: bool,
}, []);
const quantity = shape({
  best: nullable(number), low: nullable(number), high: nullable(number), unit: text(1, 40), of: id, kind: oneOf(quantityKinds),
  asOf: nullable(edtf), cue: nullable(text(0, 200)),
}, ['unit', 'of', 'kind'], ({ best, low, high, kind }, at) => {
  const known = [low, best, high].filter((value) => typeof value === 'number');
  if (known.length === 0 && kind !== 'vague') return [`${at}: at least one number`];
  return known.some((value, index) => index > 0 && value < known[index - 1]!) ? [`${at}: low, best and high must rise`] : [];
});
const span = shape({ start: number, end: number, exact: text(1, 2000) }, ['start', 'end', 'exact']);
const locator = shape({
  part: oneOf(['headline', 'body']),
  paragraph: nullable((value, at) => (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 10000 ? [] : [`${at}: 1 to 10000`])),
}, []);

/** ClaimInput of API §5. */
const claimInput = shape({
  ref, kind: oneOf(kinds), summary: nullable(text(1, 280)), span, locator, participants: many(participant, 0, 20), issue: nullable(id),
  happened: nullable(happened), place: nullable(shape({ label: text(1, 200), precision: oneOf(placePrecisions) }, ['label', 'precision'])),
  attribution: many(hop, 0, 8), observed: bool, factuality: shape({ certainty: oneOf(certainties), polarity: oneOf(polarities) }, []),
  hedges: many(shape({ cue: text(1, 100), class: oneOf(hedgeClasses), strength: oneOf([0, 1, 2, 3]) }, ['cue', 'class', 'strength']), 0, 20),
  quantity: nullable(quantity), quotation: nullable(oneOf(quotations)), planStatus: nullable(oneOf(planStatuses)),
  stances: many(shape({
    holder: id, issue: id, value: oneOf([-3, -2, -1, 0, 1, 2, 3]), basis: oneOf(stanceBases), conditions: many(target, 0, 10),
  }, ['holder', 'issue', 'value']), 0, 20),
  links: many(shape({ type: oneOf(linkTypes), target }, ['type', 'target']), 0, 20), occurrence: nullable(target), attests: oneOf(bearings),
  coderCertainty: nullable((value, at) => (typeof value === 'number' && value >= 0 && value <= 1 ? [] : [`${at}: 0 to 1`])),
  codes: many(shape({ scheme: text(1, 40), version: text(1, 40), code: text(1, 40) }, ['scheme', 'version', 'code']), 0, 10),
}, ['kind'], (claim, at) => (('span' in claim) === ('locator' in claim) ? [`${at}: exactly one of span and locator`] : []));

const details = {
  outlet: nullable(id), headline: text(1, 500), url: nullable(text(1, 2048)), published: nullable(edtf), language: text(2, 35), wire: nullable(id),
};
const fileReport = shape({
  ...details, claims: many(claimInput, 1, 500), text: nullable(text(1, 524288)), keepText: bool, retrieved: nullable(rfc3339), note: nullable(text(0, 4000)),
}, ['outlet', 'headline', 'claims'], (body, at) => [...refsAgree(body['claims'], at), ...spansAgree(body['claims'], body['text'], at)]);

const outcome: Check = (value, at) => {
  const kind = (value as Json | null)?.['outcome'];
  const claim = target;
  switch (kind) {
    case 'carried': return shape({ outcome: text(1, 20), claim, span, locator }, ['claim'])(value, at);
    case 'reworded': case 'corrected': return shape({ outcome: text(1, 20), claim, with: claimInput }, ['claim', 'with'])(value, at);
    case 'dropped': return shape({ outcome: text(1, 20), claim }, ['claim'])(value, at);
    case 'added': return shape({ outcome: text(1, 20), with: claimInput }, ['with'])(value, at);
    default: return [`${at}/outcome: unknown`];
  }
};
const revise = shape({
  headline: text(1, 500), text: nullable(text(1, 524288)), keepText: bool, published: nullable(edtf), retrieved: nullable(rfc3339),
  notice: nullable(shape({ kind: oneOf(['correction', 'update', 'clarification']), text: text(1, 2000) }, ['kind', 'text'])), claims: many(outcome, 1, 1000),
}, ['headline', 'claims'], (body, at) => {
  const entries = body['claims'] as Json[];
  const corrected = entries.some((entry) => entry['outcome'] === 'corrected');
  const placed = entries.map((entry) => (entry['with'] as Json | undefined) ?? entry);
  return [...(corrected && body['notice'] == null ? [`${at}/notice: required for a corrected claim`] : []), ...spansAgree(placed, body['text'], at)];
});
const correction: Check = (value, at) => {
  const action = (value as Json | null)?.['action'];
  const members = { action: oneOf(['replace', 'withdraw', 'add']), claim: target, with: claimInput };
  return shape(members, action === 'replace' ? ['claim', 'with'] : action === 'withdraw' ? ['claim'] : ['with'])(value, at);
};
const correct = shape({ reason, details: shape(details, []), claims: many(correction, 0, 500) }, ['reason'], (body, at) =>
  Object.keys((body['details'] as Json | undefined) ?? {}).length + ((body['claims'] as unknown[] | undefined) ?? []).length === 0 ? [`${at}: at least one change`] : []);

const absorb = shape({ absorb: many(matching(/^[a-z0-9][a-z0-9-]*$/, 'an id'), 1, 20), reason }, ['absorb', 'reason']);
const name = shape({ text: text(1, 200), language: nullable(text(2, 35)), alias: bool }, ['text']);
const BODIES: readonly [RegExp, Check][] = [
  [/\/reports$/, fileReport],
  [/\/revisions$/, revise],
  [/\/corrections$/, correct],
  [/\/retraction$/, shape({ by: oneOf(['outlet', 'editor']), reason, published: nullable(edtf), noticeUrl: nullable(text(1, 2048)) }, ['by', 'reason'])],
  [/\/credibility$/, shape({ grade: nullable(oneOf([1, 2, 3, 4, 5])), reason }, ['grade', 'reason'])],
  [/\/reliability$/, shape({ grade: nullable(oneOf(['a', 'b', 'c', 'd', 'e'])), topic: nullable(id), from: nullable(edtf), reason }, ['grade', 'reason'])],
  [/\/plan-status$/, shape({ status: oneOf(planStatuses), scheduledFor: nullable(edtf), reason }, ['status', 'reason'])],
  [/\/override$/, shape({ value: nullable(oneOf([-3, -2, -1, 0, 1, 2, 3])), reason }, ['value', 'reason'])],
  [/\/acknowledgement$/, shape({ note: reason }, ['note'])],
  [/\/closure$/, shape({ reason }, ['reason'])],
  [/\/family$/, shape({ family: nullable(id), reason }, ['family', 'reason'])],
  [/\/identification$/, shape({ actor: id, namedness: oneOf(['named-office', 'named-person', 'document']), reason }, ['actor', 'namedness', 'reason'])],
  [/\/merge$/, absorb],
  [/\/occurrences\/[^/]+\/split$/, shape({ restore: target, claims: many(target, 1, 500), reason }, ['reason'])],
  [/\/split$/, shape({ restore: id, reason }, ['restore', 'reason'])],
  [/\/notes$/, shape({ subject: shape({ type: text(1, 20), id: text(1, 200) }, ['type', 'id']), text: text(1, 4000) }, ['subject', 'text'])],
  [/\/stories$/, shape({ slug: id, title: text(1, 200), summary: nullable(text(0, 4000)), issues: many(id, 0, 100) }, ['slug', 'title'])],
  [/\/actors$/, shape({
    id, kind: oneOf(['state', 'government', 'organisation', 'armed-group', 'person', 'unit', 'collective', 'population']), names: many(name, 1, 50),
    memberOf: nullable(id), wikidata: nullable(matching(/^Q\d+$/, 'Q and digits')), iso3: nullable(iso3), sector: nullable(text(1, 40)),
  }, ['id', 'kind', 'names'])],
  [/\/issues$/, shape({ id, title: text(1, 200), parent: nullable(id), aliases: many(text(1, 200), 0, 20), description: nullable(text(0, 4000)) }, ['id', 'title'])],
  [/\/outlets$/, shape({
    id, name: text(1, 200), family: nullable(id), url: nullable(text(1, 2048)), country: nullable(iso3), languages: many(text(2, 35), 0, 50),
  }, ['id', 'name'])],
  [/\/sources$/, shape({
    id, label: text(1, 200), kind: oneOf(['person', 'office', 'organisation', 'document', 'unnamed-role']), namedness: oneOf(namednesses), side: oneOf(sides),
    actor: nullable(id),
  }, ['id', 'label', 'kind', 'namedness'])],
];

/** Holds a body against the shape that API §3 to §6 gives for its path; an empty answer means that nothing is wrong with it. */
export function faultsOf(path: string, body: unknown): BodyFault[] {
  const check = BODIES.find(([pattern]) => pattern.test(path))?.[1];
  return check === undefined ? [`no shape is known for ${path}`] : check(body, '');
}

/** Refs are unique in a body, and every `#ref` names one; an occurrence may only join an earlier claim. */
function refsAgree(claims: unknown, at: string): BodyFault[] {
  const faults: BodyFault[] = [];
  const list = (Array.isArray(claims) ? claims : []) as Json[];
  const all = list.map((claim) => claim['ref']).filter((value) => typeof value === 'string');
  for (const value of new Set(all)) if (all.filter((other) => other === value).length > 1) faults.push(`${at}/claims: ref ${value} twice`);
  for (const [index, claim] of list.entries()) {
    for (const used of JSON.stringify({ ...claim, span: undefined, summary: undefined }).matchAll(/"#([A-Za-z0-9-]+)"/g)) {
      if (!all.includes(used[1]!)) faults.push(`${at}/claims/${index}: #${used[1]} names no claim of the body`);
    }
    const joins = claim['occurrence'];
    if (typeof joins === 'string' && joins.startsWith('#') && !list.slice(0, index).some((earlier) => earlier['ref'] === joins.slice(1))) {
      faults.push(`${at}/claims/${index}/occurrence: ${joins} is not an earlier claim`);
    }
  }
  return faults;
}

function spansAgree(claims: unknown, text: unknown, at: string): BodyFault[] {
  return ((Array.isArray(claims) ? claims : []) as Json[]).flatMap((claim, index) => {
    const placed = claim['span'] as { start: number; end: number; exact: string } | undefined;
    if (placed === undefined) return [];
    if (typeof text !== 'string') return [`${at}/claims/${index}/span: the body has no text`];
    return text.slice(placed.start, placed.end) === placed.exact ? [] : [`${at}/claims/${index}/span: the text reads otherwise`];
  });
}
