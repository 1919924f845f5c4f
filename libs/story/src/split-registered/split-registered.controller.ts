import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { Describe, Role, Written, type Answer, type Writing } from '#libs/http';
import type { Register } from '../facts/index.js';
import { IsReason, IsReference } from '../fields/index.js';
import { registerAct } from '../writes/register-act.js';
import { writeRequest, Writes } from '../writes/index.js';
import { splitRegistered } from './split-registered.js';

export class SplitRegisteredRequest {
  @IsReference() restore!: string;
  @IsReason() reason!: string;
}

@Controller()
@Role('E')
export class SplitRegisteredController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post('actors/:id/split')
  @Describe('Take a merge of actors back', { problems: ['merge-refused', 'unknown-reference'] })
  actors(@Param('id') id: string, @Body() body: SplitRegisteredRequest, @Written() writing: Writing): Promise<Answer> {
    return this.split('actor', id, body, writing);
  }

  @Post('issues/:id/split')
  @Describe('Take a merge of issues back', { problems: ['merge-refused', 'unknown-reference'] })
  issues(@Param('id') id: string, @Body() body: SplitRegisteredRequest, @Written() writing: Writing): Promise<Answer> {
    return this.split('issue', id, body, writing);
  }

  @Post('outlets/:id/split')
  @Describe('Take a merge of outlets back', { problems: ['merge-refused', 'unknown-reference'] })
  outlets(@Param('id') id: string, @Body() body: SplitRegisteredRequest, @Written() writing: Writing): Promise<Answer> {
    return this.split('outlet', id, body, writing);
  }

  @Post('sources/:id/split')
  @Describe('Take a merge of sources back', { problems: ['merge-refused', 'unknown-reference'] })
  sources(@Param('id') id: string, @Body() body: SplitRegisteredRequest, @Written() writing: Writing): Promise<Answer> {
    return this.split('source', id, body, writing);
  }

  private split(register: Register, id: string, { restore, reason }: SplitRegisteredRequest, writing: Writing): Promise<Answer> {
    return this.writes.inRegisters(registerAct(register, id, [restore], true, (registers) => splitRegistered({ register, id, restore, reason }, registers)), writeRequest(writing));
  }
}
