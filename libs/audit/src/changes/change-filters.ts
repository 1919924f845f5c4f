import { IsIn, IsString } from 'class-validator';
import { changeKinds, changesOf, type ChangeKind, type ChangeOf } from '#libs/codebook';
import { Checked } from '#libs/http';
import { SharedFilters } from '#libs/read-models';
import type { Change } from '#libs/story';

const subjectTypes = ['story', 'report', 'claim', 'occurrence', 'stance', 'marker', 'plan', 'quantity', 'actor', 'issue', 'source'];
const saysSubject = (value: unknown): string | null =>
  (typeof value === 'string' && value.length <= 200 && subjectTypes.some((type) => value.startsWith(`${type}:`) && value.length > type.length + 1)
    ? null
    : `must be a type and an id joined by ":", the type one of ${subjectTypes.join(', ')}`);

/** Filters of lists of changes, beside the shared ones (API §7.6). */
export class ChangeFilters extends SharedFilters {
  @IsString({ each: true }) @IsIn(changesOf, { each: true }) changeOf: ChangeOf[] = [];
  @IsString({ each: true }) @IsIn(changeKinds, { each: true }) kindOfChange: ChangeKind[] = [];
  @Checked('pattern', saysSubject, { each: true, text: true }) subject: string[] = [];
}

/** Whether a change, or what is kept of it for filtering, is asked for. `subject` as `type:id`. */
export const isAsked = (
  { changeOf, kindOfChange, subject }: Pick<ChangeFilters, 'changeOf' | 'kindOfChange' | 'subject'>,
  change: { kind: ChangeKind; changeOf: ChangeOf; subject: string },
): boolean =>
  (changeOf.length === 0 || changeOf.includes(change.changeOf))
  && (kindOfChange.length === 0 || kindOfChange.includes(change.kind))
  && (subject.length === 0 || subject.includes(change.subject));

export const subjectText = ({ subject }: Pick<Change, 'subject'>): string => `${subject.type}:${subject.id}`;

/** Columns of a Change as CSV. */
export const changeColumns = [
  'position', 'kind', 'changeOf', 'cosmetic', 'nature', 'subject.type', 'subject.id', 'before', 'after', 'sentence', 'rule', 'because',
] as const;
