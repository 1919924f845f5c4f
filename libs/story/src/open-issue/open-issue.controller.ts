import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ArrayMaxSize, IsArray } from 'class-validator';
import { Describe, IsSlug, Nullable, Role, Written, type Answer, type Writing } from '#libs/http';
import { streams } from '../events.js';
import { IsName, IsReference, IsText } from '../fields/index.js';
import { writeRequest, Writes } from '../writes/index.js';
import { openIssue } from './open-issue.js';

export class OpenIssueRequest {
  @IsSlug() id!: string;
  @IsName(200) title!: string;
  @Nullable() @IsReference() parent: string | null = null;
  @IsArray() @ArrayMaxSize(20) @IsName(200, { each: true }) aliases: string[] = [];
  @Nullable() @IsText(1, 4000) description: string | null = null;
}

@Controller('issues')
export class OpenIssueController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('P')
  @Describe('Open an issue', { problems: ['already-exists', 'unknown-reference'] })
  open(@Body() { id, title, parent, aliases, description }: OpenIssueRequest, @Written() writing: Writing): Promise<Answer> {
    return this.writes.inRegisters({
      resource: { type: 'issue', id, url: `/api/v1/issues/${id}` },
      guards: [],
      expected: [{ stream: streams.issue(id), version: 'none' }],
      decide: (registers) => openIssue({ id, title, parent, aliases, description }, registers),
    }, writeRequest(writing));
  }
}
