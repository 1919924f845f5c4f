import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { markerRules } from '#libs/codebook';
import { EventStore } from '#libs/event-store';
import { At, ClockListQuery, ClockQuery, Describe, IsTime, JsonText, List, Omittable, Role, listPage, type Answer, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import type { Entry, StoryRead } from '../reading/index.js';
import { AllVersions, Views, findRow, revOf, withBounds } from '../views/index.js';
import { subjectOf } from './touched-markers.js';
import { staleMarkers } from './stale.js';

export class MarkersQuery extends ClockListQuery {
  @IsString({ each: true }) @IsIn(markerRules, { each: true }) rule: string[] = [];
  @IsString({ each: true }) @IsIn(['claim', 'occurrence', 'report', 'issue'], { each: true }) scope: string[] = [];
  @Omittable() @IsInt() @Min(1) @Max(3) severity?: number;
  @IsString({ each: true }) @MaxLength(200, { each: true }) subject: string[] = [];
  @IsIn(['open', 'acknowledged', 'closed', 'all']) status: 'open' | 'acknowledged' | 'closed' | 'all' = 'open';
  @IsIn(['dependants', 'oldest']) sort: 'dependants' | 'oldest' = 'dependants';
  @Omittable() @IsTime() referenceTime?: string;
}

@Controller()
export class MarkersController {
  constructor(@Inject(Views) private readonly views: Views, @Inject(AllVersions) private readonly allVersions: AllVersions, @Inject(EventStore) private readonly store: EventStore) {}

  @Get('stories/:slug/markers')
  @Role('R')
  @Describe('What not to lean on, and what would settle it')
  async list(@Param('slug') slug: string, @Query() query: MarkersQuery, @At({ versions: true }) moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    if (moment.versions === 'all') {
      return this.allVersions.list(slug, 'markers', moment, request, (key) => isOfRuleAndSubject(key, query));
    }
    const read = await this.views.open(slug, moment);
    const entries = chosen(await read.entries('markers'), query);
    if (query.referenceTime === undefined && !query.rule.includes('stale')) return this.views.list(read, entries, request, { projection: 'markers' });
    return this.withStale(read, entries, query, request, query.referenceTime ?? (await this.timeOf(moment)));
  }

  @Get('markers/:id')
  @Role('R')
  @Describe('One marker, open or closed')
  async one(@Param('id') id: string, @Query() _query: ClockQuery, @At() moment: Moment): Promise<Answer> {
    const { read, row } = await findRow(this.views, 'marker', 'markers', id, moment);
    return { body: withBounds(row), position: read.position, changedAt: row.knownFrom, rev: revOf('markers') };
  }

  /** Stale markers are made for this answer alone, so the whole list is made, and cut. They are never stored or cached. */
  private async withStale(read: StoryRead, entries: readonly Entry[], query: MarkersQuery, request: ListRequest, referenceTime: string): Promise<ListAnswer> {
    const facts = await this.views.reads.factsFor(read);
    const stale = [...staleMarkers(facts, referenceTime)].filter((marker) => isChosen(marker as StaleFacets, query));
    const stored = (await read.rows('markers', entries.map(({ key }) => key))).map(withBounds);
    const all: (object | JsonText)[] = [...stored, ...stale];
    const from = typeof request.after === 'number' ? request.after : 0;
    const page = request.whole ? { items: all, after: null } : listPage(all.slice(from, from + request.limit + 1), request.limit, () => from + request.limit);
    return { ...page, extra: { referenceTime }, position: read.position, changedAt: read.position, rev: revOf('markers'), noStore: true, ...(request.count ? { total: all.length } : {}) };
  }

  /** Now, or the recorded time of `knownAt` when that was sent. */
  private async timeOf(moment: Moment): Promise<string> {
    if (!moment.asked) return new Date().toISOString();
    const [event] = await this.store.read({ from: moment.position, to: moment.position, limit: 1 });
    return moment.knownAtTime ?? event?.recordedAt ?? new Date(0).toISOString();
  }
}

interface StaleFacets { rule: string; scope: string; severity: number; subject: { type: string; id: string } }
const isChosen = ({ rule, scope, severity, subject }: StaleFacets, query: MarkersQuery): boolean =>
  (query.rule.length === 0 || query.rule.includes(rule))
  && (query.scope.length === 0 || query.scope.includes(scope))
  && (query.severity === undefined || severity >= query.severity)
  && (query.subject.length === 0 || query.subject.includes(`${subject.type}:${subject.id}`))
  && (query.status === 'open' || query.status === 'all');

function isOfRuleAndSubject(key: string, { rule, scope, subject }: MarkersQuery): boolean {
  const of = subjectOf(key);
  return (rule.length === 0 || rule.includes(of.rule)) && (scope.length === 0 || scope.includes(of.subject.type)) && (subject.length === 0 || subject.includes(`${of.subject.type}:${of.subject.id}`));
}

function chosen(entries: readonly Entry[], { rule, scope, severity, subject, status, sort }: MarkersQuery): Entry[] {
  const statuses = status === 'open' ? ['open', 'acknowledged'] : [status];
  const kept = entries.filter(({ facets }) =>
    (rule.length === 0 || rule.includes(facets.rule))
    && (scope.length === 0 || scope.includes(facets.scope))
    && (severity === undefined || facets.severity >= severity)
    && (subject.length === 0 || subject.includes(facets.subject))
    && (status === 'all' || statuses.includes(facets.status)));
  const byAge = (a: Entry, b: Entry): number => a.facets.opened - b.facets.opened || (a.key < b.key ? -1 : 1);
  return kept.sort((a, b) => (sort === 'oldest' ? 0 : b.facets.dependants - a.facets.dependants || b.facets.severity - a.facets.severity) || byAge(a, b));
}
