import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { At, ClockListQuery, Describe, IsSlug, List, NotFound, Role, listPage, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { cellKey, type Registers } from '#libs/story';
import type { ReadRow } from '../reading/index.js';
import { AllVersions, Views, revOf } from '../views/index.js';
import { publicCell, type Cell } from './cell.js';
import { ledgerOf } from './stances.projection.js';

export class StancesQuery extends ClockListQuery {
  @IsSlug({ each: true }) holder: string[] = [];
  @IsSlug({ each: true }) issue: string[] = [];
}

@Controller('stories/:slug/stances')
export class StancesController {
  constructor(@Inject(Views) private readonly views: Views, @Inject(AllVersions) private readonly allVersions: AllVersions) {}

  @Get()
  @Role('R')
  @Describe('Who stands where: one cell per holder and issue. A missing cell means no report, which is not neutral')
  async list(@Param('slug') slug: string, @Query() query: StancesQuery, @At({ versions: true }) moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const read = await this.views.open(slug, moment);
    const registers = (await this.views.reads.registersUpTo(read.position)).at(read.position);
    const [holders, issues] = [query.holder.map((id) => registers.canonical('actor', id)), query.issue.map((id) => registers.canonical('issue', id))];
    const asked = (holder: string, issue: string): boolean => (holders.length === 0 || holders.includes(holder)) && (issues.length === 0 || issues.includes(issue));
    if (moment.versions === 'all') {
      return this.allVersions.list(slug, 'stances', moment, request, (key) => asked(...(key.split('/') as [string, string])), shown);
    }
    const cells = (await read.entries('stances')).filter(({ facets }) => facets.value !== null && asked(facets.holder, facets.issue))
      .toSorted((a, b) => (a.facets.holder === b.facets.holder ? (a.facets.issue < b.facets.issue ? -1 : 1) : a.facets.holder < b.facets.holder ? -1 : 1));
    const distinct = (member: 'holder' | 'issue'): string[] => [...new Set(cells.map(({ facets }) => facets[member] as string))].sort();
    return this.views.list(read, cells, request, {
      projection: 'stances', shape: shown,
      extra: { holders: distinct('holder').map((id) => ({ id, name: nameOf(registers, id) })), issues: distinct('issue').map((id) => ({ id, title: registers.issue(id)?.data.title ?? id })) },
    });
  }

  @Get(':holder/:issue')
  @Role('R')
  @Describe('One cell, and what moved it, newest first')
  async cell(
    @Param('slug') slug: string, @Param('holder') holder: string, @Param('issue') issue: string,
    @Query() _query: ClockListQuery, @At() moment: Moment, @List() request: ListRequest,
  ): Promise<ListAnswer> {
    const read = await this.views.open(slug, moment);
    const registers = (await this.views.reads.registersUpTo(read.position)).at(read.position);
    const key = cellKey(registers.canonical('actor', holder), registers.canonical('issue', issue));
    const [row] = await read.rows('stances', [key]);
    if (row === undefined || (JSON.parse(row.text) as Cell).value === null) throw new NotFound('stance', `${holder}/${issue}`);
    const steps = ledgerOf((await read.history('stances', key)).map(({ text }) => JSON.parse(text) as Cell)).reverse();
    const after = typeof request.after === 'number' ? request.after : Infinity;
    const rest = steps.filter(({ position }) => position < after);
    const page = request.whole ? { items: rest, after: null } : listPage(rest.slice(0, request.limit + 1), request.limit, ({ position }) => position);
    return {
      ...page, extra: { cell: shown(row) }, position: read.position, changedAt: row.knownFrom, rev: revOf('stances'), ...(request.count ? { total: steps.length } : {}),
    };
  }
}

const shown = ({ text, knownFrom, knownTo }: ReadRow): object => ({ ...publicCell(JSON.parse(text) as Cell), knownFrom, knownTo });

function nameOf(registers: Registers, id: string): string {
  const names = registers.actor(id)?.data.names ?? [];
  return (names.find((name) => !name.alias) ?? names[0])?.text ?? id;
}
