import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { At, ClockQuery, Describe, Produces, Representation, Role, type Answer, type Moment } from '#libs/http';
import { Views, inHappenedOrder, type Plan, type TimelineFacets, type TimelineItem } from '#libs/read-models';
import { calendar } from './calendar/calendar.js';
import { calendarExample, timelineJsExample } from './examples.js';
import { timelineJs } from './timelinejs/timelinejs.js';

/** Version of the exports: the second half of their ETags. */
const rev = 1;

/** A story for other programs (API §8.5). */
@Controller('stories/:slug/export')
@Role('R')
export class ExportsController {
  constructor(@Inject(Views) private readonly views: Views) {}

  @Get('timelinejs.json')
  @Describe('The timeline as data for TimelineJS', { example: timelineJsExample })
  async timelineJs(@Param('slug') slug: string, @Query() _query: ClockQuery, @At() moment: Moment): Promise<Answer> {
    const read = await this.views.open(slug, moment);
    const entries = (await read.entries('timeline')).filter(({ facets }) => facets.status !== 'merged');
    const order = inHappenedOrder(entries.map(({ facets }) => facets as TimelineFacets)).map(({ occurrence }) => occurrence);
    const items = (await read.rows('timeline', order)).map(({ text }) => JSON.parse(text) as TimelineItem);
    const registers = (await this.views.reads.registersUpTo(read.position)).at(read.position);
    const { title, summary } = (await this.views.catalog.find(slug, moment.head))!;
    const body = timelineJs({ title, summary, position: read.position, publishedBy: moment.publishedBy }, items, (id) => registers.issue(id)?.data.title ?? id);
    // The title slide says at which position it was read, so it is another one at each.
    return { body, position: read.position, changedAt: read.position, rev };
  }

  @Get('calendar.ics')
  @Produces('text/calendar')
  @Describe('Plans with a day as an iCalendar that programs may subscribe to', { example: calendarExample })
  async calendar(@Param('slug') slug: string, @Query() _query: ClockQuery, @At() moment: Moment): Promise<Representation> {
    const read = await this.views.open(slug, moment);
    const first = new Map((await read.entries('timeline')).map(({ key, facets }) => [key, facets.first as number]));
    const keys = (await read.entries('plans')).map(({ key }) => key).sort((a, b) => (first.get(a) ?? 0) - (first.get(b) ?? 0));
    const plans = (await read.rows('plans', keys)).map(({ text }) => JSON.parse(text) as Plan);
    const { title } = (await this.views.catalog.find(slug, moment.head))!;
    const text = calendar({ slug, title, position: read.position, publishedBy: moment.publishedBy }, plans);
    return new Representation(text, 'text/calendar; charset=utf-8', { position: read.position, changedAt: read.position, rev, immutable: moment.immutable });
  }
}
