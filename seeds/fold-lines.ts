import { defaultStance, type ClaimContent, type Hop, type Quantity } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import { RegisterHistory, StoryFacts, streams, type EventData, type EventType } from '#libs/story';
import { resolvePlaceholders, type MarkerWanted, type NamedAnswer, type PostLine, type SeedLine } from './seed-lines.js';

type Json = Record<string, any>;

/**
 * What a seed file leaves in the log, made without a service: for specs that ask what the rules make of a story.
 * Ids tell where they come from: the claim `denial` of the line C01 is `clm_C01-denial`, its occurrence `occ_C01-denial`.
 * It takes the lines at their word: refusals are the service's business, and the specs of the service's.
 */
export class FoldedLines {
  readonly events: StoredEvent[] = [];
  readonly registers = new RegisterHistory();
  readonly facts: StoryFacts;
  private readonly names = new Map<string, NamedAnswer>();
  private readonly streamVersions = new Map<string, number>();
  /** What each line wrote, in the order of the lines. */
  readonly told: { line: SeedLine; events: readonly StoredEvent[] }[] = [];
  private splits = 0;
  /** The append of the line that is being told: all events of a request share it. */
  private appended = { first: 1, size: 0 };

  /** @param markerId names the marker of a rule on a subject, where the lines acknowledge one. */
  constructor(readonly story: string, lines: readonly SeedLine[], private readonly markerId: (wanted: MarkerWanted) => string = () => 'mrk_none') {
    this.facts = new StoryFacts(story, this.registers);
    for (const line of lines) {
      const first = this.events.length + 1;
      this.appended = { first, size: 0 };
      if (line.act === 'post') this.tell(line);
      else this.nameFiled(line.as, line.refs);
      const told = this.events.slice(first - 1);
      this.told.push({ line, events: told });
    }
  }

  private tell(line: PostLine): void {
    let marked: MarkerWanted | null = null;
    const marker = (wanted: MarkerWanted) => this.markerId((marked = wanted));
    const path = resolvePlaceholders(line.path, this.names, marker).replace('/api/v1/', '');
    const body = resolvePlaceholders(line.body as Json, this.names, marker);
    const [collection, id, act, ...rest] = path.split('/') as [string, string?, string?, ...string[]];
    switch (act === undefined ? collection : `${collection}/${act}`) {
      case 'stories': return this.append('StoryOpened', streams.story(body.slug), { summary: null, issues: [], ...body });
      case 'actors': return this.append('ActorRegistered', streams.actor(body.id), { memberOf: null, wikidata: null, iso3: null, sector: null, ...body });
      case 'issues': return this.append('IssueOpened', streams.issue(body.id), { parent: null, aliases: [], description: null, ...body });
      case 'outlets': return this.append('OutletRegistered', streams.source(body.id), { family: null, url: null, country: null, languages: [], ...body });
      case 'sources': return this.append('SourceRegistered', streams.source(body.id), { side: 'unknown', actor: null, ...body });
      case 'issues/closure': return this.append('IssueClosed', streams.issue(id!), { id, ...body });
      case 'outlets/family': return this.append('OutletFamilyAssigned', streams.source(id!), { id, ...body });
      case 'sources/identification': return this.append('SourceIdentified', streams.source(id!), { id, ...body });
      case 'outlets/reliability':
      case 'sources/reliability': return this.append('SourceReliabilityAssessed', streams.source(id!), { id, topic: null, from: null, ...body });
      case 'actors/merge': return this.append('ActorsMerged', streams.actor(id!), { id, absorbed: body.absorb, reason: body.reason });
      case 'stories/reports': return this.file(line, body);
      case 'stories/notes': return this.append('NoteAdded', streams.story(id!), { note: `note_${line.line}`, ...body });
      case 'stories/stances': return this.append('StanceOverridden', streams.story(id!), { holder: rest[0], issue: rest[1], ...body });
      case 'reports/revisions': return this.revise(line, id!, body);
      case 'reports/corrections': return this.correct(line, id!, body);
      case 'reports/retraction': return this.append('ReportRetracted', streams.report(id!), { report: id, published: null, noticeUrl: null, ...body });
      case 'claims/credibility': return this.append('CredibilityAssessed', streams.report(this.facts.claim(id!)!.report), { report: this.facts.claim(id!)!.report, claim: id, ...body });
      case 'occurrences/merge': return this.merge(id!, body);
      case 'occurrences/split': return this.split(id!, body);
      case 'occurrences/plan-status': return this.append('PlanStatusSet', streams.story(this.story), { occurrence: id, scheduledFor: null, ...body });
      case 'markers/acknowledgement': return this.append('MarkerAcknowledged', streams.story(this.story), { marker: id, ...acknowledged(marked), ...body });
      default: throw new Error(`${line.file}:${line.line}: ${path} is not told here`);
    }
  }

  private file(line: PostLine, body: Json): void {
    const report = `rpt_${line.as ?? line.line}`;
    this.append('ReportFiled', streams.report(report), {
      report, story: this.story, outlet: body.outlet, headline: body.headline, url: body.url ?? null, textLength: body.text?.length ?? null, textCommitment: null,
      published: body.published ?? null, retrieved: body.retrieved ?? null, language: body.language ?? 'en', wire: body.wire ?? null, note: body.note ?? null, similar: [],
    });
    const idOf = (ref: string) => `clm_${line.as ?? line.line}-${ref}`;
    const claims = (body.claims as Json[]).map((claim, order) => ({ claim, order, id: idOf(claim.ref ?? String(order)) }));
    for (const { claim, order, id } of claims) {
      const paragraph = paragraphOf(claim, body.text);
      this.append('ClaimReported', streams.report(report), { report, version: 1, claim: id, order, paragraph, content: contentOf(claim, idOf) });
    }
    for (const { claim, id } of claims) this.place(id, claim, id.replace('clm_', 'occ_'));
    this.name(line, report, claims.map(({ claim, id }) => [claim.ref, id]));
  }

  /** Opens an occurrence, or joins the one the claim names or `standing`, that of the claim it replaces. */
  private place(claim: string, input: Json, opened: string, standing: string | null = null): void {
    const named = typeof input.occurrence === 'string' && input.occurrence.startsWith('#')
      ? this.facts.claim(claim.slice(0, claim.indexOf('-') + 1) + input.occurrence.slice(1))!.occurrence
      : (input.occurrence ?? standing);
    const data = { occurrence: named ?? opened, claim, attests: input.attests ?? 'supports', planStatus: input.planStatus ?? null };
    this.append(named === null ? 'OccurrenceOpened' : 'ClaimAttached', streams.story(this.story), data);
  }

  private revise(line: PostLine, report: string, body: Json): void {
    const version = this.facts.report(report)!.versions.length + 1;
    const notice = body.notice ?? null;
    this.append('ReportRevised', streams.report(report), {
      report, version, headline: body.headline, textLength: body.text?.length ?? null, textCommitment: null, published: body.published ?? null, retrieved: body.retrieved ?? null,
      notice, similar: [],
    });
    const named: [string, string][] = [];
    const attach: (() => void)[] = [];
    const idOf = (ref: string) => `clm_${line.as ?? line.line}-${ref}`;
    for (const [order, entry] of (body.claims as Json[]).entries()) {
      const id = entry.with === undefined ? '' : idOf(entry.with.ref ?? String(order));
      const paragraph = paragraphOf(entry.with ?? entry, body.text);
      const base = { report, version, claim: id, order, paragraph };
      const stream = streams.report(report);
      if (entry.outcome === 'carried') this.append('ClaimCarried', stream, { report, version, claim: entry.claim, span: entry.span ?? null, locator: entry.locator ?? null, paragraph });
      if (entry.outcome === 'dropped') this.append('ClaimDropped', stream, { report, version, claim: entry.claim, notice: notice?.text ?? null });
      if (entry.outcome === 'reworded') this.append('ClaimReworded', stream, { ...base, supersedes: entry.claim, content: contentOf(entry.with, idOf) });
      if (entry.outcome === 'corrected') this.append('ClaimCorrected', stream, { ...base, supersedes: entry.claim, content: contentOf(entry.with, idOf), notice: notice.text });
      if (entry.outcome === 'added') this.append('ClaimReported', stream, { ...base, content: contentOf(entry.with, idOf) });
      if (entry.with === undefined) continue;
      attach.push(() => this.place(id, entry.with, id.replace('clm_', 'occ_'), entry.claim === undefined ? null : this.facts.claim(entry.claim)!.occurrence));
      named.push([entry.with.ref, id]);
    }
    // As the service does: every claim first, then where each belongs.
    for (const place of attach) place();
    this.name(line, report, named);
  }

  private correct(line: PostLine, report: string, body: Json): void {
    const version = this.facts.report(report)!.versions.length;
    const stream = streams.report(report);
    if (body.details !== undefined) this.append('ReportDetailsCorrected', stream, { report, details: body.details, reason: body.reason });
    const named: [string, string][] = [];
    const idOf = (ref: string) => `clm_${line.as ?? line.line}-${ref}`;
    for (const [order, entry] of ((body.claims ?? []) as Json[]).entries()) {
      if (entry.action === 'withdraw') {
        this.append('ClaimWithdrawn', stream, { report, version, claim: entry.claim, reason: body.reason });
        continue;
      }
      const id = idOf(entry.with.ref ?? String(order));
      // A recoding keeps its place in the body, an added claim comes last.
      const placed = this.facts.claimsOf(report).map((claim) => this.facts.placementOf(claim).order);
      const at = entry.action === 'replace' ? this.facts.placementOf(this.facts.claim(entry.claim)!).order : Math.max(-1, ...placed) + 1;
      const base = { report, version, claim: id, order: at, paragraph: paragraphOf(entry.with, null), content: contentOf(entry.with, idOf) };
      if (entry.action === 'replace') this.append('ClaimRecoded', stream, { ...base, supersedes: entry.claim, reason: body.reason });
      else this.append('ClaimReported', stream, base);
      this.place(id, entry.with, id.replace('clm_', 'occ_'), entry.claim === undefined ? null : this.facts.claim(entry.claim)!.occurrence);
      named.push([entry.with.ref, id]);
    }
    this.name(line, report, named);
  }

  private merge(occurrence: string, body: Json): void {
    const claims = Object.fromEntries((body.absorb as string[]).map((id) => [id, [...this.facts.occurrence(id)!.claims]]));
    this.append('OccurrencesMerged', streams.story(this.story), { occurrence, absorbed: body.absorb, claims, reason: body.reason });
  }

  private split(occurrence: string, body: Json): void {
    this.splits += 1;
    const into = body.restore ?? `occ_split-${this.splits}`;
    const claims = body.claims ?? this.facts.occurrence(occurrence)!.absorbed.find((other) => other.id === into)!.claims;
    this.append('OccurrenceSplit', streams.story(this.story), { occurrence, into, claims, restored: body.restore ?? null, reason: body.reason });
  }

  /** The first claims of the story, in the order in which they were filed: what the list of claims answers. */
  private nameFiled(as: string, refs: readonly string[]): void {
    const claims = [...this.facts.claims.values()].slice(0, refs.length);
    this.names.set(as, {
      report: claims[0]!.report,
      claims: new Map(claims.map(({ id }, index) => [refs[index]!, id])),
      occurrences: new Map(claims.map(({ occurrence }, index) => [refs[index]!, occurrence!])),
    });
  }

  private name(line: PostLine, report: string, claims: readonly [string, string][]): void {
    if (line.as === null) return;
    this.names.set(line.as, {
      report,
      claims: new Map(claims),
      occurrences: new Map(claims.map(([ref, id]) => [ref, this.facts.claim(id)!.occurrence!])),
    });
  }

  private append<T extends EventType>(type: T, stream: string, data: Record<string, unknown> | EventData[T]): void {
    const position = this.events.length + 1;
    const streamVersion = (this.streamVersions.get(stream) ?? 0) + 1;
    this.streamVersions.set(stream, streamVersion);
    const global = /^(actor|issue|source)\//.test(stream);
    const event: StoredEvent = {
      position, type, stream, streamVersion, schemaVersion: 1, story: global ? null : this.story, data,
      eventId: `00000000-0000-7000-8000-${String(position).padStart(12, '0')}`,
      // One second an event, from a day after every publication that the stories tell of.
      recordedAt: new Date(Date.UTC(2026, 0, 1) + position * 1000).toISOString().replace(/\.(\d{3})Z$/, '.$1000Z'),
      recordedBy: { id: 'seed', name: 'seed', kind: 'system' }, correlationId: `seed-${this.appended.first}`, causationId: null, append: this.appended,
    } as unknown as StoredEvent;
    this.appended.size += 1;
    this.events.push(event);
    if (global) this.registers.apply(event);
    else this.facts.apply(event);
  }
}

function acknowledged(marked: MarkerWanted | null): Pick<EventData['MarkerAcknowledged'], 'rule' | 'subject'> {
  const [type = '', id = ''] = marked?.subject.split(':') ?? [];
  return { rule: marked?.rule ?? '', subject: { type, id } };
}

/** ClaimInput with its defaults filled in (API §5), refs turned into ids. */
function contentOf(input: Json, idOf: (ref: string) => string): ClaimContent {
  const target = (id: string) => (id.startsWith('#') ? idOf(id.slice(1)) : id);
  const participants = ((input.participants ?? []) as Json[]).map((participant) => ({ actor: null, label: null, ...participant }));
  const content = {
    summary: null, span: null, locator: null, issue: null, place: null, observed: false, quotation: null, planStatus: null, attests: 'supports', coderCertainty: null, codes: [],
    ...input,
    participants,
    happened: input.happened == null ? null : { edtf: null, aspect: 'instant', relation: null, ...input.happened, anchor: anchorOf(input.happened.anchor, target) },
    attribution: ((input.attribution ?? []) as Json[]).map((hop) => ({ source: null, label: null, cue: null, namedness: 'none', side: 'unknown', scopeUnclear: false, ...hop }) as Hop),
    factuality: { certainty: 'certain', polarity: 'positive', ...input.factuality },
    hedges: input.hedges ?? [],
    quantity: input.quantity == null ? null : ({ best: null, low: null, high: null, asOf: null, cue: null, ...input.quantity } as Quantity),
    stances: ((input.stances ?? defaultStances(input, participants)) as Json[]).map((stance) => ({
      basis: 'attributed', ...stance, conditions: ((stance.conditions ?? []) as string[]).map(target),
    })),
    links: ((input.links ?? []) as Json[]).map((link) => ({ ...link, target: target(link.target) })),
  } as Json;
  delete content.ref;
  delete content.occurrence;
  return content as ClaimContent;
}

/** The non-empty line of the text in which a claim starts, from 1; 0 for the headline; the locator's where there is no text. */
function paragraphOf(placed: Json, text: string | null | undefined): number | null {
  if (placed.locator != null) return placed.locator.part === 'headline' ? 0 : (placed.locator.paragraph ?? null);
  if (placed.span == null || text == null) return null;
  return text.slice(0, placed.span.start + 1).split('\n').filter((line) => line.trim() !== '').length;
}

function anchorOf(anchor: string | null | undefined, target: (id: string) => string): string | null {
  return anchor == null || anchor === 'published' ? (anchor ?? null) : target(anchor);
}

/** DOMAIN §4: for each initiator that is a registered actor, on the claim's issue. */
function defaultStances(input: Json, participants: readonly Json[]): Json[] {
  const value = defaultStance(input.kind);
  if (value === null || input.issue == null) return [];
  return participants
    .filter(({ actor, role }) => actor !== null && role === 'initiator')
    .map(({ actor }) => ({ holder: actor, issue: input.issue, value, basis: 'attributed' }));
}
