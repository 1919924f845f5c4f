import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { IsIn, IsInt, IsString, MaxLength, Min } from 'class-validator';
import { bounds } from '#libs/codebook';
import {
  At, ClockListQuery, ClockQuery, Describe, IsEdtf, IsSlug, List, NotFound, Omittable, Role, listPage,
  type Answer, type ListAnswer, type ListRequest, type Moment,
} from '#libs/http';
import { ReportTexts, type ClaimFacts } from '#libs/story';
import type { ReadRow } from '../reading/index.js';
import { Views, findRow, newest, revOf, wordTest, wordsOf } from '../views/index.js';
import { reportParts, type ReportParts } from './report-answer.js';
import type { Report } from './reports.projection.js';

export class ReportsQuery extends ClockListQuery {
  @IsSlug({ each: true }) outlet: string[] = [];
  @IsString({ each: true }) @IsIn(['standing', 'retracted'], { each: true }) status: string[] = [];
  @Omittable() @IsEdtf() publishedFrom?: string;
  @Omittable() @IsEdtf() publishedTo?: string;
  @Omittable() @IsString() @MaxLength(200) q?: string;
}
export class ReportQuery extends ClockQuery {
  @Omittable() @IsInt() @Min(1) version?: number;
}

@Controller()
export class ReportsController {
  constructor(@Inject(Views) private readonly views: Views, @Inject(ReportTexts) private readonly texts: ReportTexts) {}

  @Get('stories/:slug/reports')
  @Role('R')
  @Describe('Reports of a story, in the order recorded, without their texts and claims')
  async list(@Param('slug') slug: string, @Query() query: ReportsQuery, @At() moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const read = await this.views.open(slug, moment);
    const registers = (await this.views.reads.registersUpTo(read.position)).at(read.position);
    const outlets = new Set(query.outlet.flatMap((id) => registers.family('source', registers.canonical('source', id))));
    const [from, to] = [query.publishedFrom && bounds(query.publishedFrom).min, query.publishedTo && bounds(query.publishedTo).max];
    const inWindow = (published: string | null): boolean => {
      if (from === undefined && to === undefined) return true;
      if (published === null) return false;
      const { min, max } = bounds(published);
      return max >= (from || -Infinity) && min <= (to || Infinity);
    };
    let entries = (await read.entries('reports')).filter(({ facets }) =>
      (outlets.size === 0 || outlets.has(facets.outlet)) && (query.status.length === 0 || query.status.includes(facets.status)) && inWindow(facets.published));
    if (query.q !== undefined) {
      const holds = wordTest(query.q);
      const rows = await read.rows('reports', entries.map(({ key }) => key));
      const saying = new Set(rows.filter(({ text }) => holds(wordsOf((JSON.parse(text) as Report).headline))).map(({ key }) => key));
      entries = entries.filter(({ key }) => saying.has(key));
    }
    return this.views.list(read, entries.toSorted((a, b) => a.facets.position - b.facets.position), request, { projection: 'reports', shape: withoutText });
  }

  @Get('reports/:id')
  @Role('R')
  @Describe('One report with its claims and, where it is kept, its text')
  async one(@Param('id') id: string, @Query() query: ReportQuery, @At() moment: Moment): Promise<Answer> {
    const { read } = await findRow(this.views, 'report', 'reports', id, moment);
    const parts = (await reportParts(read, id))!;
    const version = query.version ?? parts.report.version;
    if (version > parts.report.versions) throw new NotFound('report version', `${id} version ${version}`);
    const facts = await this.views.reads.factsFor(read);
    const stood = new Map(facts.claimsOf(id).filter((claim) => stoodIn(claim, version)).map((claim) => [claim.id, claim]));
    const kept = await this.texts.kept(id, version, facts.report(id)!.versions[version - 1]!.textCommitment);
    return {
      body: reportAt(parts, version, kept, stood),
      position: read.position, changedAt: newest([parts.row, ...parts.claims]), rev: revOf('reports'),
    };
  }

  @Get('reports/:id/versions')
  @Role('R')
  @Describe('The versions of a report, oldest first')
  async versions(@Param('id') id: string, @Query() _query: ClockListQuery, @At() moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const { read, row } = await findRow(this.views, 'report', 'reports', id, moment);
    const { versionList } = JSON.parse(row.text) as Report;
    const after = typeof request.after === 'number' ? request.after : 0;
    const rest = versionList.filter(({ version }) => version > after);
    const page = request.whole ? { items: rest, after: null } : listPage(rest.slice(0, request.limit + 1), request.limit, ({ version }) => version);
    const commitments = (await this.views.reads.factsFor(read)).report(id)!.versions.map((version) => version.textCommitment);
    const items = await Promise.all(page.items.map(async ({ version, headline, published, notice, recorded }) => ({
      version, headline, textSha256: (await this.texts.kept(id, version, commitments[version - 1]!))?.sha256 ?? null, published, notice, recorded, url: `/api/v1/reports/${id}?version=${version}`,
    })));
    return { items, after: page.after, position: read.position, changedAt: row.knownFrom, rev: revOf('reports'), ...(request.count ? { total: versionList.length } : {}) };
  }
}

/** Told by a version: placed in it or before, and not ended by it or before. */
function stoodIn(claim: ClaimFacts, version: number): boolean {
  return claim.placements[0]!.version <= version && (claim.ended === null || claim.ended.version > version);
}

function reportAt({ report, row, claims }: ReportParts, version: number, kept: { text: string | null; sha256: string } | null, stood: ReadonlyMap<string, ClaimFacts>): object {
  const { versionList, claims: _ids, ...members } = report;
  const told = versionList[version - 1]!;
  return {
    ...members, version, headline: told.headline, published: told.published, retrieved: told.retrieved, notice: told.notice, textLength: told.textLength,
    text: kept?.text ?? null, textSha256: kept?.sha256 ?? null,
    claims: claims.filter(({ key }) => stood.has(key)).map((claim) => placedIn(claim, stood.get(claim.key)!, version)),
    knownFrom: row.knownFrom, knownTo: row.knownTo,
  };
}

/** The claim with its place in the text of that version, where it has moved since. */
function placedIn(row: ReadRow, claim: ClaimFacts, version: number): object {
  const shown = { ...(JSON.parse(row.text) as Record<string, unknown>), knownFrom: row.knownFrom, knownTo: row.knownTo };
  const place = claim.placements.findLast((one) => one.version <= version)!;
  return place === claim.placements.at(-1) ? shown : { ...shown, span: place.span, locator: place.locator, excerpt: place.span?.exact ?? null, paragraph: place.paragraph };
}

function withoutText({ text, knownFrom, knownTo }: ReadRow): object {
  const { text: _text, claims: _claims, versionList: _versions, ...members } = JSON.parse(text) as Report;
  return { ...members, knownFrom, knownTo };
}
