import { EventTooLarge, EventStore, type AppendOutcome, type ExpectedVersion, type StoredEvent } from '#libs/event-store';
import { Inject, Injectable } from '@nestjs/common';
import { nearest, NotFound, precondition, Problem, etagOf, type Answer } from '#libs/http';
import { candidatesFor } from '../candidates/candidates.js';
import { streams, type Proposed, type StoryEvent } from '../events.js';
import { restructuredRefs, type RegisterHistory, type Registers, type StoryFacts } from '../facts/index.js';
import { Effects, type EffectsOfWrite } from './effects.js';
import { StoryFactsAtHead } from './facts-at-head.js';
import { newClaimsIn, placed, shownChanges, tried, type Receipt, type ReceiptTemplate } from './receipt.js';
import { StoriesNaming } from './stories-naming.js';
import { ResourceTags, type Resource } from './resource-tags.js';
import type { WriteRequest } from './write-request.js';

/** What any act declares besides its decision. */
export interface ActFrame {
  /** The thing made or changed. Its `ETag` is that of the URL. */
  resource: { type: Resource['type'] | 'note'; id: string; url: string; location?: () => string };
  /** Named rows that no other act may change between decision and append (DESIGN §4). */
  guards: readonly string[];
  /** Guards that hardly anybody can have raised yet (a URL, a text): taken as such at first, and asked for only when they were. */
  unraised?: readonly string[];
  /** Streams that must stand as said, beside the guards: `none` for what is new. */
  expected?: readonly { stream: string; version: ExpectedVersion }[];
  /** The resource whose tag `If-Match` is compared with; `required` for the ◆ acts of the API. */
  edits?: { resource: Resource; required: boolean; url: string };
  /** Looks up what the decision needs and the facts do not hold; after the guards are read, anew at every attempt. */
  lookUp?: () => Promise<void>;
  /** Writes what has to be there before the events are. */
  beforeAppend?: () => Promise<void>;
  /** Takes back what `beforeAppend` wrote, when the events surely were not written; also called when nothing was. */
  afterRefusal?: () => Promise<void>;
}

export interface StoryAct extends ActFrame {
  story: string;
  /** The act opens the story itself, so nothing is known of it yet. */
  opensStory?: boolean;
  decide(facts: StoryFacts): Proposed[];
  /** Ids that this request made up, and the `#ref` that names each in a dry run. */
  fresh: ReadonlyMap<string, string | null>;
}
export interface RegisterAct extends ActFrame {
  decide(registers: Registers): Proposed[];
}

interface Decided { proposed: Proposed[]; template: ReceiptTemplate; dryRun(): Receipt }
interface StoredReply { template: ReceiptTemplate; location: string; rev: number }

const attempts = 3;
/** Most stories that the receipt of a register act goes through; they are kept folded meanwhile. */
const mostStories = 20;

/**
 * The one way into the log: facts at the head, a pure decision, its effects, the append. Who loses a race decides again on fresh
 * facts, three times.
 */
@Injectable()
export class Writes {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(StoryFactsAtHead) private readonly heads: StoryFactsAtHead,
    @Inject(Effects) private readonly effects: Effects,
    @Inject(ResourceTags) private readonly tags: ResourceTags,
    @Inject(StoriesNaming) private readonly naming: StoriesNaming,
  ) {}

  /** @throws every refusal of the decision; NotFound, Problem (`write-conflict`, `unavailable`, `too-large`, preconditions, idempotency) */
  async inStory(act: StoryAct, request: WriteRequest): Promise<Answer> {
    return this.run(act, request, async () => {
      const before = await this.heads.story(act.story);
      if (before.head === null && !act.opensStory) await this.unknownStory(act.story);
      await this.checkPrecondition(act, request, before.position, act.story);
      // One breath from here: the facts may grow at the next wait.
      return this.decideInStory(act, before, request);
    });
  }

  async inRegisters(act: RegisterAct, request: WriteRequest): Promise<Answer> {
    return this.run(act, request, async () => {
      const before = await this.heads.registers();
      await this.checkPrecondition(act, request, before.registers.position, null);
      const slugs = await this.storiesOf(provisional(act.decide(before.registers), before.registers.position, request), before);
      const stories: StoryFacts[] = [];
      for (const slug of slugs.slice(0, mostStories)) stories.push(await this.heads.story(slug));
      const { registers, history } = slugs.length === 0 ? before : await this.heads.registers();
      // One breath from here, as above.
      const proposed = act.decide(registers);
      const { told, ...effects } = this.effects.ofRegisters(provisional(proposed, registers.position, request), stories, history);
      const affected = { affected: slugs.length, told: told.map((one) => ({ ...one, url: null })) };
      return this.decided(act, proposed, registers.position, effects, { claims: [], candidates: [], stories: affected }, new Map());
    });
  }

  /** The stories in which stored claims read otherwise after these register events. */
  private async storiesOf(events: readonly StoredEvent[], { registers, history }: { registers: Registers; history: RegisterHistory }): Promise<string[]> {
    const after = history.fork();
    const refs = events.flatMap((event) => {
      after.apply(event);
      return restructuredRefs(event, after);
    });
    return refs.length === 0 ? [] : this.naming.naming([...new Set(refs)], registers.position);
  }

  /** Where a thing is recorded that is read by id at the top (`/claims/{id}`): its story. @throws NotFound */
  async storyOf(resource: Resource): Promise<string> {
    if (resource.type === 'report') {
      const [filed] = await this.store.readStream(streams.report(resource.id), { limit: 1 });
      if (filed?.story == null) throw new NotFound('report', resource.id);
      return filed.story;
    }
    const { registers } = await this.heads.registers();
    const tag = await this.tags.of(resource, registers.position);
    if (tag === null || tag.story === null) throw new NotFound(resource.type, resource.id);
    return tag.story;
  }

  /** The facts of a story as they are now, for what an act has to look up before it can be declared. @throws NotFound */
  async factsOf(slug: string): Promise<StoryFacts> {
    const facts = await this.heads.story(slug);
    if (facts.head === null) await this.unknownStory(slug);
    return facts;
  }

  /** Of these occurrences, those that belong to another story. */
  async elsewhere(story: string, occurrences: readonly string[]): Promise<string[]> {
    const facts = await this.heads.story(story);
    const unknown = occurrences.filter((id) => facts.occurrence(id) === undefined);
    const tags = await Promise.all(unknown.map((id) => this.tags.of({ type: 'occurrence', id }, facts.position)));
    return unknown.filter((_, i) => tags[i] !== null);
  }

  private async run(act: ActFrame, request: WriteRequest, decide: () => Promise<Decided>): Promise<Answer> {
    const rev = this.tags.rev(act.resource.type);
    const replay = request.dryRun ? null : await this.replayed(request);
    if (replay !== null) return replay;

    try {
      return await this.attempt(act, request, decide, rev);
    } catch (error) {
      // After `unavailable` the events may have been stored all the same, and need what was written for them.
      if (!(error instanceof Problem && error.problemType === 'unavailable')) await act.afterRefusal?.();
      throw error;
    }
  }

  private async attempt(act: ActFrame, request: WriteRequest, decide: () => Promise<Decided>, rev: number): Promise<Answer> {
    const unraised = act.unraised ?? [];
    // What was only presumed is no race lost.
    for (let attempt = unraised.length > 0 ? 0 : 1; ; attempt++) {
      const guards = await this.guardsOf(act, attempt === 0);
      await act.lookUp?.();
      const { proposed, template, dryRun } = await decide();
      if (request.dryRun) return { body: dryRun(), position: template.base, changedAt: template.base, rev, status: 200, noStore: true };

      await act.beforeAppend?.();
      const location = act.resource.location?.() ?? act.resource.url;
      const outcome = await this.append(request, act, proposed, guards, { template, location, rev });
      switch (outcome.kind) {
        case 'appended':
          return answer({ template, location, rev }, outcome.first);
        case 'replayed':
          await act.afterRefusal?.();
          return { ...answer(JSON.parse(outcome.outcome!) as StoredReply, outcome.first), replayed: true };
        case 'key-reused':
          throw keyReused();
        case 'unavailable':
        case 'unknown':
          throw new Problem('unavailable', 'The database did not answer. Try again in a few seconds; with an Idempotency-Key nothing is written twice.');
        case 'conflict':
          if (attempt === attempts) throw new Problem('write-conflict', 'Others wrote to the same things three times in a row. Nothing was written; send it again.');
      }
    }
  }

  /**
   * Guards are read before facts: facts read later hold whatever raised a guard earlier, so a decision never rests on less than they
   * say. One presumed never raised needs no reading: had somebody raised it, known to these facts or not, the append is refused.
   */
  private async guardsOf({ guards, unraised = [] }: ActFrame, presumed: boolean): Promise<Map<string, number>> {
    const asked = [...new Set(presumed ? guards : [...guards, ...unraised])];
    const versions = new Map<string, number>(presumed ? unraised.map((name) => [name, 0]) : []);
    if (asked.length > 0) for (const [name, version] of await this.store.guardVersions(asked)) versions.set(name, version);
    return versions;
  }

  private async replayed({ idempotencyKey, requestHash }: WriteRequest): Promise<Answer | null> {
    if (idempotencyKey === null) return null;
    const before = await this.store.idempotent(idempotencyKey);
    if (before === null) return null;
    if (before.requestHash !== requestHash) throw keyReused();
    return { ...answer(JSON.parse(before.outcome!) as StoredReply, before.first), replayed: true };
  }

  private async append(
    { caller, idempotencyKey, requestHash, correlationId }: WriteRequest, { expected }: ActFrame, proposed: Proposed[], guards: ReadonlyMap<string, number>, reply: StoredReply,
  ): Promise<AppendOutcome> {
    try {
      return await this.store.append({
        events: proposed,
        expected: expected ?? [],
        guards: [...guards].map(([name, version]) => ({ name, version })),
        ...(idempotencyKey === null ? {} : { idempotency: { key: idempotencyKey, requestHash, outcome: JSON.stringify(reply) } }),
        recordedBy: { id: caller.id, name: caller.name, kind: caller.kind },
        correlationId,
        causationId: null,
      });
    } catch (error) {
      if (error instanceof EventTooLarge) throw new Problem('too-large', error.message, { limit: 65_535, unit: 'bytes of one event' });
      throw error;
    }
  }

  private async checkPrecondition({ edits }: ActFrame, { ifMatch, dryRun }: WriteRequest, position: number, story: string | null): Promise<void> {
    if (edits === undefined || (ifMatch === null && (!edits.required || dryRun))) return;
    const tag = await this.tags.of(edits.resource, position);
    if (tag === null) throw new NotFound(edits.resource.type, edits.resource.id);
    const changesSince = (seen: number): string | null => (story === null ? null : `/api/v1/stories/${story}/compare/${seen}...${tag.changedAt}`);
    precondition(ifMatch, { etag: etagOf(tag.changedAt, tag.rev), position: tag.changedAt, changesSince: (seen) => changesSince(seen) ?? edits.url }, dryRun, edits.required);
  }

  private decideInStory(act: StoryAct, facts: StoryFacts, request: WriteRequest): Decided {
    const proposed = act.decide(facts);
    const events = provisional(proposed, facts.position, request);
    const effects = this.effects.of(facts, events);
    const refs = new Map([...act.fresh].flatMap(([id, ref]) => (ref === null ? [] : [[id, ref.slice(1)] as const])));
    const added = newClaimsIn(proposed, (occurrence) => facts.canonicalOccurrence(occurrence)?.id ?? occurrence);
    const claims = added.map(({ id, occurrence }) => ({ ref: refs.get(id) ?? null, id, occurrence }));
    const candidates = added.flatMap(({ id, occurrence, content }) =>
      candidatesFor(content, occurrence, facts).map((candidate) => ({ ref: refs.get(id) ?? null, claim: id, ...candidate })));
    return this.decided(act, proposed, facts.position, effects, { claims, candidates }, act.fresh);
  }

  private decided(
    { resource: { type, id, url } }: ActFrame, proposed: Proposed[], base: number, { changes, summary }: EffectsOfWrite,
    more: Pick<Receipt, 'claims' | 'candidates' | 'stories'>, fresh: ReadonlyMap<string, string | null>,
  ): Decided {
    const receipt: Receipt = {
      dryRun: false, positions: null, resource: { type, id, url }, claims: more.claims, summary, changes: changes.slice(0, shownChanges),
      candidates: more.candidates, similar: similarIn(proposed), ...(more.stories && { stories: more.stories }),
    };
    const template = { base, events: proposed.length, receipt };
    return { proposed, template, dryRun: () => tried(template, fresh) };
  }

  private async unknownStory(slug: string): Promise<never> {
    throw new NotFound('story', slug, nearest(slug, await this.heads.slugs()));
  }
}

function answer({ template, location, rev }: StoredReply, first: number): Answer {
  const body = placed(template, first);
  return { body, position: body.positions!.last, changedAt: body.positions!.last, rev, status: 201, location };
}

function keyReused(): Problem {
  return new Problem('idempotency-key-reused', 'This Idempotency-Key was used for another body. Choose a new key for a new request.');
}

function similarIn(proposed: readonly Proposed[]): Receipt['similar'] {
  return (proposed as readonly Pick<StoryEvent, 'type' | 'data'>[]).flatMap((event) =>
    event.type === 'ReportFiled' || event.type === 'ReportRevised' ? (event.data as { similar: Receipt['similar'] }).similar : []);
}

/** The events as they would be stored now: at the next positions, at the time of this process. */
function provisional(proposed: readonly Proposed[], base: number, { caller, correlationId }: WriteRequest): StoredEvent[] {
  const recordedAt = new Date().toISOString().replace('Z', '000Z');
  return proposed.map((event, i) => ({
    position: base + 1 + i, eventId: '00000000-0000-7000-8000-000000000000', type: event.type, schemaVersion: event.schemaVersion, stream: event.stream,
    streamVersion: 0, story: event.story, recordedAt, recordedBy: { id: caller.id, name: caller.name, kind: caller.kind }, correlationId, causationId: null,
    data: event.data, dataText: '', leafHash: '', append: { first: base + 1, size: proposed.length },
  }));
}
