import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { IsIn, IsString, MaxLength, MinLength } from 'class-validator';
import { LRUCache } from 'lru-cache';
import { latestInstant } from '#libs/codebook';
import { EventStore } from '#libs/event-store';
import { At, Describe, Heads, InvalidRequest, List, Role, fault, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { Views, type StoryRead } from '#libs/read-models';
import { ChangeFilters, isAsked, subjectText } from '../changes/change-filters.js';
import { changedOccurrences, concernsOf, passingConcerns } from '../changes/concerns.js';
import { comparisonExample } from '../examples.js';
import { rfc3339Of } from '../instants.js';
import { comparisonAnswer, type ComparedEnd } from './comparison-answer.js';
import { Comparisons, type Difference } from './comparisons.js';
import { checkPublishedEnds, positionOf, readEnds, swapped } from './ends.js';
import { publishedNeighbours } from './published-neighbours.js';

export class ComparePath {
  @IsString() @MaxLength(80) slug!: string;
  @IsString() @MinLength(1) @MaxLength(100) a!: string;
  @IsString() @MinLength(1) @MaxLength(100) b!: string;
}
export class CompareQuery extends ChangeFilters {
  @IsIn(['recorded', 'published']) clock: 'recorded' | 'published' = 'recorded';
  @IsIn(['include', 'exclude']) cosmetic: 'include' | 'exclude' = 'include';
}

interface Ends { a: ComparedEnd; b: ComparedEnd; /** The later end, read. */ read: StoryRead; find(): Promise<Difference>; neighbours(): Promise<Neighbours>; changedAt: number }
interface Neighbours { previous: string | null; following: string | null; /** Position that made them what they are; 0 if none did. */ since: number }

/** The net difference between two moments of a story, on either clock (API §7.6). */
@Controller('stories/:slug/compare')
export class CompareController {
  /** A comparison between fixed ends never changes: its pages share it. Of those of whole histories, a gigabyte for a handful, the last one alone. */
  private latest: { key: string; difference: Difference } | null = null;
  private readonly known = new LRUCache<string, Difference>({ maxSize: 30_000, sizeCalculation: ({ changes, standing }) => changes.length + standing.length + 1 });

  constructor(
    @Inject(Views) private readonly views: Views,
    @Inject(Comparisons) private readonly comparisons: Comparisons,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Heads) private readonly heads: Heads,
  ) {}

  @Get(':a...:b')
  @Role('R')
  @Describe('What is different between two moments, net', { example: comparisonExample, parameters: { a: '26', b: '30' } })
  async compare(@Param() { slug, a, b }: ComparePath, @Query() query: CompareQuery, @At() moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const ends = query.clock === 'published' ? await this.publishedEnds(slug, a, b, moment) : await this.recordedEnds(slug, a, b, moment);
    const [difference, neighbours, passing] = await Promise.all([ends.find(), ends.neighbours(), passingConcerns(this.views, ends.read, query)]);
    const changes = difference.changes.filter((change) =>
      (query.cosmetic === 'include' || !change.cosmetic) && isAsked(query, { ...change, subject: subjectText(change) }) && (passing === null || passing.concerns(concernsOf(change))));
    const { previous, following, since } = neighbours;
    const changed = await changedOccurrences(ends.read, difference.changes);
    return comparisonAnswer(request, {
      a: ends.a, b: ends.b, changes, neighbours: { previous, following }, position: moment.position, changedAt: Math.max(ends.changedAt, since),
      unchanged: difference.standing.filter((id) => !changed.has(id) && (passing === null || passing.occurrence(id))).length,
    });
  }

  private async recordedEnds(slug: string, a: string, b: string, moment: Moment): Promise<Ends> {
    const [first, second] = readEnds(a, b);
    if (first.kind === 'position' && second.kind === 'position' && first.position > second.position) throw swapped(a, b);
    await this.views.open(slug, moment); // A story that does not exist is a 404 before an end beyond the head is a 422.
    const [from, to] = [await positionOf(first, moment, this.heads), await positionOf(second, moment, this.heads)];
    if (from > to) throw swapped(a, b);
    const { publishedBy } = moment;
    const at = Math.max(moment.position, to);
    const read = await this.views.reads.open(slug, { position: to, publishedBy });
    const url = (ends: { a: number; b: number } | null): string | null => (ends === null ? null : urlOf(slug, String(ends.a), String(ends.b), publishedBy === null ? [] : [['publishedBy', publishedBy]], moment));
    return {
      a: await this.endAt(from), b: await this.endAt(to), read,
      find: () => this.remembered([slug, from, to, publishedBy], () =>
        (publishedBy === null ? this.comparisons.recorded(slug, from, to) : this.comparisons.recordedOf(slug, from, to, publishedBy))),
      neighbours: async () => {
        const { previous, following } = await this.comparisons.neighbours(slug, from, to, at);
        return { previous: url(previous), following: url(following), since: following?.b ?? 0 };
      },
      changedAt: await read.changedAt('timeline', 'claims', 'reports', 'stances', 'markers'),
    };
  }

  private async publishedEnds(slug: string, a: string, b: string, moment: Moment): Promise<Ends> {
    if (moment.publishedBy !== null) {
      throw new InvalidRequest([fault('query', 'publishedBy', 'combination', 'On the published clock the two ends say by when: leave publishedBy out.', { got: moment.publishedBy })]);
    }
    checkPublishedEnds(a, b);
    await this.views.open(slug, moment);
    const { position } = moment;
    const read = await this.views.reads.open(slug, { position, publishedBy: b });
    const rows = await this.views.reads.publishedRows(slug, position);
    const end = (published: string): ComparedEnd => ({ position, at: rfc3339Of(latestInstant(published)), published });
    return {
      a: end(a), b: end(b), read,
      find: () => this.remembered([slug, position, a, b], () => this.comparisons.published(slug, position, a, b)),
      neighbours: () => {
        const { previous, following } = publishedNeighbours(rows, a, b);
        const url = (ends: { a: string; b: string } | null): string | null => (ends === null ? null : urlOf(slug, ends.a, ends.b, [['clock', 'published']], moment));
        return Promise.resolve({ previous: url(previous), following: url(following), since: 0 });
      },
      changedAt: await read.changedAt('timeline'),
    };
  }

  private async endAt(position: number): Promise<ComparedEnd> {
    const [event] = position === 0 ? [] : await this.store.read({ from: position, to: position, limit: 1 });
    return { position, at: event?.recordedAt ?? null, published: null };
  }

  private async remembered(of: readonly (string | number | null)[], find: () => Promise<Difference>): Promise<Difference> {
    const key = JSON.stringify(of);
    const known = this.latest?.key === key ? this.latest.difference : this.known.get(key);
    const difference = known ?? (await find());
    this.latest = { key, difference };
    if (known === undefined) this.known.set(key, difference);
    return difference;
  }
}

/** Where a neighbouring comparison is; it is read at the same `knownAt`. */
function urlOf(slug: string, a: string, b: string, query: readonly [string, string][], { asked, position }: Moment): string {
  const all = [...query, ...(asked ? [['knownAt', String(position)] as const] : [])].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `/api/v1/stories/${slug}/compare/${encodeURIComponent(a)}...${encodeURIComponent(b)}${all.length === 0 ? '' : `?${all.join('&')}`}`;
}
