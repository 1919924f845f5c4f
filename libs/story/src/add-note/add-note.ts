import type { Proposed } from '../events.js';
import type { StoryFacts } from '../facts/index.js';
import { inStory } from '../propose.js';
import { References } from '../refusals/index.js';

export const subjectTypes = ['story', 'report', 'claim', 'occurrence', 'stance', 'marker', 'plan', 'quantity', 'actor', 'issue', 'source'] as const;
export type SubjectType = (typeof subjectTypes)[number];
export interface Subject { type: SubjectType; id: string }

export interface AddNote {
  note: string;
  subject: Subject;
  text: string;
  /** Whether a marker or a stance cell of that id is shown; asked of the read side, since neither is recorded. */
  shown: boolean;
}

/** A remark on anything of the story. It changes nothing but the list of notes. */
export function addNote({ note, subject, text, shown }: AddNote, facts: StoryFacts): Proposed[] {
  if (!exists(subject, shown, facts)) {
    const references = new References(facts.registers);
    references.missing(subject.type, subject.id, '/subject/id', () => [], 'names nothing of this story: it is not');
    references.settle();
  }

  return [inStory(facts.slug, 'NoteAdded', { note, subject, text })];
}

function exists({ type, id }: Subject, shown: boolean, facts: StoryFacts): boolean {
  switch (type) {
    case 'story':
      return id === facts.slug;
    case 'report':
      return facts.report(id) !== undefined;
    case 'claim':
      return facts.claim(id) !== undefined;
    case 'occurrence':
    case 'plan':
      return facts.occurrence(id) !== undefined;
    case 'quantity':
      return facts.series.has(id);
    case 'actor':
    case 'issue':
      return facts.registers.entry(type, id) !== undefined;
    case 'source':
      return facts.registers.entry('source', id) !== undefined || facts.registers.entry('outlet', id) !== undefined;
    case 'stance':
    case 'marker':
      return shown;
  }
}
