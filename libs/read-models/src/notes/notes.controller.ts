import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { EventStore } from '#libs/event-store';
import { At, ClockListQuery, Describe, List, Role, listPage, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import { recorded, type NoteFacts } from '#libs/story';
import { Views } from '../views/index.js';

export class NotesQuery extends ClockListQuery {
  @IsString({ each: true }) @MaxLength(200, { each: true }) subject: string[] = [];
}

/** Notes on things of a story, oldest first, read off the log: a note never changes. */
@Controller('stories/:slug/notes')
export class NotesController {
  constructor(@Inject(Views) private readonly views: Views, @Inject(EventStore) private readonly store: EventStore) {}

  @Get()
  @Role('R')
  @Describe('Notes of a story')
  async list(@Param('slug') slug: string, @Query() query: NotesQuery, @At() moment: Moment, @List() request: ListRequest): Promise<ListAnswer> {
    const { position } = await this.views.open(slug, moment);
    const notes: NoteFacts[] = [];
    for await (const page of this.store.iterate({ story: slug, types: ['NoteAdded'], to: position })) {
      for (const event of page) notes.push({ id: event.data.note, subject: event.data.subject, text: event.data.text, recorded: recorded(event) });
    }
    const chosen = notes.filter(({ subject }) => query.subject.length === 0 || query.subject.includes(`${subject.type}:${subject.id}`));
    const after = typeof request.after === 'number' ? request.after : 0;
    const rest = chosen.filter((note) => note.recorded.position > after);
    const page = request.whole ? { items: rest, after: null } : listPage(rest.slice(0, request.limit + 1), request.limit, (note) => note.recorded.position);
    return { ...page, position, changedAt: chosen.at(-1)?.recorded.position ?? 0, rev: 1, ...(request.count ? { total: chosen.length } : {}) };
  }
}
