import { bounds, isOfStateFamily, markerRow, microseconds } from '#libs/codebook';
import type { ClaimFacts, Recorded, StoryFacts } from '#libs/story';
import { scheduledFor, standingOf, wordsOn, type PlanWord } from '../plans/index.js';
import { titleOf, toldIn } from '../tellings/index.js';
import { markerId } from './marker-id.js';

const day = 86_400_000_000; // microseconds
/** How long a telling keeps, in days (DOMAIN §5.3): a state 30, where there are only numbers 14; an open issue 30. */
const keepsFor = { state: 30, quantities: 14, issue: 30 };
const ended = new Set(['held', 'cancelled', 'lapsed']);

/** A stale marker in the shape of API §7.3. Evaluated at `referenceTime` and never stored; `opened` is where the last telling was recorded. */
export function* staleMarkers(facts: StoryFacts, referenceTime: string): Iterable<object> {
  const now = microseconds(referenceTime);
  for (const { id, absorbedInto } of facts.occurrences.values()) {
    if (absorbedInto !== null) continue;
    const members = facts.membersOf(id);
    const supporting = members.filter((claim) => facts.isSupporting(claim));
    const newest = newestOf(facts, supporting);
    if (newest === null) continue;
    const plan = standingOf(facts, id);
    if (plan === null ? isKeptTooLong(facts, members, newest, now) : isPlanInThePast(facts, id, plan, now)) {
      yield staleMarker(facts, 'occurrence', id, titleOf(facts, id), supporting, newest.recorded);
    }
  }
  for (const id of new Set((facts.head?.issues ?? []).map((issue) => facts.registers.canonical('issue', issue)))) {
    const issue = facts.registers.issue(id);
    if (issue === undefined || issue.closed !== null) continue;
    const speaking = claimsOn(facts, id);
    const newest = newestOf(facts, speaking);
    const last = newest === null ? microseconds(facts.head!.recorded.at) : toldIn(facts, newest).publicAt;
    if (now - last > keepsFor.issue * day) yield staleMarker(facts, 'issue', id, issue.data.title, newest === null ? [] : [newest], newest?.recorded ?? facts.head!.recorded);
  }
}

function claimsOn(facts: StoryFacts, issue: string): ClaimFacts[] {
  const ids = facts.registers.family('issue', issue).flatMap((one) => facts.claimsNaming.get(`issue/${one}`));
  return [...new Set(ids)].map((id) => facts.claim(id)!).filter((claim) => facts.isActive(claim));
}

function newestOf(facts: StoryFacts, claims: readonly ClaimFacts[]): ClaimFacts | null {
  return claims.reduce<ClaimFacts | null>((newest, claim) => (newest === null || toldIn(facts, claim).publicAt >= toldIn(facts, newest).publicAt ? claim : newest), null);
}

/** Only states grow stale by age, those of whose claims all are of the state family (DOMAIN §2.1): a happening stays what it was. */
function isKeptTooLong(facts: StoryFacts, claims: readonly ClaimFacts[], newest: ClaimFacts, now: number): boolean {
  if (!claims.every((claim) => isOfStateFamily(claim.content.kind))) return false;
  const days = claims.every((claim) => claim.content.kind === 'quantity') ? keepsFor.quantities : keepsFor.state;
  return now - toldIn(facts, newest).publicAt > days * day;
}

function isPlanInThePast(facts: StoryFacts, occurrence: string, plan: PlanWord, now: number): boolean {
  if (ended.has(plan.status)) return false;
  const edtf = scheduledFor(wordsOn(facts, occurrence))?.edtf ?? null;
  return edtf !== null && bounds(edtf).max < now;
}

function staleMarker(facts: StoryFacts, scope: 'occurrence' | 'issue', id: string, title: string | null, claims: readonly ClaimFacts[], opened: Recorded): object {
  const { severity, says, closesIf, ruleVersion } = markerRow('stale');
  return {
    id: markerId('stale', scope, id), rule: 'stale', ruleVersion, scope, severity, subject: { type: scope, id }, title, says, closesIf,
    evidence: claims.map((claim) => ({ claim: claim.id, report: claim.report, version: facts.placementOf(claim).version, span: facts.placementOf(claim).span })),
    dependants: { stances: 0, occurrences: 0 }, opened, closed: null, acknowledgement: null, knownFrom: opened.position, knownTo: null,
  };
}
