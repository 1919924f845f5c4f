import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { Describe, fault, InvalidRequest, Omittable, Role, Written, type Answer, type Writing } from '#libs/http';
import { IsReason, IsReference } from '../fields/index.js';
import { occurrenceGuard } from '../file-report/occurrence-guards.js';
import { mint } from '../identifiers.js';
import { writeRequest, Writes } from '../writes/index.js';
import { splitOccurrence, type SplitOccurrence } from './split-occurrence.js';

export class SplitOccurrenceRequest {
  @IsReason() reason!: string;
  @Omittable() @IsReference() restore?: string;
  @Omittable() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(1000) @IsReference({ each: true }) claims?: string[];
}

@Controller('occurrences/:id/split')
export class SplitOccurrenceController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('E')
  @Describe('Take a merge back, or give some claims an occurrence of their own', { problems: ['merge-refused', 'unknown-reference'] })
  async split(@Param('id') occurrence: string, @Body() body: SplitOccurrenceRequest, @Written() writing: Writing): Promise<Answer> {
    const part = partOf(body);
    const into = 'restore' in part ? part.restore : part.into;
    const url = `/api/v1/occurrences/${occurrence}`;
    return this.writes.inStory({
      story: await this.writes.storyOf({ type: 'occurrence', id: occurrence }),
      resource: { type: 'occurrence', id: into, url: `/api/v1/occurrences/${into}` },
      edits: { resource: { type: 'occurrence', id: occurrence }, required: true, url },
      fresh: new Map('restore' in part ? [] : [[part.into, null]]),
      guards: [occurrence, into].map(occurrenceGuard),
      decide: (facts) => splitOccurrence({ occurrence, reason: body.reason, part }, facts),
    }, writeRequest(writing));
  }
}

function partOf({ restore, claims }: SplitOccurrenceRequest): SplitOccurrence['part'] {
  if (restore !== undefined && claims === undefined) return { restore };
  if (restore === undefined && claims !== undefined) return { claims, into: mint('occ') };
  throw new InvalidRequest([fault('body', '', 'combination', 'Send either restore or claims.')]);
}
