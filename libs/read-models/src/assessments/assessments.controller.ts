import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { EventStore, type StoredEvent } from '#libs/event-store';
import { At, ClockListQuery, Describe, List, Role, listPage, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { ProjectionEngine } from '#libs/projections';
import { recorded, refOf, type Recorded } from '#libs/story';
import type { StoryRead } from '../reading/index.js';
import { Views } from '../views/index.js';

export const assessmentKinds = ['credibility', 'stance', 'acknowledgement', 'plan-status', 'reliability'] as const;
export interface Assessment { kind: (typeof assessmentKinds)[number]; subject: { type: string; id: string }; value: unknown; reason: string; recorded: Recorded }

export class AssessmentsQuery extends ClockListQuery {
  @IsString({ each: true }) @IsIn(assessmentKinds, { each: true }) kind: string[] = [];
  @IsString({ each: true }) @MaxLength(200, { each: true }) subject: string[] = [];
}

/** What people judged of a story (API §6), oldest first: read off the log itself, for an assessment never changes. */
@Controller('stories/:slug/assessments')
export class AssessmentsController {
  constructor(@Inject(Views) private readonly views: Views, @Inject(EventStore) private readonly store: EventStore, @Inject(ProjectionEngine) private readonly engine: ProjectionEngine) {}

  @Get()
  @Role('R')
  @Describe('Credibility, stances, acknowledgements, plan status and reliability as people judged them')
  async list(@Param('slug') slug: string, @Query() query: AssessmentsQuery, @At() moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const read = await this.views.open(slug, moment);
    const is = await this.present(read, moment);
    const all = [...(await this.ofStory(slug, read.position)), ...(await this.ofSources(slug, read.position))]
      .sort((a, b) => a.position - b.position)
      .map(assessmentOf)
      .filter((one) => is(one) && (query.kind.length === 0 || query.kind.includes(one.kind)) && (query.subject.length === 0 || query.subject.includes(`${one.subject.type}:${one.subject.id}`)));
    const after = typeof request.after === 'number' ? request.after : 0;
    const rest = all.filter((one) => one.recorded.position > after);
    const page = request.whole ? { items: rest, after: null } : listPage(rest.slice(0, request.limit + 1), request.limit, (one) => one.recorded.position);
    return { ...page, position: read.position, changedAt: all.at(-1)?.recorded.position ?? 0, rev: 1, ...(request.count ? { total: all.length } : {}) };
  }

  /** On the published clock an assessment stays as far as what it refers to is there. */
  private async present(read: StoryRead, moment: Moment): Promise<(one: Assessment) => boolean> {
    if (moment.publishedBy === null) return () => true;
    const keys = new Set<string>();
    for (const model of ['claims', 'timeline', 'stances', 'markers']) for (const { key } of await read.entries(model)) keys.add(key.split('|')[0]!);
    return ({ kind, subject }) => kind === 'reliability' || keys.has(subject.id);
  }

  private async ofStory(story: string, to: number): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    for await (const page of this.store.iterate({ story, types: ['CredibilityAssessed', 'StanceOverridden', 'MarkerAcknowledged', 'PlanStatusSet'], to })) events.push(...page);
    return events;
  }

  /** Gradings of outlets and sources belong to no story; those that this one names are shown. */
  private async ofSources(story: string, to: number): Promise<StoredEvent[]> {
    const named = new Set(await this.engine.rows.refsNamedBy(story, to));
    const events: StoredEvent[] = [];
    for await (const page of this.store.iterate({ types: ['SourceReliabilityAssessed'], to })) events.push(...page.filter((event) => named.has(refOf('source', event.data.id))));
    return events;
  }
}

function assessmentOf(event: StoredEvent): Assessment {
  const { data } = event;
  const here = { recorded: recorded(event) };
  switch (event.type) {
    case 'CredibilityAssessed':
      return { kind: 'credibility', subject: { type: 'claim', id: data.claim }, value: data.grade, reason: data.reason, ...here };
    case 'StanceOverridden':
      return { kind: 'stance', subject: { type: 'stance', id: `${data.holder}/${data.issue}` }, value: data.value, reason: data.reason, ...here };
    case 'MarkerAcknowledged':
      return { kind: 'acknowledgement', subject: { type: 'marker', id: data.marker }, value: data.rule, reason: data.note, ...here };
    case 'PlanStatusSet':
      return { kind: 'plan-status', subject: { type: 'occurrence', id: data.occurrence }, value: { status: data.status, scheduledFor: data.scheduledFor }, reason: data.reason, ...here };
    default:
      return { kind: 'reliability', subject: { type: 'source', id: data.id }, value: { grade: data.grade, topic: data.topic, from: data.from }, reason: data.reason, ...here };
  }
}
