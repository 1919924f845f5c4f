import type { StoredEvent } from '#libs/event-store';
import { Breather, type Projection } from '#libs/projections';
import { LRUCache } from 'lru-cache';
import { StoryFacts, publishedOrder, visibleSteps, type PublishedStep, type RegisterHistory, type Registers, type StoryTouched } from '#libs/story';

type Model = Projection<StoryFacts, StoryTouched>;
type PublishedEntry = { key: string; knownFrom: number; knownTo: null; facets: object };

/** A row as it stood from one step of the published order to the next change of it. Kept as text alone: the objects took three times as much. */
export class PublishedVersion {
  /** @param text JSON; '' where the row was gone */
  constructor(readonly step: number, readonly position: number, readonly text: string, readonly facets: string, readonly status: string | null) {}

  /** Read from the text each time. */
  get row(): object | null {
    return this.text === '' ? null : (JSON.parse(this.text) as object);
  }
}

/** A row before and after some steps; null where there was or is none. `position`: the last event among them that changed it. */
export class PublishedChange {
  constructor(readonly projection: string, readonly key: string, readonly was: PublishedVersion | null, readonly is: PublishedVersion) {}

  get position(): number {
    return this.is.position;
  }
  get before(): object | null {
    return this.was?.row ?? null;
  }
  get after(): object | null {
    return this.is.row;
  }
}

interface Began { key: string; version: PublishedVersion; former: PublishedVersion | null }
/** One read model folded: every version of every row, and all of them in the order of steps. */
interface Folded { rows: Map<string, PublishedVersion[]>; began: Began[] }

/**
 * The read models of one story on the published clock, at one recorded position: the same projections, folded over the same events in
 * published order (API §1.3). Every version of every row is kept, so that any `publishedBy` is a lookup, as on the recorded clock.
 *
 * Each read model is folded when it is first asked for: a page of the timeline needs no markers. A fold gives way to other work every
 * few milliseconds, however long the story.
 */
export class PublishedRows {
  private readonly folded: Map<string, Folded>;
  private readonly asked = new LRUCache<string, readonly PublishedEntry[]>({ maxSize: 100_000, sizeCalculation: (entries) => entries.length + 1 });
  private last: StoryFacts | null;
  private turn: Promise<void> = Promise.resolve();
  private characters = 0;
  private former: { steps: number; facts: StoryFacts } | null = null;

  private constructor(
    private readonly models: readonly Model[],
    private readonly slug: string,
    /** The story's events in the order recorded. */
    readonly events: readonly StoredEvent[],
    private readonly registers: RegisterHistory,
    readonly position: number,
    readonly steps: readonly PublishedStep[],
    known: { folded: Map<string, Folded>; facts: StoryFacts | null; characters: number },
  ) {
    this.folded = known.folded;
    this.last = known.facts;
    this.characters = known.characters;
  }

  /** Nothing is folded yet. `facts` is the story as recorded at `position`; corrected dates are read from it. */
  static of(models: readonly Model[], facts: StoryFacts, events: readonly StoredEvent[], registers: RegisterHistory, position: number): PublishedRows {
    return new PublishedRows(models, facts.slug, events, registers, position, publishedOrder(facts, events), { folded: new Map(), facts: null, characters: 0 });
  }

  /**
   * The same story some events later: what was folded goes on where nothing new became public before what was there, as when reports are
   * filed as they come. `facts` is the story as recorded at `position`, `events` are the new ones. Registers must be the same.
   */
  async later(facts: StoryFacts, events: readonly StoredEvent[], position: number): Promise<PublishedRows> {
    const all = [...this.events, ...events];
    const steps = publishedOrder(facts, all);
    await this.turn;
    const goesOn = this.last !== null && this.steps.every(({ instant, event }, index) => steps[index]!.instant === instant && steps[index]!.event.position === event.position);
    if (!goesOn) return new PublishedRows(this.models, this.slug, all, this.registers, position, steps, { folded: new Map(), facts: null, characters: 0 });
    const facts_ = this.last!;
    this.last = null; // They move on; who still asks here has them folded anew.
    const next = new PublishedRows(this.models, this.slug, all, this.registers, position, steps, { folded: new Map(this.folded), facts: facts_, characters: this.characters });
    facts_.registersAt = position;
    next.turn = paced(next.folding([...next.folded.keys()], facts_, this.steps.length));
    await next.turn;
    return next;
  }

  /** Folds what is missing of these read models. Ask for them before reading them. */
  async fold(names: readonly string[]): Promise<void> {
    const work = async (): Promise<void> => {
      const missing = this.missing(names);
      if (missing === null) return;
      await paced(missing.work);
      missing.done();
    };
    const mine = this.turn.then(work, work);
    this.turn = mine;
    await mine;
  }

  /** The same in one go, for small stories. */
  foldAtOnce(names: readonly string[]): void {
    const missing = this.missing(names);
    if (missing === null) return;
    while (!missing.work.next().done);
    missing.done();
  }

  private missing(names: readonly string[]): { work: Generator<void>; done: () => void } | null {
    const missing = names.filter((name) => !this.folded.has(name) && this.models.some((model) => model.name === name));
    if (missing.length === 0 && this.last !== null) return null;
    const facts = new StoryFacts(this.slug, this.registers);
    facts.registersAt = this.position;
    const begun = new Map(missing.map((name) => [name, { rows: new Map(), began: [] } as Folded]));
    return {
      work: this.folding(missing, facts, 0, begun),
      done: () => {
        for (const [name, folded] of begun) this.folded.set(name, folded);
        this.last ??= facts;
      },
    };
  }

  private *folding(names: readonly string[], facts: StoryFacts, from: number, into: ReadonlyMap<string, Folded> = this.folded): Generator<void> {
    const models = this.models.filter(({ name }) => names.includes(name)).map((model) => ({ model, folded: into.get(model.name)! }));
    for (let step = from; step < this.steps.length; step++) {
      const { event } = this.steps[step]!;
      const touched = facts.apply(event);
      for (const { model, folded } of models) {
        if (model.handles !== 'all' && !model.handles.includes(event.type)) continue;
        for (const key of new Set(model.keys(event, touched, facts))) this.evolve(model, folded, key, facts, event, step);
      }
      yield;
    }
  }

  private evolve(model: Model, { rows, began }: Folded, key: string, facts: StoryFacts, event: StoredEvent, step: number): void {
    const versions = rows.get(key) ?? [];
    const former = versions.at(-1) ?? null;
    const next = model.evolve(key, facts, event);
    const row = model.carry === undefined ? next : model.carry(former?.row ?? null, next, event);
    if (row === null && (former === null || former.text === '')) return;
    const text = row === null ? '' : JSON.stringify(row);
    if (former !== null && former.text === text) return;
    const facets = row === null ? {} : model.facets(row);
    const version = new PublishedVersion(step, event.position, text, JSON.stringify(facets), (facets as { status?: string }).status ?? null);
    this.characters += text.length + version.facets.length;
    versions.push(version);
    began.push({ key, version, former });
    rows.set(key, versions);
  }

  isFolded(name: string): boolean {
    return this.folded.has(name);
  }

  /** About how many characters it holds. */
  get weight(): number {
    return this.characters + this.events.length * 1_500;
  }

  private of(projection: string): Folded {
    const folded = this.folded.get(projection);
    if (folded === undefined) throw new Error(`${projection} was not folded`);
    return folded;
  }

  /** How names are read: the registers as recorded at the position, whatever was public. */
  get names(): Registers {
    return this.registers.at(this.position);
  }

  /** How many steps are visible by an EDTF value. */
  visible(publishedBy: string): number {
    return visibleSteps(this.steps, publishedBy);
  }

  /** The rows that stand after `steps` steps, in the order in which their versions began; the same array for the same question. */
  entries(projection: string, steps: number): readonly PublishedEntry[] {
    const question = `${projection}@${steps}`;
    const known = this.asked.get(question);
    if (known !== undefined) return known;
    const standing = [...this.of(projection).rows].flatMap(([key, versions]) => {
      const version = versions.findLast((one) => one.step < steps);
      return version === undefined || version.text === '' ? [] : [{ key, version }];
    });
    const entries = standing
      .sort((a, b) => a.version.step - b.version.step)
      .map(({ key, version }): PublishedEntry => ({ key, knownFrom: version.position, knownTo: null, facets: JSON.parse(version.facets) as object }));
    this.asked.set(question, entries);
    return entries;
  }

  /** The story after `steps` steps. Shared with others: to be read, and not kept. */
  async factsAfter(steps: number): Promise<StoryFacts> {
    if (steps === this.steps.length) {
      await this.fold([]);
      if (this.last !== null) return this.last;
    }
    if (this.former?.steps === steps) return this.former.facts;
    const facts = new StoryFacts(this.slug, this.registers);
    facts.registersAt = this.position;
    const breather = new Breather();
    for (let step = 0; step < steps; step++) {
      facts.apply(this.steps[step]!.event);
      await breather.breathe();
    }
    this.former = { steps, facts };
    return facts;
  }

  /** The newest recorded position among its events. */
  get lastPosition(): number {
    return this.events.at(-1)?.position ?? 0;
  }

  /** One row after `steps` steps, or null. */
  one(projection: string, key: string, steps: number): PublishedVersion | null {
    const version = this.of(projection).rows.get(key)?.findLast((one) => one.step < steps);
    return version === undefined || version.text === '' ? null : version;
  }

  /** Every version of one row up to `steps`, oldest first; a version without a row ended it. */
  history(projection: string, key: string, steps: number): PublishedVersion[] {
    return (this.of(projection).rows.get(key) ?? []).filter((version) => version.step < steps);
  }

  /** The rows of read models that differ between two numbers of steps. Costs what the steps between changed, not what there is. */
  *changed(from: number, to: number, projections: readonly string[]): IterableIterator<PublishedChange> {
    for (const { name } of this.models) {
      if (!projections.includes(name)) continue;
      const { began } = this.of(name);
      const touched = new Map<string, { first: Began; last: Began }>();
      for (let i = beginning(began, from); i < began.length && began[i]!.version.step < to; i++) {
        const one = began[i]!;
        const known = touched.get(one.key);
        if (known === undefined) touched.set(one.key, { first: one, last: one });
        else known.last = one;
      }
      for (const [key, { first: { former }, last: { version } }] of touched) {
        if ((former?.text ?? '') !== version.text) yield new PublishedChange(name, key, former, version);
      }
    }
  }
}

/** Index of the first version that began at or after a step. */
function beginning(began: readonly Began[], step: number): number {
  let low = 0;
  for (let high = began.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (began[middle]!.version.step < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function paced(work: Generator<void>): Promise<void> {
  const breather = new Breather();
  while (!work.next().done) await breather.breathe();
}
