import { hedgeClasses, kinds, planStatuses, type ClaimContent } from '#libs/codebook';
import type { Append } from '#libs/event-store';
import { streams, type EventData, type EventType } from '#libs/story';

/** What a generated log is made of. The same settings give the same log. */
export interface AffairSettings {
  /** About how many events in all. */
  events: number;
  stories: number;
  /** Claims of story-0000, whose affair everybody reports; it is part of `events`. */
  largestStoryClaims: number;
  seed?: number;
}

export const fullSize: AffairSettings = { events: 1_000_000, stories: 2_000, largestStoryClaims: 100_000 };
export const quickSize: AffairSettings = { events: 12_000, stories: 40, largestStoryClaims: 1_200 };

type Fact = { [T in EventType]: { stream: string; story: string | null; type: T; data: EventData[T] } }[EventType];

const ACTORS = 240;
const ISSUES = 60;
const OUTLETS = 120;
const SOURCES = 150;

/**
 * A log of made-up affairs for measuring: registers first, then reports of one to ten claims spread over the stories, in the
 * proportions of the seed stories: a third of the claims joins an occurrence already told, a fifth has a hedge, a fifth a stance,
 * an eighth a number; one report in twelve is revised, one in thirty corrected, one in eighty retracted; occurrences merge and split,
 * plans are set, markers acknowledged, register entries merge. Appends come one request at a time, as the write side makes them.
 */
export function* generatedAffairs(settings: AffairSettings): Generator<Append> {
  const world = new World(settings);
  yield* world.registers();
  let written = world.written;
  const claimsPerEvent = 0.44;
  const largestShare = settings.largestStoryClaims / (settings.events * claimsPerEvent);
  while (written < settings.events) {
    const slug = world.chance(largestShare) ? 0 : 1 + world.below(settings.stories - 1);
    yield world.happening(slug);
    written = world.written;
  }
}

interface Story { slug: string; opened: boolean; reports: Report[]; occurrences: string[]; plans: string[]; merged: { into: string; absorbed: string; claims: string[] }[]; claimsOf: Map<string, string[]> }
interface Report { id: string; version: number; claims: { id: string; content: ClaimContent; occurrence: string }[]; retracted: boolean }

class World {
  written = 0;
  private counter = 0;
  private state: number;
  private readonly stories: Story[];

  constructor(settings: AffairSettings) {
    this.state = settings.seed ?? 42;
    this.stories = Array.from({ length: settings.stories }, (_, i) => ({
      slug: `story-${String(i).padStart(4, '0')}`, opened: false, reports: [], occurrences: [], plans: [], merged: [], claimsOf: new Map<string, string[]>(),
    }));
  }

  /** mulberry32 */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private pick<V>(values: readonly V[]): V {
    return values[this.below(values.length)]!;
  }

  private id(prefix: string): string {
    return `${prefix}_${String(++this.counter).padStart(26, '0')}`;
  }

  private append(facts: readonly Fact[]): Append {
    this.written += facts.length;
    return {
      events: facts.map(({ stream, story, type, data }) => ({ stream, story, type, schemaVersion: 1, data })),
      recordedBy: { id: 'bench', name: 'bench', kind: 'system' },
      correlationId: `c${this.written}`,
      causationId: null,
    };
  }

  *registers(): Generator<Append> {
    const fact = <T extends EventType>(stream: string, type: T, data: EventData[T]): Fact => ({ stream, story: null, type, data }) as Fact;
    const all: Fact[] = [
      ...Array.from({ length: ACTORS }, (_, i) => fact(streams.actor(`actor-${i}`), 'ActorRegistered', { id: `actor-${i}`, kind: i % 3 === 0 ? 'state' : 'person', names: [{ text: `Actor ${i}`, language: 'en', alias: false }], memberOf: null, wikidata: null, iso3: null, sector: null })),
      ...Array.from({ length: ISSUES }, (_, i) => fact(streams.issue(`issue-${i}`), 'IssueOpened', { id: `issue-${i}`, title: `Issue ${i}`, parent: null, aliases: [], description: null })),
      ...Array.from({ length: OUTLETS }, (_, i) => fact(streams.source(`outlet-${i}`), 'OutletRegistered', { id: `outlet-${i}`, name: `Outlet ${i}`, family: i % 5 === 0 ? 'one-house' : null, url: null, country: null, languages: ['en'] })),
      ...Array.from({ length: SOURCES }, (_, i) => fact(streams.source(`source-${i}`), 'SourceRegistered', { id: `source-${i}`, label: `Source ${i}`, kind: 'office', namedness: i % 2 === 0 ? 'named-office' : 'role', side: 'party', actor: `actor-${i}` })),
    ];
    for (let i = 0; i < all.length; i += 100) yield this.append(all.slice(i, i + 100));
  }

  /** One request to one story. */
  happening(index: number): Append {
    const story = this.stories[index]!;
    if (!story.opened) {
      story.opened = true;
      return this.append([{ stream: streams.story(story.slug), story: story.slug, type: 'StoryOpened', data: { slug: story.slug, title: `Affair ${index}`, summary: null, issues: [`issue-${index % ISSUES}`] } }]);
    }
    const choice = this.random();
    const standing = story.reports.filter(({ retracted }) => !retracted).slice(-50);
    if (choice < 0.84 || standing.length < 3) return this.append(this.file(story));
    const report = this.pick(standing);
    if (choice < 0.9) return this.append(this.revise(story, report));
    if (choice < 0.93) return this.append(this.recode(story, report));
    if (choice < 0.94) return this.append(this.retract(story, report));
    if (choice < 0.96 && story.occurrences.length > 2) return this.append(this.mergeOccurrences(story));
    // What absorbed it may have been absorbed itself since; then there is nothing to split it from.
    while (story.merged.length > 0 && !story.occurrences.includes(story.merged.at(-1)!.into)) story.merged.pop();
    if (choice < 0.965 && story.merged.length > 0) return this.append(this.splitOccurrence(story));
    if (choice < 0.98 && story.plans.length > 0) {
      return this.append([{ stream: streams.story(story.slug), story: story.slug, type: 'PlanStatusSet', data: { occurrence: this.pick(story.plans), status: this.pick(planStatuses), scheduledFor: '2026-03-01', reason: 'as told by the office' } }]);
    }
    if (choice < 0.99) {
      return this.append([{ stream: streams.story(story.slug), story: story.slug, type: 'StanceOverridden', data: { holder: `actor-${this.below(ACTORS)}`, issue: `issue-${index % ISSUES}`, value: this.below(7) - 3, reason: 'read from the whole' } }]);
    }
    if (choice < 0.9902) return this.append([this.mergeActors()]);
    return this.append([{ stream: streams.report(report.id), story: story.slug, type: 'CredibilityAssessed', data: { report: report.id, claim: report.claims[0]!.id, grade: 2, reason: 'matches the communiqué' } }]);
  }

  private nextMerge = 0;
  private mergeActors(): Fact {
    // Each of the last forty actors is absorbed once by its neighbour; after that outlets change houses.
    const absorbed = ACTORS - 1 - 2 * this.nextMerge++;
    if (absorbed > ACTORS - 80) return { stream: streams.actor(`actor-${absorbed - 1}`), story: null, type: 'ActorsMerged', data: { id: `actor-${absorbed - 1}`, absorbed: [`actor-${absorbed}`], reason: 'the same person' } };
    const outlet = `outlet-${this.below(OUTLETS)}`;
    return { stream: streams.source(outlet), story: null, type: 'OutletFamilyAssigned', data: { id: outlet, family: this.pick(['one-house', 'another-house']), reason: 'the registry of companies' } };
  }

  private file(story: Story): Fact[] {
    const report: Report = { id: this.id('rpt'), version: 1, claims: [], retracted: false };
    story.reports.push(report);
    const stream = streams.report(report.id);
    const facts: Fact[] = [{
      stream, story: story.slug, type: 'ReportFiled',
      data: {
        report: report.id, story: story.slug, outlet: `outlet-${this.below(OUTLETS)}`, headline: `What the ministers said on day ${this.below(400)}, and what they left open`,
        url: `https://outlet.example/${report.id}`, textLength: 4000, textCommitment: null, published: this.day(), retrieved: null, language: 'en', wire: this.chance(0.1) ? `outlet-${this.below(10)}` : null, note: null, similar: [],
      },
    }];
    const count = 1 + this.below(7);
    for (let order = 0; order < count; order++) {
      const claim = this.id('clm');
      const content = this.content(story, report);
      facts.push({ stream, story: story.slug, type: 'ClaimReported', data: { report: report.id, version: 1, claim, order, paragraph: order, content } });
      facts.push(this.place(story, report, claim, content));
    }
    return facts;
  }

  private place(story: Story, report: Report, claim: string, content: ClaimContent): Fact {
    const joins = story.occurrences.length > 0 && this.chance(0.35);
    const occurrence = joins ? story.occurrences[story.occurrences.length - 1 - this.below(Math.min(story.occurrences.length, 40))]! : this.id('occ');
    report.claims.push({ id: claim, content, occurrence });
    const claims = story.claimsOf.get(occurrence);
    if (claims === undefined) story.claimsOf.set(occurrence, [claim]);
    else claims.push(claim);
    if (!joins) story.occurrences.push(occurrence);
    if (content.planStatus !== null && !joins) story.plans.push(occurrence);
    return { stream: streams.story(story.slug), story: story.slug, type: joins ? 'ClaimAttached' : 'OccurrenceOpened', data: { occurrence, claim, attests: content.attests, planStatus: content.planStatus } };
  }

  private day(): string {
    return `2026-${String(1 + this.below(12)).padStart(2, '0')}-${String(1 + this.below(28)).padStart(2, '0')}`;
  }

  private content(story: Story, report: Report): ClaimContent {
    const kind = this.pick(kinds);
    const isPlan = kind === 'planned-meeting' || kind === 'postponed-meeting';
    const earlier = report.claims.at(-1);
    return {
      kind,
      summary: `The ${kind} as the office of actor ${this.below(ACTORS)} described it to reporters`,
      span: null,
      locator: { part: 'body', paragraph: 1 + this.below(20) },
      participants: [{ actor: `actor-${this.below(ACTORS)}`, role: 'initiator', label: null }, { actor: `actor-${this.below(ACTORS)}`, role: 'recipient', label: null }],
      issue: this.chance(0.8) ? `issue-${(story.occurrences.length + this.below(3)) % ISSUES}` : null,
      happened: this.chance(0.75) ? { edtf: this.chance(0.2) ? `${this.day().slice(0, 7)}~` : this.day(), aspect: isPlan ? 'future' : 'instant', relation: null, anchor: null } : null,
      place: this.chance(0.2) ? { label: 'Cairo', precision: 'admin-1' } : null,
      attribution: this.chance(0.85) ? [{ source: `source-${this.below(SOURCES)}`, label: null, cue: 'said', namedness: 'role', side: 'party', scopeUnclear: false }] : [],
      observed: this.chance(0.1),
      factuality: { certainty: this.chance(0.7) ? 'certain' : 'possible', polarity: this.chance(0.93) ? 'positive' : 'negative' },
      hedges: this.chance(0.2) ? [{ cue: 'reportedly', class: this.pick(hedgeClasses), strength: 1 }] : [],
      quantity: this.chance(0.12) ? { best: this.below(1000), low: null, high: null, unit: 'people', of: `count-${this.below(4 + Math.ceil(story.occurrences.length / 30))}`, kind: 'approximate', asOf: null, cue: null } : null,
      quotation: this.chance(0.3) ? 'direct' : null,
      planStatus: isPlan ? 'scheduled' : null,
      stances: this.chance(0.2) ? [{ holder: `actor-${this.below(ACTORS)}`, issue: `issue-${this.below(ISSUES)}`, value: this.below(7) - 3, basis: 'attributed', conditions: [] }] : [],
      links: earlier !== undefined && this.chance(0.15) ? [{ type: 'responds-to', target: earlier.id }] : [],
      attests: this.chance(0.9) ? 'supports' : this.chance(0.5) ? 'denies' : 'queries',
      coderCertainty: null,
      codes: [],
    };
  }

  private revise(story: Story, report: Report): Fact[] {
    report.version++;
    const stream = streams.report(report.id);
    const facts: Fact[] = [{
      stream, story: story.slug, type: 'ReportRevised',
      data: { report: report.id, version: report.version, headline: `Updated: what was said, version ${report.version}`, textLength: 4100, textCommitment: null, published: this.day(), retrieved: null, notice: null, similar: [] },
    }];
    const kept = report.claims.splice(0);
    kept.forEach(({ id, content, occurrence }, order) => {
      if (!this.chance(0.15)) {
        facts.push({ stream, story: story.slug, type: 'ClaimCarried', data: { report: report.id, version: report.version, claim: id, span: null, locator: null, paragraph: order } });
        report.claims.push({ id, content, occurrence });
        return;
      }
      const claim = this.id('clm');
      const reworded: ClaimContent = { ...content, summary: `${content.summary}, in other words`, hedges: [] };
      facts.push({ stream, story: story.slug, type: 'ClaimReworded', data: { report: report.id, version: report.version, claim, supersedes: id, order, paragraph: order, content: reworded } });
      facts.push({ stream: streams.story(story.slug), story: story.slug, type: 'ClaimAttached', data: { occurrence, claim, attests: content.attests, planStatus: content.planStatus } });
      story.claimsOf.get(occurrence)?.push(claim);
      report.claims.push({ id: claim, content: reworded, occurrence });
    });
    return facts;
  }

  private recode(story: Story, report: Report): Fact[] {
    const at = this.below(report.claims.length);
    const { id, content, occurrence } = report.claims[at]!;
    const claim = this.id('clm');
    const recoded: ClaimContent = { ...content, kind: this.pick(kinds), planStatus: null };
    report.claims[at] = { id: claim, content: recoded, occurrence };
    story.claimsOf.get(occurrence)?.push(claim);
    return [
      { stream: streams.report(report.id), story: story.slug, type: 'ClaimRecoded', data: { report: report.id, version: report.version, claim, supersedes: id, order: at, paragraph: at, content: recoded, reason: 'misread' } },
      { stream: streams.story(story.slug), story: story.slug, type: 'ClaimAttached', data: { occurrence, claim, attests: content.attests, planStatus: null } },
    ];
  }

  private retract(story: Story, report: Report): Fact[] {
    report.retracted = true;
    return [{ stream: streams.report(report.id), story: story.slug, type: 'ReportRetracted', data: { report: report.id, by: this.chance(0.7) ? 'outlet' : 'editor', reason: 'could not be confirmed', published: this.day(), noticeUrl: null } }];
  }

  private mergeOccurrences(story: Story): Fact[] {
    const absorbed = story.occurrences.splice(story.occurrences.length - 2, 1)[0]!;
    const into = story.occurrences.at(-1)!;
    const claims = story.claimsOf.get(absorbed) ?? [];
    story.claimsOf.delete(absorbed);
    story.claimsOf.get(into)?.push(...claims);
    story.plans = story.plans.filter((plan) => plan !== absorbed);
    for (const report of story.reports.slice(-50)) for (const claim of report.claims) if (claim.occurrence === absorbed) claim.occurrence = into;
    story.merged.push({ into, absorbed, claims: [...claims] });
    return [{ stream: streams.story(story.slug), story: story.slug, type: 'OccurrencesMerged', data: { occurrence: into, absorbed: [absorbed], claims: { [absorbed]: [...claims] }, reason: 'the same meeting' } }];
  }

  private splitOccurrence(story: Story): Fact[] {
    const { into, absorbed, claims } = story.merged.pop()!;
    story.occurrences.push(absorbed);
    story.claimsOf.set(absorbed, [...claims]);
    const left = new Set(claims);
    story.claimsOf.set(into, (story.claimsOf.get(into) ?? []).filter((claim) => !left.has(claim)));
    for (const report of story.reports.slice(-50)) for (const claim of report.claims) if (left.has(claim.id)) claim.occurrence = absorbed;
    return [{ stream: streams.story(story.slug), story: story.slug, type: 'OccurrenceSplit', data: { occurrence: into, into: absorbed, claims, restored: absorbed, reason: 'two meetings after all' } }];
  }
}
