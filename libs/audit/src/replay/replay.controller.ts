import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { IsIn, IsInt, IsNumber, Max, Min } from 'class-validator';
import { BeyondHead, Describe, EventStream, Heads, InvalidRequest, Omittable, Produces, ProjectionBehind, Role, fault, type StreamItem, type WrittenMessage } from '#libs/http';
import { Views } from '#libs/read-models';
import { frameExample } from '../examples.js';
import { endText } from './frame.js';
import { Replays, type Replay } from './replays.js';

const highest = Number.MAX_SAFE_INTEGER;
/** How long a replay waits for the views to reach its end. Milliseconds. */
const patienceMs = 2_000;

export class ReplayQuery {
  @IsIn(['recorded', 'published']) clock: 'recorded' | 'published' = 'recorded';
  @IsIn(['event', 'report', 'day']) step: 'event' | 'report' | 'day' = 'report';
  @Omittable() @IsInt() @Min(1) @Max(highest) fromPosition?: number;
  @Omittable() @IsInt() @Min(1) @Max(highest) toPosition?: number;
  /** Frames a second; 0: no pause. */
  @IsNumber() @Min(0) @Max(100) speed = 0;
}

/** How a story came to be what it shows, frame by frame (API §7.7). */
@Controller('stories/:slug/replay')
export class ReplayController {
  constructor(@Inject(Views) private readonly views: Views, @Inject(Replays) private readonly replays: Replays, @Inject(Heads) private readonly heads: Heads) {}

  @Get()
  @Role('R')
  @Produces('application/x-ndjson', 'text/event-stream')
  @Describe('The state of the views frame by frame, with what changed and why', { example: frameExample })
  async replay(@Param('slug') slug: string, @Query() query: ReplayQuery, @Headers('last-event-id') lastEventId: string | undefined): Promise<EventStream> {
    const after = lastSeen(lastEventId);
    const { fromPosition: from = null, toPosition } = query;
    if (from !== null && toPosition !== undefined && from > toPosition) {
      throw new InvalidRequest([fault('query', 'fromPosition', 'combination', 'fromPosition lies behind toPosition.', { got: from })]);
    }
    const answered = await this.heads.answered();
    await this.views.open(slug, { position: answered, head: await this.heads.latest(), publishedBy: null, asked: false, versions: 'current', immutable: false, knownAtTime: null });
    await this.mustBeRecorded(from, toPosition ?? null, after);
    const to = toPosition ?? Math.max(answered, from ?? 0, after ?? 0);
    await this.reach(to);
    const replay = await this.replays.open({ story: slug, clock: query.clock, step: query.step, from, to, after });
    return new EventStream((signal) => messages(replay, to, query.speed, signal));
  }

  private async mustBeRecorded(...positions: (number | null)[]): Promise<void> {
    const wanted = Math.max(...positions.map((position) => position ?? 0));
    const head = await this.heads.latest();
    if (wanted > head) throw new BeyondHead(head, `Position ${wanted}`);
  }

  private async reach(position: number): Promise<void> {
    const reached = await this.heads.reachable(position, patienceMs);
    if (reached < position) throw new ProjectionBehind(await this.heads.slowest(), reached, position);
  }
}

function lastSeen(lastEventId: string | undefined): number | null {
  if (lastEventId === undefined || lastEventId === '') return null;
  if (/^\d{1,16}$/.test(lastEventId) && Number.isSafeInteger(Number(lastEventId))) return Number(lastEventId);
  throw new InvalidRequest([fault('header', 'Last-Event-ID', 'type', 'Last-Event-ID must be a position.', { got: lastEventId.slice(0, 200) })]);
}

async function* messages({ frames, rest }: Replay, to: number, speed: number, signal: AbortSignal): AsyncGenerator<StreamItem> {
  const pauseMs = speed === 0 ? 0 : 1_000 / speed;
  let due = performance.now();
  for await (const some of rest) {
    const messages = some.map(({ position, write }): WrittenMessage => ({ id: position, event: 'frame', write }));
    if (pauseMs === 0) {
      yield { kind: 'messages', messages };
      continue;
    }
    for (const message of messages) {
      await pause(Math.max(0, due - performance.now()), undefined, { signal });
      due = Math.max(due + pauseMs, performance.now());
      yield { kind: 'messages', messages: [message] };
    }
  }
  yield { kind: 'message', id: null, event: 'end', data: endText(frames, to) };
}
