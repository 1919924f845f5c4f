import { Body, Controller, Inject, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { namednesses, sides, sourceKinds, type Namedness, type Side, type SourceKind } from '#libs/codebook';
import { Describe, IsSlug, Nullable, Role, Written, type Answer, type Writing } from '#libs/http';
import { streams } from '../events.js';
import { IsName, IsReference } from '../fields/index.js';
import { writeRequest, Writes } from '../writes/index.js';
import { registerSource } from './register-source.js';

export class RegisterSourceRequest {
  @IsSlug() id!: string;
  @IsName(200) label!: string;
  @IsIn(sourceKinds) kind!: SourceKind;
  @IsIn(namednesses) namedness!: Namedness;
  @IsIn(sides) side: Side = 'unknown';
  @Nullable() @IsReference() actor: string | null = null;
}

@Controller('sources')
export class RegisterSourceController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('P')
  @Describe('Register a source', { problems: ['already-exists', 'unknown-reference'] })
  register(@Body() { id, label, kind, namedness, side, actor }: RegisterSourceRequest, @Written() writing: Writing): Promise<Answer> {
    return this.writes.inRegisters({
      resource: { type: 'source', id, url: `/api/v1/sources/${id}` },
      guards: [],
      expected: [{ stream: streams.source(id), version: 'none' }],
      decide: (registers) => registerSource({ id, label, kind, namedness, side, actor }, registers),
    }, writeRequest(writing));
  }
}
