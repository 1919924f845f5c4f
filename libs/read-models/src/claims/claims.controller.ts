import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { kinds, markerRules, roles } from '#libs/codebook';
import { At, ClockListQuery, ClockQuery, Describe, IsSlug, List, Omittable, Role, type Answer, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { Views, compileFilters, filteredModels, findRow, passing, revOf, withBounds } from '../views/index.js';

export class ClaimsQuery extends ClockListQuery {
  @IsString({ each: true }) @IsIn(kinds, { each: true }) kind: string[] = [];
  @IsSlug({ each: true }) actor: string[] = [];
  @IsString({ each: true }) @IsIn(roles, { each: true }) role: string[] = [];
  @IsSlug({ each: true }) issue: string[] = [];
  @IsSlug({ each: true }) outlet: string[] = [];
  @IsSlug({ each: true }) source: string[] = [];
  @IsString({ each: true }) @MaxLength(40, { each: true }) report: string[] = [];
  @IsString({ each: true }) @MaxLength(40, { each: true }) occurrence: string[] = [];
  @IsString({ each: true }) @IsIn(['active', 'dropped', 'corrected', 'superseded', 'withdrawn', 'retracted'], { each: true }) status: string[] = [];
  @IsString({ each: true }) @IsIn(markerRules, { each: true }) marker: string[] = [];
  @Omittable() @IsString() @MaxLength(200) q?: string;
}

@Controller()
export class ClaimsController {
  constructor(@Inject(Views) private readonly views: Views) {}

  @Get('stories/:slug/claims')
  @Role('R')
  @Describe('Claims of a story, in the order recorded')
  async list(@Param('slug') slug: string, @Query() query: ClaimsQuery, @At() moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const read = await this.views.open(slug, moment);
    const passed = await compileFilters(read, { ...query, voice: [], planStatus: [] }, await this.views.reads.registersUpTo(read.position));
    const { report, occurrence, status } = query;
    const claims = passing(await read.entries('claims'), passed, 'claim').filter(({ facets }) =>
      (report.length === 0 || report.includes(facets.report))
      && (occurrence.length === 0 || occurrence.includes(facets.occurrence))
      && (status.length === 0 || status.includes(facets.status)));
    return this.views.list(read, claims.toSorted((a, b) => a.facets.position - b.facets.position), request, { projection: 'claims', madeOf: filteredModels('claims') });
  }

  @Get('claims/:id')
  @Role('R')
  @Describe('One claim')
  async one(@Param('id') id: string, @At() moment: Moment, @Query() _query: ClockQuery): Promise<Answer> {
    const { read, row } = await findRow(this.views, 'claim', 'claims', id, moment);
    return { body: withBounds(row), position: read.position, changedAt: row.knownFrom, rev: revOf('claims') };
  }
}
