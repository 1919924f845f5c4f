import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { EventStore, type Selection, type StoredEvent } from '#libs/event-store';
import {
  BeyondHead, Chosen, Describe, EventStream, Heads, InvalidRequest, JsonText, List, NotFound, Produces, Representation, Role, fault, listPage, utcTime,
  type Answer, type ListAnswer, type ListForm, type ListRequest, type StreamItem,
} from '#libs/http';
import { cloudEventText, eventColumns, eventText } from './event-text.js';
import { EventPath, EventQuery, LogQuery, LogStreamQuery, StreamPath, StreamQuery } from './log.queries.js';
import { logExample, eventExample, streamExample } from './log.examples.js';

/** Version of the rendering of events, the second half of their ETags. */
const rev = 1;

/** The log as it is: events as stored, never upcast (API §8.1). */
@Controller()
@Role('R')
export class LogController {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Heads) private readonly heads: Heads,
  ) {}

  @Get('log')
  @Describe('Events of the log, in order of position', { example: logExample })
  async log(@Query() query: LogQuery, @List({ cloudEvents: true }) list: ListRequest & { form: ListForm }): Promise<ListAnswer> {
    const position = list.position ?? (await this.heads.latest());
    const selection: Selection = {
      from: query.fromPosition ?? 1,
      to: Math.min(query.toPosition ?? position, position),
      ...some('story', query.story),
      ...some('types', query.type),
      ...some('streams', query.stream),
      ...(query.fromTime === undefined ? {} : { recordedFrom: utcTime(query.fromTime) }),
      order: query.order,
    };
    const text = list.form === 'cloudevents' ? cloudEventText : eventText;
    const about = { position, changedAt: await this.newest(selection), rev, columns: eventColumns, ...(list.count ? { total: await this.store.count(selection) } : {}) };
    if (list.whole) return { items: this.all(selection, text), after: null, ...about };
    const rows = await this.store.read({ ...onward(selection, list.after), limit: list.limit + 1 });
    const page = listPage(rows, list.limit, ({ position: last }) => last);
    return { ...about, ...page, items: page.items.map((event) => new JsonText(text(event))) };
  }

  @Get('log/stream')
  @Produces('text/event-stream')
  @Describe('The log as it grows, as Server-Sent Events', { example: `retry: 3000\n\nid: 13\nevent: ClaimReported\ndata: ${JSON.stringify(eventExample)}\n\n` })
  async follow(@Query() query: LogStreamQuery, @Headers('last-event-id') lastEventId: string | undefined): Promise<EventStream> {
    const head = await this.heads.latest();
    const after = startOf(lastEventId, query.fromPosition, head);
    const wanted = { after, ...some('story', query.story), ...some('types', query.type), ...some('streams', query.stream) };
    // A page of 50 events stays under 4 MiB, as an event has at most 65,535 bytes.
    return new EventStream((signal) => this.messages(this.store.followPages({ ...wanted, batchSize: 50 }, signal)));
  }

  @Get('log/:position')
  @Produces('application/json', 'application/cloudevents+json')
  @Describe('One event', { example: eventExample })
  async one(@Param() { position }: EventPath, @Query() { format }: EventQuery, @Chosen() chosen: string): Promise<Answer | Representation> {
    const [event] = await this.store.read({ from: position, to: position, limit: 1 });
    const head = (await this.heads.head()).position;
    if (event === undefined) throw new NotFound('event', String(position));
    const asked = format ?? (chosen === 'application/json' ? 'json' : 'cloudevents');
    if (asked === 'json') return { body: new JsonText(eventText(event)), position: Math.max(head, position), changedAt: position, rev, immutable: true };
    return new Representation(cloudEventText(event), 'application/cloudevents+json; charset=utf-8', { position: Math.max(head, position), changedAt: position, form: 'cloudevents', rev, immutable: true });
  }

  @Get('streams/:category/:id')
  @Describe('Events of one stream, in order of version', { example: streamExample })
  async stream(@Param() { category, id }: StreamPath, @Query() query: StreamQuery, @List({ cloudEvents: true }) list: ListRequest & { form: ListForm }): Promise<ListAnswer> {
    const stream = `${category}/${id}`;
    const position = list.position ?? (await this.heads.latest());
    const [newest] = await this.store.read({ streams: [stream], to: position, order: 'desc', limit: 1 });
    if (newest === undefined) throw new NotFound('stream', stream);
    // Versions of a stream rise with position, so the first version asked for is a first position.
    const [first] = query.fromVersion === 1 ? [undefined] : await this.store.readStream(stream, { fromVersion: query.fromVersion, limit: 1 });
    const none = query.fromVersion > 1 && first === undefined;
    const selection: Selection = { streams: [stream], from: first?.position ?? 1, to: position, order: query.order };
    const text = list.form === 'cloudevents' ? cloudEventText : eventText;
    const about = { position, changedAt: newest.position, rev, columns: eventColumns, extra: { stream, streamVersion: newest.streamVersion } };
    if (none) return { items: [], after: null, ...about, ...(list.count ? { total: 0 } : {}) };
    const counted = list.count ? { total: await this.store.count(selection) } : {};
    if (list.whole) return { items: this.all(selection, text), after: null, ...about, ...counted };
    const rows = await this.store.read({ ...onward(selection, list.after), limit: list.limit + 1 });
    const page = listPage(rows, list.limit, ({ position: last }) => last);
    return { ...about, ...counted, ...page, items: page.items.map((event) => new JsonText(text(event))) };
  }

  /** Position of the newest event that a selection shows: exact with a filter, and without one the end of the range. */
  private async newest(selection: Selection): Promise<number> {
    if (selection.story === undefined && selection.types === undefined && selection.streams === undefined) return selection.to!;
    const [last] = await this.store.read({ ...selection, order: 'desc', limit: 1 });
    return last?.position ?? 0;
  }

  private async *all(selection: Selection, text: (event: StoredEvent) => string): AsyncGenerator<JsonText> {
    for await (const events of this.store.iterate(selection, { batchSize: 500 })) for (const event of events) yield new JsonText(text(event));
  }

  private async *messages(items: ReturnType<EventStore['followPages']>): AsyncGenerator<StreamItem> {
    for await (const item of items) {
      if (item.kind !== 'events') yield { kind: 'examined', position: item.position };
      else for (const event of item.events) yield { kind: 'message', id: event.position, event: event.type, data: eventText(event) };
    }
  }
}

function some<K extends string>(name: K, values: readonly string[]): { [name in K]?: readonly string[] } {
  return (values.length === 0 ? {} : { [name]: values }) as { [name in K]?: readonly string[] };
}

/** The rest of a selection behind the last position shown. */
function onward(selection: Selection, after: unknown): Selection {
  if (typeof after !== 'number') return selection;
  return selection.order === 'desc' ? { ...selection, to: after - 1 } : { ...selection, from: after + 1 };
}

/** Where a follower begins: after what it has, else where it says, else at the head. The result is the last position known. */
function startOf(lastEventId: string | undefined, fromPosition: number | undefined, head: number): number {
  if (lastEventId !== undefined && lastEventId !== '') {
    if (!/^\d{1,16}$/.test(lastEventId) || !Number.isSafeInteger(Number(lastEventId))) {
      throw new InvalidRequest([fault('header', 'Last-Event-ID', 'type', 'Last-Event-ID must be a position.', { got: lastEventId.slice(0, 200) })]);
    }
    if (Number(lastEventId) > head) throw new BeyondHead(head, `Position ${lastEventId}`);
    return Number(lastEventId);
  }
  if (fromPosition === undefined) return head;
  if (fromPosition > head + 1) throw new BeyondHead(head, `Position ${fromPosition}`);
  return fromPosition - 1;
}
