import type { StoredEvent } from '#libs/event-store';
import type { Projection } from '#libs/projections';
import { LRUCache } from 'lru-cache';
import { StoryFacts, publishedOrder, visibleSteps, type PublishedStep, type RegisterHistory, type StoryTouched } from '#libs/story';

/** A row as it stood from one step of the published order to the next change of it; `row` null: it was gone. */
export interface PublishedVersion { step: number; position: number; row: object | null; text: string }
interface Began { projection: string; key: string; version: PublishedVersion; former: PublishedVersion | null }
/** A row before and after some steps; null where there was or is none. `position`: the last event among them that changed it. */
export interface PublishedChange { projection: string; key: string; before: object | null; after: object | null; beforeText: string; afterText: string; position: number }

/**
 * The read models of one story on the published clock, at one recorded position: the same projections, folded over the same events in
 * published order (API §1.3). Every version of every row is kept, so that any `publishedBy` is a lookup, as on the recorded clock.
 *
 * `facts` is the story as recorded at `position`; corrected dates are read from it.
 */
export class PublishedRows {
  private readonly rows = new Map<string, Map<string, PublishedVersion[]>>();
  /** Every version in the order of steps, with the one before it. */
  private readonly began: Began[] = [];
  private readonly asked = new LRUCache<string, readonly { key: string; knownFrom: number; knownTo: null; facets: object }[]>({ max: 64 });
  readonly steps: readonly PublishedStep[];
  /** The story after the last step. */
  readonly facts: StoryFacts;

  constructor(
    private readonly projections: readonly Projection<StoryFacts, StoryTouched>[],
    recordedFacts: StoryFacts,
    events: readonly StoredEvent[],
    registers: RegisterHistory,
    readonly position: number,
  ) {
    this.steps = publishedOrder(recordedFacts, events);
    this.facts = new StoryFacts(recordedFacts.slug, registers);
    this.facts.registersAt = position;
    for (const [step, { event }] of this.steps.entries()) this.fold(step, event);
  }

  private fold(step: number, event: StoredEvent): void {
    const touched = this.facts.apply(event);
    for (const projection of this.projections) {
      if (projection.handles !== 'all' && !projection.handles.includes(event.type)) continue;
      const rows = this.of(projection.name);
      for (const key of new Set(projection.keys(event, touched, this.facts))) {
        const versions = rows.get(key) ?? [];
        const former = versions.at(-1) ?? null;
        const next = projection.evolve(key, this.facts, event);
        const row = projection.carry === undefined ? next : projection.carry(former?.row ?? null, next, event);
        if (row === null && (former === null || former.row === null)) continue;
        const text = row === null ? '' : JSON.stringify(row);
        if (former !== null && former.text === text) continue;
        const version = { step, position: event.position, row, text };
        versions.push(version);
        this.began.push({ projection: projection.name, key, version, former });
        rows.set(key, versions);
      }
    }
  }

  private of(projection: string): Map<string, PublishedVersion[]> {
    let rows = this.rows.get(projection);
    if (rows === undefined) this.rows.set(projection, (rows = new Map()));
    return rows;
  }

  /** How many steps are visible by an EDTF value. */
  visible(publishedBy: string): number {
    return visibleSteps(this.steps, publishedBy);
  }

  /** The rows that stand after `steps` steps, in the order in which their versions began; the same array for the same question. */
  entries(projection: string, steps: number): readonly { key: string; knownFrom: number; knownTo: null; facets: object }[] {
    const question = `${projection}@${steps}`;
    const known = this.asked.get(question);
    if (known !== undefined) return known;
    const { facets } = this.projections.find(({ name }) => name === projection)!;
    const standing = [...this.of(projection)].flatMap(([key, versions]) => {
      const version = versions.findLast((one) => one.step < steps);
      return version?.row == null ? [] : [{ key, version, row: version.row }];
    });
    const entries = standing
      .sort((a, b) => a.version.step - b.version.step)
      .map(({ key, version, row }) => ({ key, knownFrom: version.position, knownTo: null, facets: facets(row) }));
    this.asked.set(question, entries);
    return entries;
  }

  /** The story after `steps` steps. */
  factsAfter(steps: number): StoryFacts {
    if (steps === this.steps.length) return this.facts;
    const facts = new StoryFacts(this.facts.slug, this.facts.history);
    facts.registersAt = this.position;
    for (const { event } of this.steps.slice(0, steps)) facts.apply(event);
    return facts;
  }

  /** The newest recorded position among its events. */
  get lastPosition(): number {
    return this.steps.reduce((newest, { event }) => Math.max(newest, event.position), 0);
  }

  /** One row after `steps` steps, or null. */
  one(projection: string, key: string, steps: number): PublishedVersion | null {
    const version = this.of(projection).get(key)?.findLast((one) => one.step < steps);
    return version?.row == null ? null : version;
  }

  /** Every version of one row up to `steps`, oldest first; a version without a row ended it. */
  history(projection: string, key: string, steps: number): PublishedVersion[] {
    return (this.of(projection).get(key) ?? []).filter((version) => version.step < steps);
  }

  /** The rows that differ between two numbers of steps, of all read models. Costs what the steps between changed, not what there is. */
  *changed(from: number, to: number): IterableIterator<PublishedChange> {
    const touched = new Map<string, { first: Began; last: Began }>();
    for (let i = this.beginning(from); i < this.began.length && this.began[i]!.version.step < to; i++) {
      const one = this.began[i]!;
      const name = `${one.projection}/${one.key}`;
      const known = touched.get(name);
      if (known === undefined) touched.set(name, { first: one, last: one });
      else known.last = one;
    }
    for (const { first: { former, projection, key }, last: { version } } of touched.values()) {
      const [beforeText, afterText] = [former?.text ?? '', version.text];
      if (beforeText === afterText) continue;
      yield { projection, key, before: former?.row ?? null, after: version.row, beforeText, afterText, position: version.position };
    }
  }

  /** Index of the first version that began at or after a step. */
  private beginning(step: number): number {
    let low = 0;
    for (let high = this.began.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.began[middle]!.version.step < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
