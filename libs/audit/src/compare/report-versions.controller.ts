import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { EventStore } from '#libs/event-store';
import { At, ClockListQuery, Describe, List, NotFound, Role, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { Views, findRow, type Claim, type Report } from '#libs/read-models';
import type { Change } from '#libs/story';
import { changedOccurrences } from '../changes/concerns.js';
import { comparisonExample } from '../examples.js';
import { comparisonAnswer, type ComparedEnd } from './comparison-answer.js';
import { Comparisons } from './comparisons.js';
import { swapped } from './ends.js';

export class VersionsPath {
  @IsString() @MaxLength(40) id!: string;
  @IsInt() @Min(1) @Max(1_000_000) v1!: number;
  @IsInt() @Min(1) @Max(1_000_000) v2!: number;
}

/**
 * What is different between two versions of one report: the net difference of the story between the moments at which they had been
 * recorded, of which only what this report causes is shown. Our corrections of it in between are part of it, as coding.
 */
@Controller('reports/:id/compare')
export class ReportVersionsController {
  constructor(
    @Inject(Views) private readonly views: Views,
    @Inject(Comparisons) private readonly comparisons: Comparisons,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  @Get(':v1...:v2')
  @Role('R')
  @Describe('What is different between two versions of a report, net', {
    example: { ...comparisonExample, a: { ...comparisonExample.a, version: 1 }, b: { ...comparisonExample.b, version: 2 }, neighbours: { previous: null, following: null } },
    parameters: { v1: 1, v2: 2 },
  })
  async compare(@Param() { id, v1, v2 }: VersionsPath, @Query() _query: ClockListQuery, @At() moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    if (v1 > v2) throw swapped(String(v1), String(v2));
    const { read, row } = await findRow(this.views, 'report', 'reports', id, moment);
    const report = JSON.parse(row.text) as Report;
    const [a, b] = [await this.end(report, v1), await this.end(report, v2)];
    const { changes } = await this.difference(report.story, a.position, b.position, moment.publishedBy);
    const claims = new Set(report.claims);
    const own = await this.views.reads.open(report.story, { position: b.position, publishedBy: moment.publishedBy });
    const rows = (await own.rows('claims', report.claims)).map(({ text }) => JSON.parse(text) as Claim);
    const occurrences = new Set(rows.flatMap(({ occurrence }) => occurrence ?? []));
    const changed = await changedOccurrences(own, changes);
    const url = (first: number, second: number): string => `/api/v1/reports/${id}/compare/${first}...${second}`;
    return comparisonAnswer(request, {
      a, b, changes: changes.filter((change) => isOf(change, id, claims)),
      unchanged: [...occurrences].filter((occurrence) => !changed.has(occurrence)).length,
      neighbours: { previous: v1 > 1 ? url(v1 - 1, v1) : null, following: v2 < report.versions ? url(v2, v2 + 1) : null },
      position: read.position, changedAt: row.knownFrom,
    });
  }

  private difference(story: string, a: number, b: number, publishedBy: string | null): ReturnType<Comparisons['recorded']> {
    return publishedBy === null ? this.comparisons.recorded(story, a, b) : this.comparisons.recordedOf(story, a, b, publishedBy);
  }

  /** A version as it was recorded: the end of the append that brought it. */
  private async end(report: Report, version: number): Promise<ComparedEnd> {
    const known = report.versionList.find((one) => one.version === version);
    if (known === undefined) throw new NotFound('version', `${version} of report ${report.id}`, report.versionList.map((one) => String(one.version)).slice(-3));
    const [event] = await this.store.read({ from: known.recorded.position, to: known.recorded.position, limit: 1 });
    return { version, position: event!.append.first + event!.append.size - 1, at: event!.recordedAt, published: known.published };
  }
}

/** The report or one of its claims is the subject, or an event of it a cause. */
const isOf = ({ subject, because }: Change, report: string, claims: ReadonlySet<string>): boolean =>
  (subject.type === 'report' && subject.id === report)
  || (subject.type === 'claim' && claims.has(subject.id))
  || because.some((one) => one.report === report || (one.claim !== null && claims.has(one.claim)));
