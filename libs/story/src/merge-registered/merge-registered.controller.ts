import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray } from 'class-validator';
import { Describe, Role, Written, type Answer, type Writing } from '#libs/http';
import type { Register } from '../facts/index.js';
import { IsReason, IsReference } from '../fields/index.js';
import { writeRequest, Writes } from '../writes/index.js';
import { mergeRegistered } from './merge-registered.js';
import { registerAct } from '../writes/register-act.js';

export class MergeRegisteredRequest {
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(20) @ArrayUnique() @IsReference({ each: true }) absorb!: string[];
  @IsReason() reason!: string;
}

@Controller()
@Role('E')
export class MergeRegisteredController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post('actors/:id/merge')
  @Describe('Judge actors to be one', { problems: ['merge-refused', 'unknown-reference'] })
  actors(@Param('id') id: string, @Body() body: MergeRegisteredRequest, @Written() writing: Writing): Promise<Answer> {
    return this.merge('actor', id, body, writing);
  }

  @Post('issues/:id/merge')
  @Describe('Judge issues to be one', { problems: ['merge-refused', 'unknown-reference'] })
  issues(@Param('id') id: string, @Body() body: MergeRegisteredRequest, @Written() writing: Writing): Promise<Answer> {
    return this.merge('issue', id, body, writing);
  }

  @Post('outlets/:id/merge')
  @Describe('Judge outlets to be one', { problems: ['merge-refused', 'unknown-reference'] })
  outlets(@Param('id') id: string, @Body() body: MergeRegisteredRequest, @Written() writing: Writing): Promise<Answer> {
    return this.merge('outlet', id, body, writing);
  }

  @Post('sources/:id/merge')
  @Describe('Judge sources to be one', { problems: ['merge-refused', 'unknown-reference'] })
  sources(@Param('id') id: string, @Body() body: MergeRegisteredRequest, @Written() writing: Writing): Promise<Answer> {
    return this.merge('source', id, body, writing);
  }

  private merge(register: Register, id: string, { absorb, reason }: MergeRegisteredRequest, writing: Writing): Promise<Answer> {
    return this.writes.inRegisters(registerAct(register, id, absorb, true, (registers) => mergeRegistered({ register, id, absorb, reason }, registers)), writeRequest(writing));
  }
}
