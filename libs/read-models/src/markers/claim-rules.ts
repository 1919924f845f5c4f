import { bounds, isOfStateFamily, parseEdtf } from '#libs/codebook';
import type { ClaimFacts, StoryFacts } from '#libs/story';
import { toldIn } from '../tellings/told.js';
import { isAnonymous, isRelay, lastHop } from '../voice/index.js';

const day = 86_400_000_000; // microseconds

export const isUnattributed = (claim: ClaimFacts): boolean => claim.content.attribution.length === 0 && !claim.content.observed;

const isStateFamily = (claim: ClaimFacts): boolean => isOfStateFamily(claim.content.kind);

/** Undated, coarser than a day, or qualified. */
function isVagueInTime(claim: ClaimFacts): boolean {
  const edtf = claim.content.happened?.edtf ?? null;
  if (edtf === null) return true;
  const time = parseEdtf(edtf);
  return time === null || (time.precision !== 'day' && time.precision !== 'second') || time.qualifier !== 'none';
}

function isVagueInActor(facts: StoryFacts, claim: ClaimFacts): boolean {
  const { participants } = claim.content;
  const { registers } = facts;
  const vague = participants.some(({ actor }) => actor === null || registers.actor(registers.canonical('actor', actor))?.data.kind === 'collective');
  return vague || (!isStateFamily(claim) && !participants.some(({ role }) => role === 'initiator'));
}

/** Told more than three days after: from the last day of `happened` to the first day of the report version that first told it. */
function isLate(facts: StoryFacts, claim: ClaimFacts): boolean {
  const { published } = toldIn(facts, claim);
  const edtf = claim.content.happened?.edtf ?? null;
  if (published === null || edtf === null) return false;
  return Math.floor(bounds(published).min / day) - Math.floor(bounds(edtf).max / day) > 3;
}

const doubting = new Set(['epistemic', 'doxastic', 'investigative', 'hearsay']);
const openPlans = new Set(['proposed', 'scheduled', 'postponed']);

/** DOMAIN §5.3, scope C: what each rule asks of an active claim. */
const ofActiveClaims: readonly [rule: string, fires: (claim: ClaimFacts, facts: StoryFacts) => boolean][] = [
  ['unattributed', isUnattributed],
  ['anonymous-attribution', (claim, facts) => {
    const last = lastHop(claim);
    return last !== null && isAnonymous(facts.registers, last);
  }],
  ['second-hand-relay', (claim, facts) => claim.content.attribution.some((hop) => isRelay(facts.registers, hop))],
  ['interested-party', (claim) => ['party', 'aligned'].includes(lastHop(claim)?.side ?? 'unknown')],
  ['ambiguous-scope', (claim) => claim.content.attribution.some((hop) => hop.scopeUnclear)],
  ['hedged-modality', (claim) => claim.content.hedges.some((hedge) => hedge.strength >= 2 && doubting.has(hedge.class))],
  ['hypothetical', (claim) =>
    claim.content.happened?.aspect === 'future'
    || claim.content.hedges.some((hedge) => hedge.class === 'conditional')
    || openPlans.has(claim.content.planStatus ?? '')],
  ['negated', (claim) => claim.content.factuality.polarity === 'negative'],
  ['approximate-quantity', (claim) => claim.content.quantity !== null && claim.content.quantity.kind !== 'exact'],
  ['vague-time', (claim) => !isStateFamily(claim) && isVagueInTime(claim)],
  ['vague-place', (claim) => ['country', 'region'].includes(claim.content.place?.precision ?? '')],
  ['vague-actor', (claim, facts) => isVagueInActor(facts, claim)],
  ['causal-inference', (claim) => isUnattributed(claim) && claim.content.links.some((link) => link.type === 'cause')],
  ['low-coder-certainty', (claim) => claim.content.coderCertainty !== null && claim.content.coderCertainty < 0.5],
  ['late-report', (claim, facts) => isLate(facts, claim)],
];

export const claimRules: readonly string[] = [...ofActiveClaims.map(([rule]) => rule), 'corrected', 'retracted', 'dropped-silently'];

/** The rules that fire on a claim as it stands. */
export function rulesOnClaim(facts: StoryFacts, claim: ClaimFacts): string[] {
  switch (facts.statusOf(claim)) {
    case 'active':
      return rulesOfContent(facts, claim);
    case 'corrected':
      return ['corrected'];
    case 'retracted':
      return ['retracted'];
    case 'dropped':
      return claim.ended?.notice === null ? ['dropped-silently'] : [];
    default:
      return [];
  }
}

/** The rules that fire on a claim while it is active: what its content says, whatever has become of it. */
export const rulesOfContent = (facts: StoryFacts, claim: ClaimFacts): string[] =>
  ofActiveClaims.filter(([, fires]) => fires(claim, facts)).map(([rule]) => rule);
