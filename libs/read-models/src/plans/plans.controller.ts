import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { IsIn, IsString } from 'class-validator';
import { planStatuses } from '#libs/codebook';
import { At, Describe, List, Role, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { AllVersions, SharedFilters, Views, compileFilters, filteredModels } from '../views/index.js';

export class PlansQuery extends SharedFilters {
  @IsString({ each: true }) @IsIn(planStatuses, { each: true }) status: string[] = [];
}

@Controller('stories/:slug/plans')
export class PlansController {
  constructor(@Inject(Views) private readonly views: Views, @Inject(AllVersions) private readonly allVersions: AllVersions) {}

  @Get()
  @Role('R')
  @Describe('Plans, in the order first told; those without a date stand beside the calendar')
  async list(@Param('slug') slug: string, @Query() query: PlansQuery, @At({ versions: true }) moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const read = await this.views.open(slug, moment);
    const passed = await compileFilters(read, query, await this.views.reads.registersUpTo(read.position));
    const plans = (await read.entries('plans')).filter(({ key, facets }) =>
      (query.status.length === 0 || query.status.includes(facets.status)) && (passed === null || passed.occurrence(key)));
    if (moment.versions === 'all') {
      return this.allVersions.list(slug, 'plans', moment, request, passed === null ? null : (key) => passed.occurrence(key));
    }
    const first = new Map((await read.entries('timeline')).map(({ key, facets }) => [key, facets.first as number]));
    return this.views.list(read, plans.toSorted((a, b) => (first.get(a.key) ?? 0) - (first.get(b.key) ?? 0)), request, { projection: 'plans', madeOf: filteredModels('plans') });
  }
}
