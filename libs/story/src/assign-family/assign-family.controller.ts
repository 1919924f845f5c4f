import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { Describe, IsSlug, Nullable, Role, Written, type Answer, type Writing } from '#libs/http';
import { IsReason } from '../fields/index.js';
import { registerAct } from '../writes/register-act.js';
import { writeRequest, Writes } from '../writes/index.js';
import { assignFamily } from './assign-family.js';

export class AssignFamilyRequest {
  @Nullable() @IsSlug() family!: string | null;
  @IsReason() reason!: string;
}

@Controller('outlets/:id/family')
export class AssignFamilyController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('E')
  @Describe('Say which family an outlet belongs to', { problems: ['nothing-changed'] })
  assign(@Param('id') id: string, @Body() { family, reason }: AssignFamilyRequest, @Written() writing: Writing): Promise<Answer> {
    return this.writes.inRegisters(registerAct('outlet', id, [], true, (registers) => assignFamily({ id, family, reason }, registers)), writeRequest(writing));
  }
}
