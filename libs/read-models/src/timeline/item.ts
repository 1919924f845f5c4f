import {
  bounds, placePrecisions, quantityBounds, spanning, type Happened, type Kind, type Participant, type Place, type PlanStatus, type Quantity,
} from '#libs/codebook';
import type { ClaimFacts, OccurrenceFacts, Recorded, Registers, StoryFacts } from '#libs/story';
import { markerSummary, type MarkerSummary } from '../markers/index.js';
import { originsOf, outletsOf } from '../origins/index.js';
import { standingOf } from '../plans/standing.js';
import { absorbedBy, claimTitle, membersOf, readHappened, toldIn, type HappenedRead, type Members } from '../tellings/index.js';
import { strongestVoice, type VoiceClass } from '../voice/index.js';
import { neighboursOf } from './ordering.js';

/** TimelineItem of API §7.1 without `knownFrom` and `knownTo`, and what its lists and changes read beside it. */
export interface TimelineItem {
  occurrence: string;
  title: string;
  kind: Kind;
  issue: string | null;
  participants: Participant[];
  place: Place | null;
  happened: HappenedRead | null;
  ordering: { basis: 'dated' | 'relation' | 'reported'; after: string[]; before: string[] };
  planStatus: PlanStatus | null;
  status: 'attested' | 'unattested' | 'merged';
  voice: VoiceClass | null;
  hedge: number;
  attests: { supports: number; denies: number; queries: number; mentions: number };
  origins: number;
  outlets: number;
  markers: MarkerSummary;
  published: { first: string | null; last: string | null };
  recorded: { first: Recorded; last: Recorded };
  /** Filled when a list is grouped. */
  group: string | null;
  quantity: Quantity | null;
  canonicalId: string;
  absorbed: string[];
  /** Its claims, ended ones included, first told first. */
  members: string[];
}

/** An occurrence as the timeline shows it; null while no claim was ever attached to it. */
export function timelineItem(facts: StoryFacts, id: string): TimelineItem | null {
  const seen = seenOf(facts, id);
  if (seen === null) return null;
  const { occurrence, members, first, merged, supporting } = seen;
  const told = tellingOf(facts, seen);
  const neighbours = merged ? { after: [], before: [] } : neighboursOf(facts, id);
  return {
    occurrence: id,
    title: told.title,
    kind: first.content.kind,
    issue: first.content.issue === null ? null : facts.registers.canonical('issue', first.content.issue),
    participants: told.participants,
    place: told.place,
    happened: told.happened,
    ordering: {
      basis: (told.happened?.edtf ?? null) !== null ? 'dated' : neighbours.after.length + neighbours.before.length > 0 ? 'relation' : 'reported',
      ...neighbours,
    },
    planStatus: told.planStatus,
    status: told.status,
    voice: strongestVoice(facts, supporting),
    hedge: strongestHedge(supporting),
    attests: told.attests,
    origins: told.origins,
    outlets: outletsOf(facts, supporting).length,
    markers: markerSummary(facts, merged ? [] : [id], merged ? [] : occurrence.claims),
    published: publishedOf(facts, members),
    recorded: recordedOf(members.all),
    group: null,
    quantity: told.quantity,
    canonicalId: facts.canonicalOccurrence(id)!.id,
    absorbed: absorbedBy(facts, id).slice(1),
    members: told.members,
  };
}

/** What changes are told by: an item without its place in the order and what is counted around it, at a fraction of the cost. */
export type ItemTelling = Pick<TimelineItem, 'occurrence' | 'title' | 'participants' | 'place' | 'happened' | 'planStatus' | 'status' | 'attests' | 'origins' | 'quantity' | 'members'>;
export function itemTelling(facts: StoryFacts, id: string): ItemTelling | null {
  const seen = seenOf(facts, id);
  return seen === null ? null : tellingOf(facts, seen);
}

interface Seen { occurrence: OccurrenceFacts; members: Members; first: ClaimFacts; merged: boolean; supporting: readonly ClaimFacts[] }

function seenOf(facts: StoryFacts, id: string): Seen | null {
  const occurrence = facts.occurrence(id);
  if (occurrence === undefined) return null;
  const members = membersOf(facts, occurrence);
  const first = members.shown[0];
  if (first === undefined) return null;
  const merged = occurrence.absorbedInto !== null;
  // An absorbed occurrence counts for nothing; it only tells what it was, and where it went.
  return { occurrence, members, first, merged, supporting: merged ? [] : members.supporting };
}

function tellingOf(facts: StoryFacts, { occurrence: { id }, members, first, merged, supporting }: Seen): ItemTelling {
  const { registers } = facts;
  const attests: TimelineItem['attests'] = { supports: 0, denies: 0, queries: 0, mentions: 0 };
  if (!merged) for (const claim of members.active) attests[claim.attests] += 1;
  return {
    occurrence: id,
    title: claimTitle(registers, first),
    participants: participantsOf(registers, members.shown),
    place: placeOf(members.measured),
    happened: readHappened(happenedOf(members.measured)),
    planStatus: merged ? null : (standingOf(facts, id)?.status ?? null),
    status: merged ? 'merged' : supporting.length > 0 ? 'attested' : 'unattested',
    attests,
    origins: originsOf(facts, supporting).length,
    quantity: quantityOf(members.measured),
    members: members.all.map((claim) => claim.id),
  };
}

/**
 * Those of the first claim, read through merges. A happening first told without an initiator shows those of the first claim that
 * names one, so that a later account of who did it is seen.
 */
function participantsOf(registers: Registers, claims: readonly ClaimFacts[]): Participant[] {
  const first = claims[0]!;
  const hasInitiator = (claim: ClaimFacts): boolean => claim.content.participants.some(({ role }) => role === 'initiator');
  const isState = first.content.kind === 'state' || first.content.kind === 'quantity';
  const teller = (isState ? undefined : claims.find(hasInitiator)) ?? claims.find((claim) => claim.content.participants.length > 0) ?? first;
  return teller.content.participants.map(({ actor, role, label }) => ({ actor: actor === null ? null : registers.canonical('actor', actor), role, label }));
}

/** The least by `measure`, the first of equals. */
function least<T>(items: readonly T[], measure: (item: T) => number): T | undefined {
  let best = items[0];
  for (const item of items) if (measure(item) < measure(best!)) best = item;
  return best;
}

/**
 * The time of the most precise claim, the earliest told on a tie; times that do not meet give the interval spanning them, in whole
 * days. A claim that dates nothing may still say where it stands in order, which is more than one that says nothing.
 */
export function happenedOf(claims: readonly ClaimFacts[]): Happened | null {
  const told = claims.flatMap(({ content }) => content.happened ?? []);
  const dated = told.flatMap((happened) => (happened.edtf === null ? [] : [{ happened, edtf: happened.edtf, ...bounds(happened.edtf) }]));
  const finest = least(dated, (one) => one.max - one.min);
  if (finest === undefined) return told[0] ?? null;
  const latestBegin = Math.max(...dated.map(({ min }) => min));
  const earliestEnd = Math.min(...dated.map(({ max }) => max));
  const apart = dated.filter(({ min, max }) => max < latestBegin || min > earliestEnd);
  if (apart.length === 0) return finest.happened;
  return { edtf: spanning(apart.map((one) => one.edtf)), aspect: finest.happened.aspect, relation: null, anchor: null };
}

function placeOf(claims: readonly ClaimFacts[]): Place | null {
  return least(claims.flatMap(({ content }) => content.place ?? []), (place) => placePrecisions.indexOf(place.precision)) ?? null;
}

/** The narrowest number of what the first claim with a number counts. */
function quantityOf(claims: readonly ClaimFacts[]): Quantity | null {
  const told = claims.flatMap(({ content }) => content.quantity ?? []);
  const same = told.filter(({ of, unit }) => of === told[0]!.of && unit === told[0]!.unit);
  return least(same, (quantity) => quantityBounds(quantity).high - quantityBounds(quantity).low) ?? null;
}

const strongestHedge = (claims: readonly ClaimFacts[]): number =>
  claims.reduce((strongest, { content }) => content.hedges.reduce((most, { strength }) => Math.max(most, strength), strongest), 0);

/** First and last dated publication of what counts; of all there was, once nothing counts any more. */
function publishedOf(facts: StoryFacts, { active, all }: Members): TimelineItem['published'] {
  const versions = (active.length > 0 ? active : all).flatMap((claim) => [toldIn(facts, claim), facts.versionOf(claim)]).filter(({ published }) => published !== null);
  const first = least(versions, (version) => version.publicAt);
  const last = least(versions, (version) => -version.publicAt);
  return { first: first?.published ?? null, last: last?.published ?? null };
}

function recordedOf(claims: readonly ClaimFacts[]): TimelineItem['recorded'] {
  return {
    first: least(claims, (claim) => claim.recorded.position)!.recorded,
    last: least(claims, (claim) => -claim.recorded.position)!.recorded,
  };
}
