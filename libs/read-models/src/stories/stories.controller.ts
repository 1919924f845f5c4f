import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { EventStore } from '#libs/event-store';
import {
  At, ClockListQuery, ClockQuery, Describe, List, NotFound, Omittable, Role, listPage, nearest,
  type Answer, type ListAnswer, type ListRequest, type Moment,
} from '#libs/http';
import { Views, revOf, wordTest, wordsOf } from '../views/index.js';
import { storyAnswer, type Story } from './story-answer.js';
import type { OpenedStory } from './story-catalog.js';

export class StoriesQuery extends ClockListQuery {
  @Omittable() @IsString() @MaxLength(200) q?: string;
}

@Controller('stories')
export class StoriesController {
  constructor(@Inject(Views) private readonly views: Views, @Inject(EventStore) private readonly store: EventStore) {}

  @Get()
  @Role('R')
  @Describe('Stories, by slug')
  async list(@Query() query: StoriesQuery, @At({ publishedBy: false }) moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const holds = wordTest(query.q ?? '');
    const stories = (await this.views.catalog.at(moment.position)).filter(({ slug, title, summary }) => holds(wordsOf(`${slug} ${title} ${summary ?? ''}`)));
    const after = typeof request.after === 'string' ? request.after : '';
    const rest = stories.filter(({ slug }) => slug > after);
    const page = request.whole ? { items: rest, after: null } : listPage(rest.slice(0, request.limit + 1), request.limit, ({ slug }) => slug);
    return {
      items: request.whole ? this.each(page.items, moment) : await Promise.all(page.items.map((story) => this.answer(story, moment))),
      // Any event of any story may show here.
      after: page.after, position: moment.position, changedAt: moment.position, rev: revOf('reports'), ...(request.count ? { total: stories.length } : {}),
    };
  }

  @Get(':slug')
  @Role('R')
  @Describe('One story with its counts')
  async one(@Param('slug') slug: string, @At() moment: Moment, @Query() _query: ClockQuery): Promise<Answer> {
    const story = await this.views.catalog.find(slug, moment.position);
    if (story === null) throw new NotFound('story', slug, nearest(slug, (await this.views.catalog.at(moment.position)).map((one) => one.slug)));
    const body = await this.answer(story, moment);
    return { body, position: moment.position, changedAt: body.knownFrom, rev: revOf('reports') };
  }

  private async answer(story: OpenedStory, moment: Moment): Promise<Story> {
    return storyAnswer(story, await this.views.reads.open(story.slug, moment), this.store);
  }

  private async *each(stories: readonly OpenedStory[], moment: Moment): AsyncGenerator<Story> {
    for (const story of stories) yield this.answer(story, moment);
  }
}
