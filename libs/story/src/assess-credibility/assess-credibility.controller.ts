import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';
import { Describe, Nullable, Role, Written, type Answer, type Writing } from '#libs/http';
import { IsReason } from '../fields/index.js';
import { writeRequest, Writes } from '../writes/index.js';
import { assessCredibility, type AssessCredibility } from './assess-credibility.js';

export class AssessCredibilityRequest {
  @Nullable() @IsInt() @Min(1) @Max(5) grade!: number | null;
  @IsReason() reason!: string;
}

@Controller('claims/:id/credibility')
export class AssessCredibilityController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('E')
  @Describe('Grade the credibility of a claim')
  async assess(@Param('id') claim: string, @Body() { grade, reason }: AssessCredibilityRequest, @Written() writing: Writing): Promise<Answer> {
    const url = `/api/v1/claims/${claim}`;
    return this.writes.inStory({
      story: await this.writes.storyOf({ type: 'claim', id: claim }),
      resource: { type: 'claim', id: claim, url },
      edits: { resource: { type: 'claim', id: claim }, required: false, url },
      fresh: new Map(),
      guards: [],
      decide: (facts) => assessCredibility({ claim, grade: grade as AssessCredibility['grade'], reason }, facts),
    }, writeRequest(writing));
  }
}
