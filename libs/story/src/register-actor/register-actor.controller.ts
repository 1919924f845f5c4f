import { Body, Controller, Inject, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, ValidateNested } from 'class-validator';
import { actorKinds, ploverSectors, type ActorKind } from '#libs/codebook';
import { Describe, IsSlug, Nullable, Role, Written, type Answer, type Writing } from '#libs/http';
import { streams } from '../events.js';
import { IsIso3, IsLanguage, IsName, IsReference, IsWikidata } from '../fields/index.js';
import { writeRequest, Writes } from '../writes/index.js';
import { registerActor } from './register-actor.js';

export class NameRequest {
  @IsName(200) text!: string;
  @Nullable() @IsLanguage() language: string | null = null;
  @IsBoolean() alias: boolean = false;
}

export class RegisterActorRequest {
  @IsSlug() id!: string;
  @IsIn(actorKinds) kind!: ActorKind;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => NameRequest) names!: NameRequest[];
  @Nullable() @IsReference() memberOf: string | null = null;
  @Nullable() @IsWikidata() wikidata: string | null = null;
  @Nullable() @IsIso3() iso3: string | null = null;
  @Nullable() @IsIn(ploverSectors) sector: string | null = null;
}

@Controller('actors')
export class RegisterActorController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('P')
  @Describe('Register an actor', { problems: ['already-exists', 'unknown-reference'] })
  register(@Body() body: RegisterActorRequest, @Written() writing: Writing): Promise<Answer> {
    const { id, kind, memberOf, wikidata, iso3, sector } = body;
    const names = body.names.map(({ text, language, alias }) => ({ text, language, alias }));
    return this.writes.inRegisters({
      resource: { type: 'actor', id, url: `/api/v1/actors/${id}` },
      guards: [],
      expected: [{ stream: streams.actor(id), version: 'none' }],
      decide: (registers) => registerActor({ id, kind, names, memberOf, wikidata, iso3, sector }, registers),
    }, writeRequest(writing));
  }
}
