import type { Participant } from '#libs/codebook';
import { defaultStances } from './default-stances.js';

const who = (actor: string | null, role: Participant['role'] = 'initiator'): Participant => ({ actor, role, label: actor === null ? 'someone' : null });
const of = (kind: Parameters<typeof defaultStances>[0]['kind'], participants: Participant[], issue: string | null = 'quarantine') =>
  defaultStances({ kind, participants, issue }).map(({ holder, value }) => [holder, value]);

describe('the default stance of a kind', () => {
  it('is given to each registered initiator, once', () => expect(of('pressure', [who('usa'), who('gbr'), who('usa')])).toEqual([['usa', 3], ['gbr', 3]]));
  it('is not given to whom the act is addressed', () => expect(of('rejection', [who('isr'), who('usa', 'recipient')])).toEqual([['isr', -3]]));
  it('is not given to a label', () => expect(of('pressure', [who(null)])).toEqual([]));
  it('needs an issue', () => expect(of('pressure', [who('usa')], null)).toEqual([]));
  it('is not given where the kind has none: a vote, silence', () => expect([...of('vote', [who('usa')]), ...of('no-comment', [who('usa')])]).toEqual([]));
  it('of a cancelled meeting goes to the canceller, not to those who were to meet', () => {
    expect(of('cancelled-meeting', [who('usa', 'subject'), who('hamas', 'subject')])).toEqual([]);
    expect(of('cancelled-meeting', [who('usa'), who('hamas', 'recipient')])).toEqual([['usa', -3]]);
  });
});
