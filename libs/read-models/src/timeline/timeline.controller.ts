import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { At, Describe, List, Role, type Answer, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { TimelineList, TimelineQuery } from './timeline.query.js';

@Controller('stories/:slug/timeline')
export class TimelineController {
  constructor(@Inject(TimelineList) private readonly timeline: TimelineList) {}

  @Get()
  @Role('R')
  @Describe('Occurrences in the order of a clock, undated ones in the same list')
  list(@Param('slug') slug: string, @Query() query: TimelineQuery, @At({ versions: true }) moment: Moment, @List() request: ListRequest): Promise<ListAnswer | Answer> {
    return moment.versions === 'all' ? this.timeline.versions(slug, query, moment, request) : this.timeline.list(slug, query, moment, request);
  }
}
