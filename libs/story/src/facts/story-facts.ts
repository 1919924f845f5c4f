import { latestInstant, microseconds, type ClaimContent } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import type { EventData, StoryEvent } from '../events.js';
import { urlKey } from '../report-text/fingerprints.js';
import { refsIn } from './refs-in.js';
import { versionIn } from './version-in.js';
import { orderAnchored, orderAround } from './order-around.js';
import { LayeredIndex, LayeredList, LayeredMap } from './layered.js';
import { recorded, refOf, restructuredRefs, type Recorded, type RegisterHistory, type Registers } from './registers.js';
import type {
  Acknowledgement, ClaimEvent, ClaimFacts, NoteFacts, OccurrenceFacts, Override, Placement, ReportFacts, ReportVersion, StoryTouched,
} from './shapes.js';

export interface StoryHead { slug: string; title: string; summary: string | null; issues: readonly string[]; recorded: Recorded }
export interface Member { occurrence: string; claim: string; attests: ClaimFacts['attests']; planStatus: ClaimFacts['planStatus'] }

/** The key of a stance cell as stored in claims: ids hold no slash. */
export const cellKey = (holder: string, issue: string): string => `${holder}/${issue}`;
export const seriesKey = (of: string, unit: string): string => `${of}/${unit}`;

/**
 * The publication instant (API §1.3): the latest instant of `published`, or the recorded time when that is earlier or `published`
 * is null. Microseconds since the epoch.
 */
export function publicAt(published: string | null, recordedAt: string): number {
  const at = microseconds(recordedAt);
  return published === null ? at : Math.min(latestInstant(published), at);
}

/**
 * Everything recorded about one story up to a position, folded from its events: the state that decisions are taken on and that
 * every read model is a function of. Entities are values and are replaced, never changed in place. Events may name things that
 * were folded away by the published clock; those parts are passed over.
 *
 * Indexes hold raw ids as stored; `registers` tells what an id is read as at `position`.
 */
export class StoryFacts {
  position = 0;
  /** How often these facts have moved. What is worked out from them holds until it rises, or `registersAt` is set. */
  revision = 0;
  head: StoryHead | null = null;
  readonly reports: LayeredMap<string, ReportFacts>;
  readonly claims: LayeredMap<string, ClaimFacts>;
  readonly occurrences: LayeredMap<string, OccurrenceFacts>;
  /** Overrides of a cell, oldest first; the last one stands (a null value lifts). */
  readonly overrides: LayeredMap<string, readonly Override[]>;
  readonly acknowledgements: LayeredMap<string, readonly Acknowledgement[]>;
  readonly notes: LayeredMap<string, NoteFacts>;
  /** Claims by the claim their links point to, by the claim or occurrence their time is anchored to, by the condition a stance of theirs names. */
  readonly linkedFrom: LayeredIndex;
  readonly anchoredTo: LayeredIndex;
  readonly conditionedBy: LayeredIndex;
  /** Claims by `holder/issue`, by `of/unit`, by register ref; reports by register ref (outlet, wire); reports by the report they resemble. */
  readonly cells: LayeredIndex;
  readonly series: LayeredIndex;
  readonly claimsNaming: LayeredIndex;
  readonly reportsNaming: LayeredIndex;
  readonly resembledBy: LayeredIndex;
  /** Reports by the key of a URL, and by a headline, that they have or had: what a new filing may repeat. */
  readonly reportsAt: LayeredIndex;
  readonly reportsTitled: LayeredIndex;
  /** The occurrence that the last claim joined, as it was before; null when the last event let none join. */
  joinedLast: OccurrenceFacts | null = null;
  /** Claims in the order in which they joined an occurrence, by attachment, merge or split. */
  readonly joined: LayeredList<string>;

  /** A new token whenever a claim that stands in a cell changes, its report does, or it moves; none while claims only join. */
  readonly cellsRenewed: LayeredMap<string, object>;
  /** A new token whenever what claims say of an occurrence's place among others may differ; none while nothing was ever said. */
  readonly orderRenewed: LayeredMap<string, object>;

  constructor(readonly slug: string, readonly history: RegisterHistory, readonly below: StoryFacts | null = null) {
    if (below !== null) {
      this.position = below.position;
      this.head = below.head;
    }
    this.reports = new LayeredMap(below?.reports);
    this.claims = new LayeredMap(below?.claims);
    this.occurrences = new LayeredMap(below?.occurrences);
    this.overrides = new LayeredMap(below?.overrides);
    this.acknowledgements = new LayeredMap(below?.acknowledgements);
    this.notes = new LayeredMap(below?.notes);
    this.linkedFrom = new LayeredIndex(below?.linkedFrom);
    this.anchoredTo = new LayeredIndex(below?.anchoredTo);
    this.conditionedBy = new LayeredIndex(below?.conditionedBy);
    this.cells = new LayeredIndex(below?.cells);
    this.series = new LayeredIndex(below?.series);
    this.claimsNaming = new LayeredIndex(below?.claimsNaming);
    this.reportsNaming = new LayeredIndex(below?.reportsNaming);
    this.resembledBy = new LayeredIndex(below?.resembledBy);
    this.reportsAt = new LayeredIndex(below?.reportsAt);
    this.reportsTitled = new LayeredIndex(below?.reportsTitled);
    this.joined = new LayeredList(below?.joined);
    this.cellsRenewed = new LayeredMap(below?.cellsRenewed);
    this.orderRenewed = new LayeredMap(below?.orderRenewed);
  }

  /** A layer on top, for trying events, of the registers too where `history` is one; these facts must not change while it is in use. */
  fork(history: RegisterHistory = this.history): StoryFacts {
    return new StoryFacts(this.slug, history, this);
  }

  /** The registers as they stand at the position of these facts, or at `registersAt` where a reader looks from further on. */
  get registers(): Registers {
    const position = this.registersAt ?? this.position;
    // Asked for some hundred times an event: one view of the registers serves until the facts move.
    if (this.view === null || this.view.position !== position || this.view.known !== this.history.position) this.view = this.history.at(position);
    return this.view;
  }
  private view: Registers | null = null;

  /** On the published clock the registers are read at the position asked for, not at that of the last visible event. */
  registersAt: number | null = null;

  report(id: string): ReportFacts | undefined {
    return this.reports.get(id);
  }

  claim(id: string): ClaimFacts | undefined {
    return this.claims.get(id);
  }

  occurrence(id: string): OccurrenceFacts | undefined {
    return this.occurrences.get(id);
  }

  /** The occurrence that stands for `id` after merges. */
  canonicalOccurrence(id: string): OccurrenceFacts | undefined {
    let at = this.occurrences.get(id);
    while (at !== undefined && at.absorbedInto !== null) at = this.occurrences.get(at.absorbedInto);
    return at;
  }

  claimsOf(report: string): ClaimFacts[] {
    return (this.reports.get(report)?.claims ?? []).map((id) => this.claims.get(id)!);
  }

  membersOf(occurrence: string): ClaimFacts[] {
    return (this.occurrences.get(occurrence)?.claims ?? []).map((id) => this.claims.get(id)!);
  }

  /** API §5: a claim of a retracted report that no other act has ended is `retracted`. */
  statusOf(claim: ClaimFacts): ClaimFacts['status'] | 'retracted' {
    return claim.status === 'active' && this.reports.get(claim.report)?.status === 'retracted' ? 'retracted' : claim.status;
  }

  /** DOMAIN §2.1: not superseded, corrected, dropped or withdrawn, and its report stands. */
  isActive(claim: ClaimFacts): boolean {
    return this.statusOf(claim) === 'active';
  }

  isSupporting(claim: ClaimFacts): boolean {
    return claim.attests === 'supports' && this.isActive(claim);
  }

  /** The report version a claim now stands in. */
  placementOf(claim: ClaimFacts): Placement {
    return claim.placements[claim.placements.length - 1]!;
  }

  versionOf(claim: ClaimFacts): ReportVersion {
    const versions = this.reports.get(claim.report)!.versions;
    return versions[Math.min(this.placementOf(claim).version, versions.length) - 1]!;
  }

  /** The claim and all it descends from, root first, then its successors. */
  lineageOf(claim: ClaimFacts): ClaimFacts[] {
    const line = [claim];
    for (let at = claim; at.supersedes !== null; ) {
      const before = this.claims.get(at.supersedes);
      if (before === undefined) break;
      line.unshift((at = before));
    }
    for (let at = claim; at.supersededBy !== null; ) {
      const after = this.claims.get(at.supersededBy);
      if (after === undefined) break;
      line.push((at = after));
    }
    return line;
  }

  /** Folds one event in and says what it touched. Unknown types touch nothing. */
  apply(stored: StoredEvent): StoryTouched {
    const event = stored as unknown as StoryEvent;
    const here = recorded(stored);
    this.revision += 1;
    this.joinedLast = null;
    this.position = Math.max(this.position, event.position);
    switch (event.type) {
      case 'StoryOpened': {
        this.head = { ...event.data, recorded: here };
        return touched({ story: true, refs: this.newRefs(event.data.issues.map((id) => refOf('issue', id)), 'reports', event.data.slug) });
      }
      case 'ReportFiled':
        return this.fileReport(event.data, here);
      case 'ReportRevised':
        return this.changeReport(event.data.report, here, (report) => ({
          versions: [...report.versions, { ...versionIn(event.data), recorded: here, publicAt: publicAt(event.data.published, here.at) }],
        }), event.data.similar);
      case 'ReportDetailsCorrected':
        return this.correctDetails(event.data, here);
      case 'ReportRetracted': {
        const { report, ...retraction } = event.data;
        const by = { ...retraction, recorded: here, publicAt: publicAt(retraction.published, here.at) };
        return this.everythingIn(report, this.changeReport(report, here, () => ({ status: 'retracted', retraction: by })));
      }
      case 'ClaimReported':
      case 'ClaimReworded':
      case 'ClaimCorrected':
      case 'ClaimRecoded':
        return this.recordClaim(event.type, event.data, here);
      case 'ClaimCarried': {
        const { version, span, locator, paragraph } = event.data;
        return this.changeClaim(event.data.claim, here, (claim) => ({
          placements: [...claim.placements, { version, span, locator, paragraph, order: this.placementOf(claim).order }],
        }));
      }
      case 'ClaimDropped':
        return this.endClaim(event.data.claim, 'dropped', 'ClaimDropped', event.data.version, event.data.notice, null, here);
      case 'ClaimWithdrawn':
        return this.endClaim(event.data.claim, 'withdrawn', 'ClaimWithdrawn', event.data.version, event.data.reason, null, here);
      case 'CredibilityAssessed': {
        const { grade, reason } = event.data;
        return this.changeClaim(event.data.claim, here, (claim) => ({ credibility: [...claim.credibility, { grade, reason, recorded: here }] }));
      }
      case 'OccurrenceOpened':
      case 'ClaimAttached':
        return this.attach(event.data, here);
      case 'OccurrencesMerged':
        return this.merge(event.data, here);
      case 'OccurrenceSplit':
        return this.split(event.data, here);
      case 'PlanStatusSet': {
        const { occurrence: id, ...decision } = event.data;
        const occurrence = this.occurrences.get(id);
        if (occurrence === undefined) return untouched;
        this.occurrences.set(id, { ...occurrence, plans: [...occurrence.plans, { ...decision, recorded: here }], changed: here });
        return touched({ occurrences: [id] });
      }
      case 'StanceOverridden': {
        const { holder, issue, value, reason } = event.data;
        const key = cellKey(holder, issue);
        this.overrides.set(key, [...(this.overrides.get(key) ?? []), { value, reason, recorded: here }]);
        return touched({ cells: [key] });
      }
      case 'MarkerAcknowledged': {
        const { marker } = event.data;
        this.acknowledgements.set(marker, [...(this.acknowledgements.get(marker) ?? []), { ...event.data, recorded: here }]);
        return touched({ markers: [marker] });
      }
      case 'NoteAdded':
        this.notes.set(event.data.note, { id: event.data.note, subject: event.data.subject, text: event.data.text, recorded: here });
        return touched({});
      default:
        return this.restructured(restructuredRefs(stored, this.history));
    }
  }

  /** The reports and claims that name any of these registers are read anew. */
  private restructured(refs: readonly string[]): StoryTouched {
    if (refs.length === 0) return untouched;
    const claims = new Set<string>();
    const reports = new Set<string>();
    for (const ref of refs) {
      for (const id of this.claimsNaming.get(ref)) claims.add(id);
      for (const id of this.reportsNaming.get(ref)) if (this.reports.has(id)) reports.add(id);
    }
    for (const report of reports) for (const id of this.reports.get(report)!.claims) claims.add(id);
    return this.spread({ ...untouched, reports: [...reports], claims: [...claims], story: true });
  }

  private fileReport(data: EventData['ReportFiled'], here: Recorded): StoryTouched {
    const { outlet, url, language, wire, note } = data;
    const version = { ...versionIn({ ...data, version: 1, notice: null }), recorded: here, publicAt: publicAt(data.published, here.at) };
    this.reports.set(data.report, {
      id: data.report, story: data.story, outlet, url, language, wire, note, status: 'standing', retraction: null, versions: [version], claims: [],
      recorded: here, changed: here,
    });
    if (url !== null) this.reportsAt.add(urlKey(url), data.report);
    this.reportsTitled.add(data.headline, data.report);
    for (const other of data.similar) this.resembledBy.add(other.report, data.report);
    return touched({
      reports: [data.report, ...data.similar.map((other) => other.report)],
      refs: this.newRefs([outlet, wire].flatMap((id) => (id === null ? [] : [refOf('source', id)])), 'reports', data.report),
      story: true,
    });
  }

  private correctDetails({ report, details }: EventData['ReportDetailsCorrected'], here: Recorded): StoryTouched {
    const { headline, published, ...ofReport } = details;
    const change = this.changeReport(report, here, ({ versions }) => {
      const last = versions[versions.length - 1]!;
      const corrected: ReportVersion = {
        ...last,
        headline: headline ?? last.headline,
        published: published === undefined ? last.published : published,
        publicAt: published === undefined ? last.publicAt : publicAt(published, last.recorded.at),
      };
      return { ...ofReport, versions: [...versions.slice(0, -1), corrected] };
    });
    const refs = [details.outlet, details.wire].flatMap((id) => (id == null ? [] : [refOf('source', id)]));
    return this.everythingIn(report, { ...change, refs: this.newRefs(refs, 'reports', report) });
  }

  private changeReport(
    id: string,
    here: Recorded,
    change: (report: ReportFacts) => Partial<ReportFacts>,
    similar: readonly { report: string }[] = [],
  ): StoryTouched {
    const report = this.reports.get(id);
    if (report === undefined) return untouched;
    const changed: ReportFacts = { ...report, ...change(report), changed: here };
    this.reports.set(id, changed);
    if (changed.url !== null && changed.url !== report.url) this.reportsAt.add(urlKey(changed.url), id);
    const { headline } = changed.versions.at(-1)!;
    if (headline !== report.versions.at(-1)!.headline) this.reportsTitled.add(headline, id);
    for (const claim of changed.claims) this.renewAround(claim);
    for (const other of similar) this.resembledBy.add(other.report, id);
    return touched({ reports: [id, ...similar.map((other) => other.report)] });
  }

  private everythingIn(report: string, change: StoryTouched): StoryTouched {
    return this.spread({ ...change, claims: this.reports.get(report)?.claims ?? [] });
  }

  private recordClaim(
    type: ClaimEvent,
    data: { report: string; version: number; claim: string; order: number; paragraph: number | null; content: ClaimContent; supersedes?: string; notice?: string; reason?: string },
    here: Recorded,
  ): StoryTouched {
    const report = this.reports.get(data.report);
    if (report === undefined) return untouched;
    const { claim: id, content, version, order, paragraph } = data;
    const replaced = data.supersedes === undefined ? undefined : this.claims.get(data.supersedes);
    this.claims.set(id, {
      id, report: data.report, content, recorded: here, recordedAs: type, placements: [{ version, order, paragraph, span: content.span, locator: content.locator }],
      status: 'active', ended: null, supersedes: replaced?.id ?? null, supersededBy: null, occurrence: null, attests: content.attests,
      planStatus: content.planStatus, attached: null, credibility: [],
    });
    this.reports.set(data.report, { ...report, claims: [...report.claims, id], changed: here });
    const refs = this.index(id, content);
    const ended = replaced === undefined || type === 'ClaimReported'
      ? untouched
      : this.endClaim(replaced.id, type === 'ClaimCorrected' ? 'corrected' : 'superseded', type, version, data.notice ?? data.reason ?? null, id, here);
    return this.spread({ ...ended, reports: [data.report], claims: [...ended.claims, id], refs });
  }

  /** Enters a claim into every index; returns the register refs that the story names for the first time. */
  private index(id: string, content: ClaimContent): string[] {
    for (const link of content.links) this.linkedFrom.add(link.target, id);
    if (content.happened?.anchor != null && content.happened.anchor !== 'published') this.anchoredTo.add(content.happened.anchor, id);
    for (const stance of content.stances) {
      this.cells.add(cellKey(stance.holder, stance.issue), id);
      for (const condition of stance.conditions) this.conditionedBy.add(condition, id);
    }
    if (content.quantity !== null) this.series.add(seriesKey(content.quantity.of, content.quantity.unit), id);
    return this.newRefs(refsIn(content), 'claims', id);
  }

  private newRefs(refs: readonly string[], by: 'claims' | 'reports', id: string): string[] {
    const fresh: string[] = [];
    for (const ref of new Set(refs)) {
      const known = this.claimsNaming.has(ref) || this.reportsNaming.has(ref);
      (by === 'claims' ? this.claimsNaming : this.reportsNaming).add(ref, id);
      if (!known) fresh.push(ref);
    }
    return fresh;
  }

  private changeClaim(id: string, here: Recorded, change: (claim: ClaimFacts) => Partial<ClaimFacts>): StoryTouched {
    const claim = this.claims.get(id);
    if (claim === undefined) return untouched;
    this.claims.set(id, { ...claim, ...change(claim) });
    this.renewAround(id);
    const report = this.reports.get(claim.report)!;
    this.reports.set(report.id, { ...report, changed: here });
    return this.spread({ ...untouched, reports: [claim.report], claims: [id] });
  }

  /**
   * An occurrence is the same object, and a cell keeps its token, for exactly as long as the claims in them, and what the reports of
   * these say, are the same: what is worked out from them is kept by them.
   */
  private renewAround(claim: string): void {
    const { occurrence, content } = this.claims.get(claim)!;
    if (occurrence !== null) this.occurrences.set(occurrence, { ...this.occurrences.get(occurrence)! });
    for (const { holder, issue } of content.stances) this.cellsRenewed.set(cellKey(holder, issue), {});
    this.renewOrder(orderAround(this, claim));
  }

  private renewOrder(occurrences: readonly string[]): void {
    for (const occurrence of occurrences) this.orderRenewed.set(occurrence, {});
  }

  private endClaim(
    id: string, status: ClaimFacts['status'], by: NonNullable<ClaimFacts['ended']>['by'], version: number, notice: string | null, successor: string | null, here: Recorded,
  ): StoryTouched {
    return this.changeClaim(id, here, () => ({ status, ended: { by, version, notice, recorded: here }, supersededBy: successor }));
  }

  private attach({ occurrence: id, claim: claimId, attests, planStatus }: Member, here: Recorded): StoryTouched {
    const claim = this.claims.get(claimId);
    if (claim === undefined) return untouched;
    if (claim.occurrence !== null) this.renewAround(claimId);
    const occurrence = this.canonicalOccurrence(id) ?? emptyOccurrence(id, here);
    this.claims.set(claimId, { ...claim, occurrence: occurrence.id, attests, planStatus, attached: here });
    this.occurrences.set(occurrence.id, { ...occurrence, claims: [...occurrence.claims, claimId], changed: here });
    this.joined.push(claimId);
    this.joinedLast = occurrence;
    this.renewOrder(orderAround(this, claimId));
    if (occurrence.claims.length === 0) this.renewOrder(orderAnchored(this, occurrence.id));
    return this.spread({ ...untouched, claims: [claimId], reports: [claim.report], occurrences: [occurrence.id] });
  }

  private merge({ occurrence: id, absorbed }: EventData['OccurrencesMerged'], here: Recorded): StoryTouched {
    const target = this.occurrences.get(id) ?? emptyOccurrence(id, here);
    const taken = absorbed.flatMap((other) => this.occurrences.get(other) ?? []);
    const moved = taken.flatMap((other) => other.claims);
    for (const other of taken) this.occurrences.set(other.id, { ...other, claims: [], absorbedInto: id, changed: here });
    this.move(moved, id);
    this.occurrences.set(id, {
      ...target,
      claims: this.inOrder([...target.claims, ...moved]),
      absorbed: [...target.absorbed, ...taken.map((other) => ({ id: other.id, claims: other.claims, at: here.position }))],
      changed: here,
    });
    this.renewOrder(orderAnchored(this, id));
    return this.spread({ ...untouched, claims: this.occurrences.get(id)!.claims, occurrences: [id, ...taken.map((other) => other.id)] });
  }

  private split({ occurrence: id, into, claims, restored }: EventData['OccurrenceSplit'], here: Recorded): StoryTouched {
    const from = this.occurrences.get(id);
    if (from === undefined) return untouched;
    const members = new Set(from.claims);
    const leaving = claims.filter((claim) => members.has(claim));
    if (leaving.length === 0 && restored === null) return untouched;
    const gone = new Set(leaving);
    const target = this.occurrences.get(into) ?? emptyOccurrence(into, here);
    this.occurrences.set(id, {
      ...from,
      claims: from.claims.filter((claim) => !gone.has(claim)),
      absorbed: from.absorbed.filter((other) => other.id !== restored),
      changed: here,
    });
    this.occurrences.set(into, { ...target, claims: this.inOrder([...target.claims, ...leaving]), absorbedInto: null, changed: here });
    this.move(leaving, into);
    for (const one of [id, into]) this.renewOrder(orderAnchored(this, one));
    return this.spread({ ...untouched, claims: [...leaving, ...this.occurrences.get(id)!.claims], occurrences: [id, into] });
  }

  private move(claims: readonly string[], occurrence: string): void {
    for (const id of claims) {
      const claim = this.claims.get(id)!;
      this.renewOrder(orderAround(this, id));
      this.claims.set(id, { ...claim, occurrence });
      this.renewOrder(orderAround(this, id));
      for (const { holder, issue } of claim.content.stances) this.cellsRenewed.set(cellKey(holder, issue), {});
      this.joined.push(id);
    }
  }

  private inOrder(claims: readonly string[]): string[] {
    const attachedAt = (id: string): number => this.claims.get(id)?.attached?.position ?? 0;
    return [...new Set(claims)].sort((a, b) => attachedAt(a) - attachedAt(b));
  }

  /** A touched claim touches its occurrence and its stance cells; every touched list is kept free of repeats. */
  private spread(change: StoryTouched): StoryTouched {
    const occurrences = new Set(change.occurrences);
    const cells = new Set(change.cells);
    for (const id of change.claims) {
      const claim = this.claims.get(id)!;
      if (claim.occurrence !== null) occurrences.add(claim.occurrence);
      for (const { holder, issue } of claim.content.stances) cells.add(cellKey(holder, issue));
    }
    return {
      ...change,
      reports: [...new Set(change.reports)],
      claims: [...new Set(change.claims)],
      occurrences: [...occurrences],
      cells: [...cells],
    };
  }
}

const untouched: StoryTouched = { reports: [], claims: [], occurrences: [], cells: [], markers: [], refs: [], story: false };
const touched = (some: Partial<StoryTouched>): StoryTouched => ({ ...untouched, ...some });

const emptyOccurrence = (id: string, here: Recorded): OccurrenceFacts => ({
  id, opened: here, claims: [], absorbedInto: null, absorbed: [], plans: [], changed: here,
});
