import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { Describe, Role, Written, type Answer, type Writing } from '#libs/http';
import { IsReason, IsReference } from '../fields/index.js';
import { registerAct } from '../writes/register-act.js';
import { writeRequest, Writes } from '../writes/index.js';
import { identifySource, type IdentifySource } from './identify-source.js';

export class IdentifySourceRequest {
  @IsReference() actor!: string;
  @IsIn(['named-office', 'named-person', 'document']) namedness!: IdentifySource['namedness'];
  @IsReason() reason!: string;
}

@Controller('sources/:id/identification')
export class IdentifySourceController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('E')
  @Describe('Name a source from now on', { problems: ['nothing-changed', 'unknown-reference'] })
  identify(@Param('id') id: string, @Body() { actor, namedness, reason }: IdentifySourceRequest, @Written() writing: Writing): Promise<Answer> {
    return this.writes.inRegisters(registerAct('source', id, [], true, (registers) => identifySource({ id, actor, namedness, reason }, registers)), writeRequest(writing));
  }
}
