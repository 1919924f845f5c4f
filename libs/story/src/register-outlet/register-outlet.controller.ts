import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ArrayMaxSize, IsArray } from 'class-validator';
import { Describe, IsSlug, Nullable, Role, Written, type Answer, type Writing } from '#libs/http';
import { streams } from '../events.js';
import { IsIso3, IsLanguage, IsName, IsText } from '../fields/index.js';
import { writeRequest, Writes } from '../writes/index.js';
import { registerOutlet } from './register-outlet.js';

export class RegisterOutletRequest {
  @IsSlug() id!: string;
  @IsName(200) name!: string;
  @Nullable() @IsSlug() family: string | null = null;
  @Nullable() @IsText(1, 2048) url: string | null = null;
  @Nullable() @IsIso3() country: string | null = null;
  @IsArray() @ArrayMaxSize(50) @IsLanguage({ each: true }) languages: string[] = [];
}

@Controller('outlets')
export class RegisterOutletController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('P')
  @Describe('Register an outlet', { problems: ['already-exists'] })
  register(@Body() { id, name, family, url, country, languages }: RegisterOutletRequest, @Written() writing: Writing): Promise<Answer> {
    return this.writes.inRegisters({
      resource: { type: 'outlet', id, url: `/api/v1/outlets/${id}` },
      guards: [],
      expected: [{ stream: streams.source(id), version: 'none' }],
      decide: (registers) => registerOutlet({ id, name, family, url, country, languages }, registers),
    }, writeRequest(writing));
  }
}
