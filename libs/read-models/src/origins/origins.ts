import type { ClaimFacts, ReportFacts, StoryFacts } from '#libs/story';
import { effectiveNamedness, lastHop, voiceIdentity } from '../voice/index.js';

/**
 * The origins of a set of claims (DOMAIN §5.4): its reports joined two by two by outlet, outlet family, wire, a hop that names the
 * other's outlet or the same outlet, the same named voice, or a text similarity of 0.8 or more. Each origin is the claims of one
 * component; their number is what `origins` shows. Never more than the number of reports.
 *
 * Every ground for joining is a key; reports that share a key are one origin. An outlet's own report holds the keys of those that
 * credit it as wire and of those whose hops name it; without such a report a wire and a hop do not meet.
 */
export function originsOf(facts: StoryFacts, claims: readonly ClaimFacts[]): ClaimFacts[][] {
  if (claims.length === 0) return [];
  if (claims.length === 1) return [[claims[0]!]];
  const byReport = new Map<string, ClaimFacts[]>();
  for (const claim of claims) {
    const own = byReport.get(claim.report);
    if (own === undefined) byReport.set(claim.report, [claim]);
    else own.push(claim);
  }
  if (byReport.size === 1) return [[...claims]];

  const leader = new Map<string, string>();
  const find = (key: string): string => {
    let at = key;
    for (let up = leader.get(at); up !== undefined && up !== at; up = leader.get(at)) at = up;
    return at;
  };
  for (const [id, own] of byReport) {
    const report = facts.report(id)!;
    const self = `report:${id}`;
    leader.set(self, find(self));
    for (const key of groundsOf(facts, report, own, byReport)) {
      const [a, b] = [find(self), find(key)];
      leader.set(b, a);
      if (!leader.has(a)) leader.set(a, a);
    }
  }
  const components = new Map<string, ClaimFacts[]>();
  for (const [id, own] of byReport) {
    const component = find(`report:${id}`);
    const joined = components.get(component);
    if (joined === undefined) components.set(component, own);
    else for (const claim of own) joined.push(claim);
  }
  return [...components.values()];
}

function groundsOf(facts: StoryFacts, report: ReportFacts, claims: readonly ClaimFacts[], here: ReadonlyMap<string, unknown>): string[] {
  const { registers } = facts;
  const grounds: string[] = [];
  const canonical = (id: string): string => registers.canonical('source', id);
  if (report.outlet !== null) {
    grounds.push(`wire:${canonical(report.outlet)}`, `hop:${canonical(report.outlet)}`);
    const family = registers.outlet(canonical(report.outlet))?.family ?? null;
    if (family !== null) grounds.push(`family:${family}`);
  }
  if (report.wire !== null) grounds.push(`wire:${canonical(report.wire)}`);
  for (const claim of claims) {
    for (const hop of claim.content.attribution) {
      if (hop.source !== null && registers.outlet(canonical(hop.source)) !== undefined) grounds.push(`hop:${canonical(hop.source)}`);
    }
    const last = lastHop(claim);
    if (last === null) continue;
    const namedness = effectiveNamedness(registers, last);
    if (namedness === 'named-office' || namedness === 'named-person') grounds.push(`voice:${voiceIdentity(facts, claim)}`);
  }
  // Similarity is told by the later report, and joins only reports that are both here.
  for (const version of report.versions) {
    for (const other of version.similar) if (other.similarity >= 0.8 && here.has(other.report)) grounds.push(`report:${other.report}`);
  }
  return grounds;
}

/** How many outlets carry the claims: known ones after merges, an unknown one once per report (API §7.1). */
export function outletsOf(facts: StoryFacts, claims: readonly ClaimFacts[]): string[] {
  return [...new Set(claims.map((claim) => {
    const outlet = facts.report(claim.report)?.outlet ?? null;
    return outlet === null ? `report:${claim.report}` : facts.registers.canonical('source', outlet);
  }))];
}
