import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, ValidateNested } from 'class-validator';
import { Describe, Role, Written, type Answer, type Writing } from '#libs/http';
import type { StoryFacts } from '../facts/index.js';
import { IsText } from '../fields/index.js';
import { mint } from '../identifiers.js';
import { Effects, storyEdit, writeRequest, Writes } from '../writes/index.js';
import { addNote, subjectTypes, type Subject, type SubjectType } from './add-note.js';

export class SubjectRequest {
  @IsIn(subjectTypes) type!: SubjectType;
  @IsText(1, 200) id!: string;
}

export class AddNoteRequest {
  @ValidateNested() @Type(() => SubjectRequest) subject!: SubjectRequest;
  @IsText(1, 4000) text!: string;
}

@Controller('stories/:slug/notes')
export class AddNoteController {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(Effects) private readonly effects: Effects,
  ) {}

  @Post()
  @Role('P')
  @Describe('Add a note', { problems: ['unknown-reference'] })
  add(@Param('slug') story: string, @Body() { subject: { type, id }, text }: AddNoteRequest, @Written() writing: Writing): Promise<Answer> {
    const note = mint('note');
    const subject = { type, id };
    return this.writes.inStory({
      story,
      resource: { type: 'note', id: note, url: `/api/v1/stories/${story}/notes` },
      edits: storyEdit(story),
      fresh: new Map([[note, null]]),
      guards: [],
      decide: (facts) => addNote({ note, subject, text, shown: this.isShown(subject, facts) }, facts),
    }, writeRequest(writing));
  }

  private isShown({ type, id }: Subject, facts: StoryFacts): boolean {
    if (type === 'marker') return this.effects.openMarker(facts, id) !== null || facts.acknowledgements.has(id);
    const [holder, issue] = id.split('/');
    return type === 'stance' && issue !== undefined && this.effects.cell(facts, holder!, issue) !== null;
  }
}
