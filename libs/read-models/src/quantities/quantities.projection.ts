import { quantityBounds, type Quantity } from '#libs/codebook';
import type { Projection } from '#libs/projections';
import { seriesKey, type ClaimFacts, type Recorded, type StoryFacts, type StoryTouched } from '#libs/story';
import { markerSummary, type MarkerSummary } from '../markers/index.js';
import { byPublication, finite, reachedMembers } from '../tellings/index.js';
import { voiceClass, type VoiceClass } from '../voice/index.js';

/** A quantity series of API §7.4: every value as given, none averaged, none left out. */
export interface QuantitySeries {
  of: string;
  unit: string;
  /** What all active values span together; null where one of them is open. */
  low: number | null;
  high: number | null;
  /** The best number of the newest active value; null if that one gives none. */
  latest: number | null;
  values: {
    claim: string; report: string; outlet: string | null; voice: VoiceClass; best: number | null; low: number | null; high: number | null;
    kind: Quantity['kind']; asOf: string | null; status: string; recorded: Recorded;
  }[];
  markers: MarkerSummary;
}

export const quantities: Projection<StoryFacts, StoryTouched, QuantitySeries> = {
  name: 'quantities',
  version: 1,
  handles: 'all',
  *keys(event, touched, facts) {
    const seen = new Set<string>();
    for (const id of reachedMembers(event, touched, facts)) {
      const quantity = facts.claim(id)?.content.quantity ?? null;
      const key = quantity && seriesKey(quantity.of, quantity.unit);
      if (key === null || seen.has(key)) continue;
      seen.add(key);
      yield key;
    }
  },
  evolve(key, facts) {
    const claims = facts.series.get(key)
      .map((id) => facts.claim(id))
      .filter((claim): claim is ClaimFacts & { content: { quantity: Quantity } } => claim !== undefined && claim.content.quantity !== null);
    claims.sort(byPublication(facts, claims));
    if (claims.length === 0) return null;
    const { of, unit } = claims[0]!.content.quantity;
    const active = claims.filter((claim) => facts.isActive(claim));
    const spans = active.map((claim) => quantityBounds(claim.content.quantity));
    const occurrences = new Set(active.flatMap((claim) => claim.occurrence ?? []));
    return {
      of, unit,
      low: spans.length === 0 ? null : finite(Math.min(...spans.map(({ low }) => low))),
      high: spans.length === 0 ? null : finite(Math.max(...spans.map(({ high }) => high))),
      latest: active.at(-1)?.content.quantity.best ?? null,
      values: claims.map((claim) => {
        const { best, low, high, kind, asOf } = claim.content.quantity;
        return {
          claim: claim.id, report: claim.report, outlet: facts.report(claim.report)!.outlet, voice: voiceClass(facts, claim),
          best, low, high, kind, asOf, status: facts.statusOf(claim), recorded: claim.recorded,
        };
      }),
      markers: markerSummary(facts, occurrences, active.map(({ id }) => id)),
    };
  },
  facets: ({ of, unit, values }) => ({ of, unit, claims: values.map(({ claim }) => claim) }),
};
