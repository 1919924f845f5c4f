import { StoryRuleViolation } from '#libs/http';

export type MergeRefusal =
  | 'itself' | 'another-story' | 'already-absorbed' | 'state-with-happening' // merges
  | 'nothing-would-stay' | 'claim-not-in-it' | 'not-absorbed-here'; // splits

const sentences: { [R in MergeRefusal]: (id: string) => string } = {
  itself: (id) => `${id} cannot be merged with itself.`,
  'another-story': (id) => `${id} belongs to another story. Only occurrences of one story can be merged.`,
  'already-absorbed': (id) => `${id} is absorbed already. Use the entry that stands for it, or split it off first.`,
  'state-with-happening': (id) => `One of the two is a state and the other a happening, so ${id} cannot be the same thing.`,
  'nothing-would-stay': (id) => `Nothing would stay in ${id}. Leave at least one claim.`,
  'claim-not-in-it': (id) => `Claim ${id} is not in this occurrence.`,
  'not-absorbed-here': (id) => `${id} was not absorbed here, so it cannot be given back.`,
};

export class MergeRefused extends StoryRuleViolation {
  readonly problemType = 'merge-refused';
  constructor(readonly reason: MergeRefusal, id: string) {
    super(sentences[reason](id));
  }
}
