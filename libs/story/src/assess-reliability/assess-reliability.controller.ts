import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { Describe, IsEdtf, Nullable, Role, Written, type Answer, type Writing } from '#libs/http';
import { IsReason, IsReference } from '../fields/index.js';
import { registerAct } from '../writes/register-act.js';
import { writeRequest, Writes } from '../writes/index.js';
import { assessReliability, type AssessReliability } from './assess-reliability.js';

export class AssessReliabilityRequest {
  @Nullable() @IsIn(['a', 'b', 'c', 'd', 'e']) grade!: 'a' | 'b' | 'c' | 'd' | 'e' | null;
  @Nullable() @IsReference() topic: string | null = null;
  @Nullable() @IsEdtf() from: string | null = null;
  @IsReason() reason!: string;
}

@Controller()
@Role('E')
export class AssessReliabilityController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post('outlets/:id/reliability')
  @Describe('Grade the reliability of an outlet', { problems: ['unknown-reference'] })
  outlets(@Param('id') id: string, @Body() body: AssessReliabilityRequest, @Written() writing: Writing): Promise<Answer> {
    return this.assess('outlet', id, body, writing);
  }

  @Post('sources/:id/reliability')
  @Describe('Grade the reliability of a source', { problems: ['unknown-reference'] })
  sources(@Param('id') id: string, @Body() body: AssessReliabilityRequest, @Written() writing: Writing): Promise<Answer> {
    return this.assess('source', id, body, writing);
  }

  private assess(register: AssessReliability['register'], id: string, { grade, topic, from, reason }: AssessReliabilityRequest, writing: Writing): Promise<Answer> {
    const act = registerAct(register, id, [], false, (registers) => assessReliability({ register, data: { id, grade, topic, from, reason } }, registers));
    // Grades never stand in each other's way: all are kept.
    return this.writes.inRegisters({ ...act, guards: [] }, writeRequest(writing));
  }
}
