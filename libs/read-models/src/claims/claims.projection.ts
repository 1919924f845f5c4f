import type { Bearing, ClaimContent, Locator, PlanStatus, Span } from '#libs/codebook';
import type { Projection } from '#libs/projections';
import type { ClaimFacts, Recorded, StoryFacts, StoryTouched } from '#libs/story';
import { openMarkersOn, type MarkerRef } from '../markers/index.js';
import { reachedMembers, readHappened, type HappenedRead } from '../tellings/index.js';
import { voiceClass, type VoiceClass } from '../voice/index.js';
import { suggestedCredibility } from './credibility.js';

/** A claim of API §5. Register ids stand as they were sent; only the reading of them is shared through merges. */
export interface Claim extends Omit<ClaimContent, 'happened'> {
  id: string;
  report: string;
  /** The report version it stands in, or stood in last. */
  version: number;
  story: string;
  occurrence: string | null;
  /** Names of a body are no longer known once it is filed. */
  ref: null;
  span: Span | null;
  locator: Locator | null;
  happened: HappenedRead | null;
  planStatus: PlanStatus | null;
  attests: Bearing;
  excerpt: string | null;
  voice: VoiceClass;
  status: ClaimFacts['status'] | 'retracted';
  supersedes: string | null;
  supersededBy: string | null;
  credibility: { suggested: 1 | 2 | 3 | 4 | 5 | null; assessed: { grade: number | null; reason: string; recorded: Recorded } | null };
  markers: MarkerRef[];
  recorded: Recorded;
  /** The non-empty line of the text it starts in, from 1; 0 for the headline; null when unknown. */
  paragraph: number | null;
}

/** A claim as the facts say it now. */
export function claimRow(facts: StoryFacts, claim: ClaimFacts): Claim {
  const { content } = claim;
  const { version, span, locator, paragraph } = facts.placementOf(claim);
  return {
    id: claim.id, report: claim.report, version, story: facts.slug, occurrence: claim.occurrence,
    kind: content.kind, summary: content.summary, ref: null, span, locator, participants: content.participants, issue: content.issue,
    happened: readHappened(content.happened), place: content.place, attribution: content.attribution, observed: content.observed,
    factuality: content.factuality, hedges: content.hedges, quantity: content.quantity, quotation: content.quotation, planStatus: claim.planStatus,
    stances: content.stances, links: content.links, attests: claim.attests, coderCertainty: content.coderCertainty, codes: content.codes,
    excerpt: span?.exact ?? null,
    voice: voiceClass(facts, claim),
    status: facts.statusOf(claim),
    supersedes: claim.supersedes,
    supersededBy: claim.supersededBy,
    credibility: { suggested: suggestedCredibility(facts, claim), assessed: claim.credibility.at(-1) ?? null },
    markers: openMarkersOn(facts, { type: 'claim', id: claim.id }),
    recorded: claim.recorded,
    paragraph,
  };
}

/** What changes are told by: a claim without what is judged of it. */
export type ClaimTelling = Omit<Claim, 'voice' | 'credibility' | 'markers' | 'ref' | 'story' | 'recorded' | 'supersededBy'>;
export function claimTelling(facts: StoryFacts, claim: ClaimFacts): ClaimTelling {
  const { content } = claim;
  const { version, span, locator, paragraph } = facts.placementOf(claim);
  return {
    ...content, id: claim.id, report: claim.report, version, occurrence: claim.occurrence, span, locator, happened: readHappened(content.happened), planStatus: claim.planStatus, attests: claim.attests,
    excerpt: span?.exact ?? null, status: facts.statusOf(claim), supersedes: claim.supersedes, paragraph,
  };
}

export const claims: Projection<StoryFacts, StoryTouched, Claim> = {
  name: 'claims',
  version: 1,
  handles: 'all',
  foundByKey: true,
  keys: (event, touched, facts) => reachedMembers(event, touched, facts),
  evolve(id, facts) {
    const claim = facts.claim(id);
    return claim === undefined ? null : claimRow(facts, claim);
  },
  facets: ({ id, report, occurrence, kind, issue, status, participants, attribution, markers, voice, recorded }) => ({
    id, report, occurrence, kind, issue, status, voice, position: recorded.position,
    actors: participants.flatMap(({ actor, role }) => (actor === null ? [] : [{ actor, role }])),
    sources: attribution.flatMap(({ source }) => source ?? []),
    rules: markers.map(({ rule }) => rule),
  }),
};
