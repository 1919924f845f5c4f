import type { ClaimFacts, ReportVersion, StoryFacts } from '#libs/story';

/**
 * The report version that told a claim first, the one its publication is judged by. Carrying a claim into a later version is
 * bookkeeping and moves no date; a recoded claim was told when the one it replaces was.
 */
export function toldIn(facts: StoryFacts, claim: ClaimFacts): ReportVersion {
  let told = claim;
  while (told.recordedAs === 'ClaimRecoded' && told.supersedes !== null) {
    const before = facts.claim(told.supersedes);
    if (before === undefined) break;
    told = before;
  }
  const { versions } = facts.report(told.report)!;
  return versions[Math.min(told.placements[0]!.version, versions.length) - 1]!;
}

/** The first claim of its lineage (DOMAIN §2.1). */
export function rootOf(facts: StoryFacts, claim: ClaimFacts): ClaimFacts {
  let root = claim;
  while (root.supersedes !== null) {
    const before = facts.claim(root.supersedes);
    if (before === undefined) break;
    root = before;
  }
  return root;
}

/** The newest claim of its lineage: the claim itself, or what has superseded it. */
export function endOf(facts: StoryFacts, claim: ClaimFacts): ClaimFacts {
  let end = claim;
  while (end.supersededBy !== null) {
    const after = facts.claim(end.supersededBy);
    if (after === undefined) break;
    end = after;
  }
  return end;
}

/** First told first. A retelling keeps the place of the claim it descends from: a revision must not reorder what an item shows. */
export function firstToldFirst(facts: StoryFacts, claims: readonly ClaimFacts[]): ClaimFacts[] {
  if (claims.length < 2) return [...claims];
  const at = new Map(claims.map((claim) => [claim, rootOf(facts, claim).recorded.position]));
  return [...claims].sort((a, b) => at.get(a)! - at.get(b)! || a.recorded.position - b.recorded.position);
}

/** Compares these claims by publication (API §7.5): publication instant, then position of the report version, then order in the body. */
export function byPublication(facts: StoryFacts, claims: readonly ClaimFacts[]): (a: ClaimFacts, b: ClaimFacts) => number {
  const told = new Map(claims.map((claim) => [claim, toldIn(facts, claim)]));
  return (a, b) => {
    const [x, y] = [told.get(a)!, told.get(b)!];
    return x.publicAt - y.publicAt || x.recorded.position - y.recorded.position
      || facts.placementOf(a).order - facts.placementOf(b).order || a.recorded.position - b.recorded.position;
  };
}
