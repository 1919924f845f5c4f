import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { EventStore, type StoredEvent } from '#libs/event-store';
import { At, ClockListQuery, ClockQuery, Describe, List, Role, type Answer, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { Views, type Claim, type Report } from '#libs/read-models';
import type { Change } from '#libs/story';
import type { ChangeFacets } from '../changes/index.js';
import { publishedChanges } from '../changes/published-changes.js';
import { blameExample, historyExample } from '../examples.js';
import { blame } from './blame.js';
import { readLineage, type LineageRead } from './claim-events.js';
import { historyOf } from './history.js';

/** Version of the rules of history and blame: the second half of their ETags. */
const rev = 1;

/** Where a claim comes from and what became of it (API §5). */
@Controller('claims/:id')
@Role('R')
export class LineageController {
  constructor(@Inject(Views) private readonly views: Views, @Inject(EventStore) private readonly store: EventStore) {}

  @Get('history')
  @Describe('All that happened to a claim and what it descends from, oldest first', { example: historyExample })
  async history(@Param('id') id: string, @Query() _query: ClockListQuery, @At() moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const lineage = await readLineage(this.views, this.store, id, moment);
    const ids = lineage.claims.map((claim) => claim.id);
    const [moves, changes] = await Promise.all([this.moves(lineage), this.changesOf(lineage, moment)]);
    const items = historyOf(ids, [...lineage.events, ...moves].sort((a, b) => a.position - b.position), changes);
    const from = request.whole || typeof request.after !== 'number' ? 0 : request.after;
    const to = request.whole ? items.length : from + request.limit;
    return {
      items: items.slice(from, to), after: to < items.length ? to : null, position: lineage.read.position,
      changedAt: Math.max(...items.map(({ position }) => position), ...changes.map(({ position }) => position!)), rev, ...(request.count ? { total: items.length } : {}),
    };
  }

  @Get('blame')
  @Describe('Who set the present value of each field of a claim, clause by clause', { example: blameExample })
  async blame(@Param('id') id: string, @Query() _query: ClockQuery, @At() moment: Moment): Promise<Answer> {
    const { read, claims, report, events } = await readLineage(this.views, this.store, id, moment);
    const lineage = claims.slice(0, claims.findIndex((claim) => claim.id === id) + 1).map((claim) => claim.id);
    const [row] = await read.rows('reports', [report]);
    const clauses = blame(lineage, row === undefined ? null : (JSON.parse(row.text) as Report).outlet, events);
    const corrected = events.flatMap(({ type, position }) => (type === 'ReportDetailsCorrected' ? position : []));
    return { body: { claim: id, lineage, clauses }, position: read.position, changedAt: Math.max(...clauses.map((clause) => clause.recorded.position), ...corrected), rev };
  }

  /** The events that gave the claims to an occurrence: where the row of a claim says another one than before. */
  private async moves({ read, claims }: LineageRead): Promise<StoredEvent[]> {
    const positions = new Set<number>();
    for (const { id } of claims) {
      let occurrence: string | null = null;
      for (const { text, knownFrom } of await read.history('claims', id)) {
        const row = JSON.parse(text) as Claim;
        if (row.occurrence !== occurrence) positions.add(knownFrom);
        occurrence = row.occurrence;
      }
    }
    const found = await Promise.all([...positions].map(async (position) => (await this.store.read({ from: position, to: position, limit: 1 }))[0]!));
    return found.filter(({ stream }) => !stream.startsWith('report/'));
  }

  /** Changes of the claims of a lineage, and of the markers on them. */
  private async changesOf({ read, claims }: LineageRead, { publishedBy }: Moment): Promise<Change[]> {
    const ids = new Set(claims.map(({ id }) => id));
    const isOf = ({ subject, before, after }: Change): boolean =>
      ids.has(subject.type === 'claim' ? subject.id : subject.type === 'marker' ? (((after ?? before)?.subject as { id?: string } | undefined)?.id ?? '') : '');
    if (publishedBy !== null) {
      const rows = await this.views.reads.publishedRows(read.story, read.position);
      const visible = rows.visible(publishedBy);
      return (await publishedChanges(rows)).flatMap(({ step, change }) => (step <= visible && isOf(change) ? change : []));
    }
    const entries = (await read.entries('changes')).filter(({ facets }: { facets: ChangeFacets }) => facets.claims.some((claim) => ids.has(claim)));
    return (await read.rows('changes', entries.map(({ key }) => key))).map(({ text }) => JSON.parse(text) as Change).filter(isOf);
  }
}
