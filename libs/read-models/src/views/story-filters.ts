import { IsIn, IsString, MaxLength } from 'class-validator';
import { kinds, markerRules, planStatuses, roles } from '#libs/codebook';
import { ClockListQuery, IsSlug, Omittable } from '#libs/http';
import { type RegisterHistory, type Registers } from '#libs/story';
import type { Entry, StoryRead } from '../reading/index.js';
import type { TimelineFacets } from '../timeline/index.js';
import { wordsOf, wordTest } from './words.js';

export const voices = ['named', 'outlet', 'unnamed', 'relayed'] as const;

/** Filters that the views of a story share (API §7), each repeatable: OR among the values of one, AND between different ones. */
export class SharedFilters extends ClockListQuery {
  @IsSlug({ each: true }) actor: string[] = [];
  @IsString({ each: true }) @IsIn(roles, { each: true }) role: string[] = [];
  @IsSlug({ each: true }) issue: string[] = [];
  @IsString({ each: true }) @IsIn(kinds, { each: true }) kind: string[] = [];
  @IsSlug({ each: true }) outlet: string[] = [];
  @IsSlug({ each: true }) source: string[] = [];
  @IsString({ each: true }) @IsIn(markerRules, { each: true }) marker: string[] = [];
  @IsString({ each: true }) @IsIn(voices, { each: true }) voice: string[] = [];
  @IsString({ each: true }) @IsIn(planStatuses, { each: true }) planStatus: string[] = [];
  @Omittable() @IsString() @MaxLength(200) q?: string;
}
export type Filters = Pick<SharedFilters, 'actor' | 'role' | 'issue' | 'kind' | 'outlet' | 'source' | 'marker' | 'voice' | 'planStatus' | 'q'>;

interface ClaimFacets {
  id: string; report: string; occurrence: string | null; kind: string; issue: string | null; status: string; voice: string;
  actors: { actor: string; role: string }[]; sources: string[]; rules: string[];
}

/** What the filters let through: claims, and occurrences for one of their claims. */
export interface Passed {
  claim(id: string): boolean;
  occurrence(id: string): boolean;
}

/**
 * Compiles the shared filters against one read; null when nothing is filtered. Ids are read through merges. An occurrence passes a
 * filter when it shows the value itself or one of its active claims does.
 */
export async function compileFilters(read: StoryRead, filters: Filters, history: RegisterHistory): Promise<Passed | null> {
  const { actor, role, issue, kind, outlet, source, marker, voice, planStatus, q } = filters;
  if (q === undefined && [actor, role, issue, kind, outlet, source, marker, voice, planStatus].every((values) => values.length === 0)) return null;
  const registers = history.at(read.position);
  const [actors, issues, outlets, sources] = [readAs(registers, 'actor', actor), readAs(registers, 'issue', issue), readAs(registers, 'source', outlet), readAs(registers, 'source', source)];
  const [claims, reports, items] = await Promise.all([read.entries('claims'), read.entries('reports'), read.entries('timeline')]);
  const outletOf = new Map(reports.map(({ key, facets }) => [key, facets.outlet as string | null]));

  const tests: ((claim: ClaimFacets) => boolean)[] = [];
  if (actors !== null || role.length > 0) {
    tests.push((claim) => claim.actors.some((one) => (actors === null || actors.has(one.actor)) && (role.length === 0 || role.includes(one.role))));
  }
  if (issues !== null) tests.push((claim) => claim.issue !== null && issues.has(claim.issue));
  if (kind.length > 0) tests.push((claim) => kind.includes(claim.kind));
  if (outlets !== null) tests.push((claim) => outlets.has(outletOf.get(claim.report) ?? ''));
  if (sources !== null) tests.push((claim) => claim.sources.some((one) => sources.has(one)));
  const ofClaim = (claim: ClaimFacets): boolean => tests.every((test) => test(claim));
  const ofItem = (item: TimelineFacets): boolean =>
    (marker.length === 0 || marker.some((rule) => item.rules.includes(rule)))
    && (voice.length === 0 || voice.includes(item.voice ?? ''))
    && (planStatus.length === 0 || planStatus.includes(item.planStatus ?? ''));

  const spoken = q === undefined ? null : await claimsSaying(read, q);
  const itemOf = new Map(items.map(({ key, facets }) => [key, facets as TimelineFacets]));
  const facetsOf = new Map(claims.map(({ key, facets }) => [key, facets as ClaimFacets]));
  const passesAlone = (claim: ClaimFacets): boolean => ofClaim(claim) && (spoken === null || spoken.has(claim.id));
  return {
    claim: (id) => {
      const claim = facetsOf.get(id);
      if (claim === undefined || !passesAlone(claim)) return false;
      return (marker.length === 0 || marker.some((rule) => claim.rules.includes(rule)))
        && (voice.length === 0 || voice.includes(claim.voice))
        && (planStatus.length === 0 || (claim.occurrence !== null && planStatus.includes(itemOf.get(claim.occurrence)?.planStatus ?? '')));
    },
    occurrence: (id) => {
      const item = itemOf.get(id);
      if (item === undefined || !ofItem(item)) return false;
      const members = item.members.flatMap((one) => facetsOf.get(one) ?? []);
      const active = members.filter((claim) => claim.status === 'active');
      const looked = active.length > 0 ? active : members;
      return tests.every((test) => looked.some(test)) && (spoken === null || members.some((claim) => spoken.has(claim.id)));
    },
  };
}

/** Ids as they may be stored: each asked for, with all that is read as the same entry. Null when none was asked for. */
function readAs(registers: Registers, register: 'actor' | 'issue' | 'source', asked: readonly string[]): ReadonlySet<string> | null {
  if (asked.length === 0) return null;
  return new Set(asked.flatMap((id) => registers.family(register, registers.canonical(register, id))));
}

/** Claims whose title, excerpt or labels, or whose report's headline, hold every word. */
async function claimsSaying(read: StoryRead, q: string): Promise<ReadonlySet<string>> {
  const holds = wordTest(q);
  const [claims, reports] = await Promise.all([read.entries('claims'), read.entries('reports')]);
  const headlines = new Map((await read.rows('reports', reports.map(({ key }) => key))).map(({ key, text }) => [key, (JSON.parse(text) as { headline: string }).headline]));
  const saying = new Set<string>();
  for (let from = 0; from < claims.length; from += 2_000) {
    for (const { key, text } of await read.rows('claims', claims.slice(from, from + 2_000).map((one) => one.key))) {
      const { summary, excerpt, participants, attribution, place, report } = JSON.parse(text) as {
        summary: string | null; excerpt: string | null; report: string; place: { label: string } | null;
        participants: { label: string | null; actor: string | null }[]; attribution: { label: string | null }[];
      };
      const said = [summary, excerpt, headlines.get(report), place?.label, ...participants.flatMap(({ label, actor }) => [label, actor]), ...attribution.map(({ label }) => label)];
      if (holds(wordsOf(said.filter((one) => one != null).join(' ')))) saying.add(key);
    }
  }
  return saying;
}

/** The read models a filtered list is made of: its ETag moves with each of them. */
export const filteredModels = (projection: string): string[] => [...new Set([projection, 'timeline', 'claims', 'reports'])];

/** Keeps the entries that pass, in their order. */
export const passing = (entries: readonly Entry[], passed: Passed | null, of: 'claim' | 'occurrence'): readonly Entry[] =>
  passed === null ? entries : entries.filter(({ key }) => passed[of](key));
