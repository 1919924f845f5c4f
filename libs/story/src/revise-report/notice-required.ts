import { StoryRuleViolation } from '#libs/http';

export class NoticeRequired extends StoryRuleViolation {
  readonly problemType = 'notice-required';
  constructor(readonly reportId: string) {
    super(`A claim is corrected only where the outlet says that it was wrong. Send its words in notice, or call the claim reworded.`);
  }
}
