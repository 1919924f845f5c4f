import { IsIn } from 'class-validator';
import { bounds } from '#libs/codebook';
import { InvalidRequest, IsEdtf, JsonText, Omittable, fault, type Answer, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import type { Entry, ReadRow, StoryRead } from '../reading/index.js';
import { AllVersions, SharedFilters, Views, compileFilters, filteredModels, passing, revOf, withBounds } from '../views/index.js';
import { binned, unitFor, type BinUnit } from './bins.js';
import { inHappenedOrder } from './ordering.js';
import type { TimelineFacets } from './timeline.projection.js';

export class TimelineQuery extends SharedFilters {
  @Omittable() @IsEdtf() happenedFrom?: string;
  @Omittable() @IsEdtf() happenedTo?: string;
  @IsIn(['include', 'only', 'exclude']) undated: 'include' | 'only' | 'exclude' = 'include';
  @IsIn(['attested', 'unattested', 'all']) status: 'attested' | 'unattested' | 'all' = 'all';
  @IsIn(['happened', 'published', 'recorded']) clock: 'happened' | 'published' | 'recorded' = 'happened';
  @IsIn(['asc', 'desc']) order: 'asc' | 'desc' = 'asc';
  @Omittable() @IsIn(['actor', 'issue', 'kind']) groupBy?: 'actor' | 'issue' | 'kind';
  @Omittable() @IsIn(['auto', 'day', 'week', 'month', 'year']) bin?: 'auto' | BinUnit;
}
type Clock = TimelineQuery['clock'];

/** The timeline of a story (API §7.1). */
export class TimelineList {
  /** Orders by the array of entries they were made of: the same rows are sorted once, whoever asks. */
  private readonly orders = new WeakMap<readonly Entry[], Map<string, readonly Entry[]>>();

  constructor(private readonly views: Views, private readonly allVersions: AllVersions) {}

  async list(slug: string, query: TimelineQuery, moment: Moment, request: ListRequest): Promise<ListAnswer | Answer> {
    refuseCombinations(query);
    const read = await this.views.open(slug, moment);
    const { items, isFiltered } = await this.chosen(read, query);
    if (query.bin !== undefined) return this.bins(read, items, query, query.bin);
    const ordered = grouped(query.order === 'desc' ? items.toReversed() : items, query.groupBy);
    const { groupBy } = query;
    return this.views.list(read, ordered, request, {
      projection: 'timeline',
      madeOf: isFiltered ? filteredModels('timeline') : ['timeline'],
      ...(groupBy === undefined ? {} : { shape: (row: ReadRow, entry: Entry) => withGroup(row, groupOf(entry, groupBy)) }),
    });
  }

  /** Every version of the items that pass the shared filters as they stand at the moment. */
  async versions(slug: string, query: TimelineQuery, moment: Moment, request: ListRequest): Promise<ListAnswer> {
    const read = await this.views.open(slug, moment);
    const passed = await compileFilters(read, query, await this.views.reads.registersUpTo(read.position));
    return this.allVersions.list(slug, 'timeline', moment, request, passed === null ? null : (key) => passed.occurrence(key));
  }

  private async chosen(read: StoryRead, query: TimelineQuery): Promise<{ items: readonly Entry[]; isFiltered: boolean }> {
    const passed = await compileFilters(read, query, await this.views.reads.registersUpTo(read.position));
    const ordered = passing(this.ordered(await read.entries('timeline'), query.clock), passed, 'occurrence');
    const { undated, status } = query;
    const window = windowOf(query);
    if (undated === 'include' && status === 'all' && window === null) return { items: ordered, isFiltered: passed !== null };
    const items = ordered.filter(({ facets }: { facets: TimelineFacets }) =>
      (status === 'all' || facets.status === status)
      && (undated === 'include' || facets.dated === (undated === 'exclude'))
      && (window === null || !facets.dated || ((facets.min ?? -Infinity) <= window.max && (facets.max ?? Infinity) >= window.min)));
    return { items, isFiltered: passed !== null };
  }

  private ordered(entries: readonly Entry[], clock: Clock): readonly Entry[] {
    let byClock = this.orders.get(entries);
    if (byClock === undefined) this.orders.set(entries, (byClock = new Map()));
    let ordered = byClock.get(clock);
    if (ordered === undefined) byClock.set(clock, (ordered = inOrder(entries.filter(({ facets }) => facets.status !== 'merged'), clock)));
    return ordered;
  }

  /** Counts by the beginning of each item on the clock; what has none there is counted as undated. */
  private async bins(read: StoryRead, entries: readonly Entry[], { clock, groupBy }: TimelineQuery, bin: 'auto' | BinUnit): Promise<Answer> {
    const dated = entries.flatMap((entry) => {
      const at = beginning(entry.facets as TimelineFacets, clock);
      return at === null ? [] : [{ at, origins: entry.facets.origins as number, group: groupBy === undefined ? null : groupOf(entry, groupBy) }];
    });
    const unit = bin === 'auto' ? unitFor(dated) : bin;
    const body = { bin: unit, bins: binned(dated, unit), undated: entries.length - dated.length, position: read.position };
    return { body, position: read.position, changedAt: await read.changedAt('timeline'), rev: revOf('timeline') };
  }
}

function refuseCombinations({ undated, happenedFrom, happenedTo }: TimelineQuery): void {
  if (undated !== 'only') return;
  const faults = Object.entries({ happenedFrom, happenedTo }).flatMap(([name, got]) =>
    got === undefined ? [] : [fault('query', name, 'combination', `undated=only leaves no dated item to look for: leave ${name} out.`, { got })]);
  if (faults.length > 0) throw new InvalidRequest(faults);
}

/** From the earliest instant of the first value to the latest of the second. */
function windowOf({ happenedFrom, happenedTo }: TimelineQuery): { min: number; max: number } | null {
  if (happenedFrom === undefined && happenedTo === undefined) return null;
  return { min: happenedFrom === undefined ? -Infinity : bounds(happenedFrom).min, max: happenedTo === undefined ? Infinity : bounds(happenedTo).max };
}

function inOrder(entries: readonly Entry[], clock: Clock): readonly Entry[] {
  if (clock === 'happened') {
    const byKey = new Map(entries.map((entry) => [entry.key, entry]));
    return inHappenedOrder(entries.map(({ facets }) => facets as TimelineFacets)).map(({ occurrence }) => byKey.get(occurrence)!);
  }
  const at = (entry: Entry): number => beginning(entry.facets as TimelineFacets, clock) ?? Infinity;
  return entries.toSorted((a, b) => {
    const [x, y] = [at(a), at(b)];
    return x === y ? (a.facets.first as number) - (b.facets.first as number) : x < y ? -1 : 1;
  });
}

/** The first instant of an item on a clock, or null where it has none. */
function beginning({ dated, min, max, published, recorded }: TimelineFacets, clock: Clock): number | null {
  if (clock === 'happened') return dated ? (min ?? max) : null;
  return clock === 'published' ? published : recorded;
}

type GroupBy = NonNullable<TimelineQuery['groupBy']>;
const groupOf = ({ facets }: Entry, by: GroupBy): string | null => (facets as Record<GroupBy, string | null>)[by];

/** By group first, items without one last; within a group in the order they had. */
function grouped(entries: readonly Entry[], by: GroupBy | undefined): readonly Entry[] {
  if (by === undefined) return entries;
  return entries.toSorted((a, b) => {
    const [x, y] = [groupOf(a, by), groupOf(b, by)];
    if (x === y) return 0;
    return x === null ? 1 : y === null ? -1 : x < y ? -1 : 1;
  });
}

function withGroup(row: ReadRow, group: string | null): JsonText {
  const item = JSON.parse(row.text) as object;
  return withBounds({ ...row, text: JSON.stringify({ ...item, group }) });
}
