import { Controller, Get, Inject, Param, Query, type Type } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { At, ClockListQuery, ClockQuery, Describe, IsSlug, List, NotFound, Omittable, Role, nearest, type Answer, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { ProjectionEngine } from '#libs/projections';
import { refOf, type Register } from '#libs/story';
import type { ReadRow } from '../reading/index.js';
import { Views, revOf, wordTest, wordsOf } from '../views/index.js';
import { registerKey } from './registers.projection.js';

export class RegisterQuery extends ClockListQuery {
  @Omittable() @IsString() @MaxLength(200) q?: string;
  @Omittable() @IsSlug() story?: string;
}

type Plural = 'actors' | 'issues' | 'outlets' | 'sources';

/** The read side of one register (API §4): entries by id, as they stood at any moment. */
function registerController(plural: Plural, register: Register): Type {
  @Controller(plural)
  class RegisterController {
    constructor(@Inject(Views) private readonly views: Views, @Inject(ProjectionEngine) private readonly engine: ProjectionEngine) {}

    @Get()
    @Role('R')
    @Describe(`Entries of the register of ${plural}, by id`)
    async list(@Query() query: RegisterQuery, @At({ publishedBy: false }) moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
      const read = await this.views.reads.open('', { position: moment.position, publishedBy: null });
      const named = query.story === undefined ? null : new Set(await this.engine.rows.refsNamedBy(query.story, moment.position));
      const holds = wordTest(query.q ?? '');
      const entries = (await read.entries('registers')).filter(({ facets }) =>
        facets.register === register && (named === null || named.has(refOf(register, facets.id))) && (query.q === undefined || holds(wordsOf(facets.text))));
      return this.views.list(read, entries.toSorted((a, b) => (a.facets.id < b.facets.id ? -1 : 1)), request, { projection: 'registers', shape: withoutRegister });
    }

    @Get(':id')
    @Role('R')
    @Describe(`One entry of the register of ${plural}`)
    async one(@Param('id') id: string, @At({ publishedBy: false }) moment: Moment, @Query() _query: ClockQuery): Promise<Answer> {
      const read = await this.views.reads.open('', { position: moment.position, publishedBy: null });
      const [row] = await read.rows('registers', [registerKey(register, id)]);
      if (row === undefined) {
        const known = (await read.entries('registers')).filter(({ facets }) => facets.register === register).map(({ facets }) => facets.id as string);
        throw new NotFound(register, id, nearest(id, known));
      }
      const { canonicalId } = JSON.parse(row.text) as { canonicalId: string };
      return {
        body: withoutRegister(row), position: moment.position, changedAt: row.knownFrom, rev: revOf('registers'),
        ...(canonicalId === id ? {} : { links: [{ href: `/api/v1/${plural}/${canonicalId}`, rel: 'canonical' }] }),
      };
    }
  }
  Object.defineProperty(RegisterController, 'name', { value: `${plural[0]!.toUpperCase()}${plural.slice(1)}Controller` });
  return RegisterController;
}

function withoutRegister({ text, knownFrom, knownTo }: ReadRow): object {
  const { register: _register, ...entry } = JSON.parse(text) as { register: string };
  return { ...entry, knownFrom, knownTo };
}

export const registerControllers: Type[] = [
  registerController('actors', 'actor'), registerController('issues', 'issue'), registerController('outlets', 'outlet'), registerController('sources', 'source'),
];
