import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { At, ClockQuery, Describe, Role, type Answer, type Moment } from '#libs/http';
import type { Claim } from '../claims/index.js';
import type { TimelineItem } from '../timeline/index.js';
import { Views, findRow, newest, revOf } from '../views/index.js';

@Controller('occurrences')
export class OccurrencesController {
  constructor(@Inject(Views) private readonly views: Views) {}

  @Get(':id')
  @Role('R')
  @Describe('One occurrence with the claims it rests on; an absorbed one says who it is now')
  async one(@Param('id') id: string, @Query() _query: ClockQuery, @At() moment: Moment): Promise<Answer> {
    const { read, row } = await findRow(this.views, 'occurrence', 'timeline', id, moment);
    const { members, ...item } = JSON.parse(row.text) as TimelineItem;
    const rows = await read.rows('claims', members);
    const outlets = new Map((await read.rows('reports', [...new Set(rows.map(({ text }) => (JSON.parse(text) as Claim).report))]))
      .map(({ key, text }) => [key, (JSON.parse(text) as { outlet: string | null }).outlet]));
    const claims = rows.map(({ text }) => {
      const { id: claim, report, version, attests, excerpt, status } = JSON.parse(text) as Claim;
      return { claim, report, version, attests, outlet: outlets.get(report) ?? null, excerpt, status };
    });
    return {
      body: { ...item, claims, knownFrom: row.knownFrom, knownTo: row.knownTo },
      position: read.position, changedAt: newest([row, ...rows]), rev: revOf('timeline'),
      ...(item.canonicalId === id ? {} : { links: [{ href: `/api/v1/occurrences/${item.canonicalId}`, rel: 'canonical' }] }),
    };
  }
}
