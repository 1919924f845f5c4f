import type { StoredEvent } from '#libs/event-store';
import { judgedMembers } from '../markers/occurrence-rules.js';
import { attestationOf, firedOnOccurrence, knownBefore } from '../markers/remembered.js';
import type { StoryFacts, StoryTouched } from '#libs/story';
import { absorbedBy } from './members.js';

/** Events after which every claim of a touched report may belong to another origin, though no claim of it was touched. */
const readsWholeReports = new Set(['ReportRevised', 'ReportDetailsCorrected']);

/** What an event reached, worked out when first asked for: every read model asks, right after the facts took it in. */
interface Reach { event: StoredEvent; claims?: ReadonlySet<string>; occurrences?: ReadonlySet<string>; members?: ReadonlySet<string>; quietly?: boolean }
const lastReach = new WeakMap<StoryFacts, Reach>();
function reachOf(event: StoredEvent, facts: StoryFacts): Reach {
  let reach = lastReach.get(facts);
  if (reach?.event !== event) lastReach.set(facts, (reach = { event }));
  return reach;
}

/** The claims an event may have given another reading: those it touched, and those whose report may now share an origin. */
export function reachedClaims(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): ReadonlySet<string> {
  return (reachOf(event, facts).claims ??= claimsReached(event, touched, facts));
}

function claimsReached(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): Set<string> {
  const reached = new Set(touched.claims);
  // A new report has no claims yet, and those it resembles share no occurrence with it before it has some.
  if (readsWholeReports.has(event.type)) for (const report of touched.reports) for (const id of facts.report(report)?.claims ?? []) reached.add(id);
  return reached;
}

/** The occurrences an event may have changed: by their members, by the reports of these, or through the one that absorbed them. */
export function reachedOccurrences(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): ReadonlySet<string> {
  return (reachOf(event, facts).occurrences ??= occurrencesReached(event, touched, facts));
}

function occurrencesReached(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): Set<string> {
  const reached = new Set(touched.occurrences);
  for (const id of reachedClaims(event, touched, facts)) {
    const occurrence = facts.claim(id)?.occurrence ?? null;
    if (occurrence !== null) reached.add(occurrence);
  }
  // An absorbed occurrence still tells what it was, from claims that now belong to the one that absorbed it.
  for (const id of [...reached]) if (facts.occurrence(id)?.absorbed.length !== 0) for (const absorbed of absorbedBy(facts, id)) reached.add(absorbed);
  return reached;
}

/** The claims that share an occurrence with what an event reached: their credibility and the markers on it may differ. */
export function reachedMembers(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): ReadonlySet<string> {
  return (reachOf(event, facts).members ??= membersReached(event, touched, facts));
}

function membersReached(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): ReadonlySet<string> {
  const claims = reachedClaims(event, touched, facts);
  if (isJoinedQuietly(event, facts)) return claims;
  const reached = new Set(claims);
  for (const occurrence of reachedOccurrences(event, touched, facts)) for (const id of facts.occurrence(occurrence)?.claims ?? []) reached.add(id);
  return reached;
}

/**
 * Whether a claim joined an occurrence and left it as sure and as marked as it was: then nothing differs for the claims it joined. An
 * occurrence that a thousand claims speak of would else have all of them read anew for each.
 */
function isJoinedQuietly(event: StoredEvent, facts: StoryFacts): boolean {
  if (event.type !== 'OccurrenceOpened' && event.type !== 'ClaimAttached') return false;
  return (reachOf(event, facts).quietly ??= joinsQuietly(event, facts));
}

function joinsQuietly({ data }: StoredEvent, facts: StoryFacts): boolean {
  const occurrence = facts.canonicalOccurrence(data.occurrence as string);
  if (occurrence === undefined) return false;
  if (occurrence.claims.length === 1) return true;
  const was = (facts.joinedLast !== null && knownBefore(facts, facts.joinedLast)) || judgedMembers(facts, facts.membersOf(occurrence.id).filter(({ id }) => id !== data.claim));
  const is = { fired: firedOnOccurrence(facts, occurrence), attestation: attestationOf(facts, occurrence) };
  const several = (origins: number): number => Math.min(origins, 2);
  if (several(was.attestation.supporting) !== several(is.attestation.supporting) || several(was.attestation.denying) !== several(is.attestation.denying)) return false;
  return was.fired.size === is.fired.size && [...was.fired.keys()].every((rule) => is.fired.has(rule));
}
