import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray } from 'class-validator';
import { Describe, Role, Written, type Answer, type Writing } from '#libs/http';
import { IsReason, IsReference } from '../fields/index.js';
import { occurrenceGuard } from '../file-report/occurrence-guards.js';
import { writeRequest, Writes } from '../writes/index.js';
import { mergeOccurrences } from './merge-occurrences.js';

export class MergeOccurrencesRequest {
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(20) @ArrayUnique() @IsReference({ each: true }) absorb!: string[];
  @IsReason() reason!: string;
}

@Controller('occurrences/:id/merge')
export class MergeOccurrencesController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('E')
  @Describe('Judge occurrences to be one', { problems: ['merge-refused', 'unknown-reference'] })
  async merge(@Param('id') occurrence: string, @Body() { absorb, reason }: MergeOccurrencesRequest, @Written() writing: Writing): Promise<Answer> {
    const story = await this.writes.storyOf({ type: 'occurrence', id: occurrence });
    const elsewhere = await this.writes.elsewhere(story, absorb);
    const url = `/api/v1/occurrences/${occurrence}`;
    return this.writes.inStory({
      story,
      resource: { type: 'occurrence', id: occurrence, url },
      edits: { resource: { type: 'occurrence', id: occurrence }, required: true, url },
      fresh: new Map(),
      guards: [occurrence, ...absorb].map(occurrenceGuard),
      decide: (facts) => mergeOccurrences({ occurrence, absorb, reason, elsewhere }, facts),
    }, writeRequest(writing));
  }
}
