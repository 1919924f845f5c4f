import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ArrayMaxSize, IsArray } from 'class-validator';
import { Describe, IsSlug, Nullable, Role, Written, type Answer, type Writing } from '#libs/http';
import { streams } from '../events.js';
import { IsReference, IsText } from '../fields/index.js';
import { writeRequest, Writes } from '../writes/index.js';
import { openStory } from './open-story.js';

export class OpenStoryRequest {
  @IsSlug() slug!: string;
  @IsText(1, 200) title!: string;
  @Nullable() @IsText(0, 4000) summary: string | null = null;
  @IsArray() @ArrayMaxSize(100) @IsReference({ each: true }) issues: string[] = [];
}

@Controller('stories')
export class OpenStoryController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('E')
  @Describe('Begin to follow a story', { problems: ['already-exists', 'unknown-reference'] })
  open(@Body() { slug, title, summary, issues }: OpenStoryRequest, @Written() writing: Writing): Promise<Answer> {
    return this.writes.inStory({
      story: slug,
      opensStory: true,
      resource: { type: 'story', id: slug, url: `/api/v1/stories/${slug}` },
      fresh: new Map(),
      guards: [],
      expected: [{ stream: streams.story(slug), version: 'none' }],
      decide: (facts) => openStory({ slug, title, summary, issues }, facts),
    }, writeRequest(writing));
  }
}
