import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { At, Describe, IsSlug, List, Role, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { AllVersions, SharedFilters, Views, compileFilters, filteredModels } from '../views/index.js';

export class QuantitiesQuery extends SharedFilters {
  @IsSlug({ each: true }) of: string[] = [];
  @IsString({ each: true }) @MaxLength(40, { each: true }) unit: string[] = [];
}

@Controller('stories/:slug/quantities')
export class QuantitiesController {
  constructor(@Inject(Views) private readonly views: Views, @Inject(AllVersions) private readonly allVersions: AllVersions) {}

  @Get()
  @Role('R')
  @Describe('Numbers told, one series per thing counted and unit; none averaged')
  async list(@Param('slug') slug: string, @Query() query: QuantitiesQuery, @At({ versions: true }) moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const read = await this.views.open(slug, moment);
    const passed = await compileFilters(read, query, await this.views.reads.registersUpTo(read.position));
    const series = (await read.entries('quantities')).filter(({ facets }) =>
      (query.of.length === 0 || query.of.includes(facets.of))
      && (query.unit.length === 0 || query.unit.includes(facets.unit))
      && (passed === null || (facets.claims as string[]).some((id) => passed.claim(id))));
    if (moment.versions === 'all') {
      const keys = new Set(series.map(({ key }) => key));
      return this.allVersions.list(slug, 'quantities', moment, request, (key) => keys.has(key));
    }
    return this.views.list(read, series.toSorted((a, b) => (a.key < b.key ? -1 : 1)), request, { projection: 'quantities', madeOf: passed === null ? ['quantities'] : filteredModels('quantities') });
  }
}
