import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { At, Describe, JsonText, List, Omittable, Role, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { Views, type StoryRead } from '#libs/read-models';
import { ChangeFilters, changeColumns, isAsked, subjectText } from './change-filters.js';
import { changes, type ChangeFacets } from './changes.projection.js';
import { concernsOf, passingConcerns, type PassesConcerns } from './concerns.js';
import { publishedChanges } from './published-changes.js';
import { changesExample } from '../examples.js';

const highest = Number.MAX_SAFE_INTEGER;

export class ChangesQuery extends ChangeFilters {
  @Omittable() @IsInt() @Min(1) @Max(highest) fromPosition?: number;
  @Omittable() @IsInt() @Min(1) @Max(highest) toPosition?: number;
  @IsIn(['asc', 'desc']) order: 'asc' | 'desc' = 'desc';
}

/** Every change of a story, one append after another (API §7.6). */
@Controller('stories/:slug/changes')
export class ChangesController {
  constructor(@Inject(Views) private readonly views: Views) {}

  @Get()
  @Role('R')
  @Describe('How the story changed, one act after another: what changed, whether the world, the story or our coding, by which rule and cause', { example: changesExample })
  async list(@Param('slug') slug: string, @Query() query: ChangesQuery, @At() moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const read = await this.views.open(slug, moment);
    const passes = (await passingConcerns(this.views, read, query))?.concerns ?? null;
    if (moment.publishedBy !== null) return this.published(read, moment.publishedBy, query, passes, request);
    const asked = (await read.entries('changes')).filter(({ facets }: { facets: ChangeFacets }) => isWithin(query, facets.position) && isAsked(query, facets) && (passes === null || passes(facets)));
    const list = await this.views.list(read, query.order === 'desc' ? asked.toReversed() : asked, request, {
      projection: changes.name, shape: ({ text }) => new JsonText(text), columns: changeColumns,
    });
    return { ...list, rev: changes.version };
  }

  /** In published order. It is one list at one moment, so the place in it is the key. */
  private async published(read: StoryRead, publishedBy: string, query: ChangesQuery, passes: PassesConcerns | null, request: ListRequest): Promise<ListAnswer> {
    const rows = await this.views.reads.publishedRows(read.story, read.position);
    const visible = rows.visible(publishedBy);
    const asked = (await publishedChanges(rows)).flatMap(({ step, change }) =>
      (step <= visible && isWithin(query, change.position!) && isAsked(query, { ...change, subject: subjectText(change) }) && (passes === null || passes(concernsOf(change))) ? change : []));
    if (query.order === 'desc') asked.reverse();
    const from = request.whole || typeof request.after !== 'number' ? 0 : request.after;
    const to = request.whole ? asked.length : from + request.limit;
    return {
      items: asked.slice(from, to), after: to < asked.length ? to : null, columns: changeColumns,
      position: read.position, changedAt: await read.changedAt('changes'), rev: changes.version, ...(request.count ? { total: asked.length } : {}),
    };
  }
}

const isWithin = ({ fromPosition, toPosition }: ChangesQuery, position: number): boolean =>
  (fromPosition === undefined || position >= fromPosition) && (toPosition === undefined || position <= toPosition);
