import { StoryRuleViolation } from '#libs/http';

export class OutcomesIncomplete extends StoryRuleViolation {
  readonly problemType = 'outcomes-incomplete';
  constructor(readonly missing: readonly string[], readonly repeated: readonly string[]) {
    super('A revision says of every active claim, once, what became of it: carried, reworded, corrected or dropped.');
  }
}
