import { NotFound } from '#libs/http';
import { actor, issue, outlet, source } from '../../test/builders.js';
import { fact, given } from '../../test/given.js';
import { MergeRefused, UnknownReference } from '../refusals/index.js';
import { splitRegistered } from '../split-registered/split-registered.js';
import { mergeRegistered, type MergeRegistered } from './merge-registered.js';

const three = [actor('usa'), actor('washington'), actor('america')];
const merged = [...three, fact('ActorsMerged', { id: 'usa', absorbed: ['washington'], reason: '' })];
const merge = (id: string, absorb: string[], register: MergeRegistered['register'] = 'actor') => ({ register, id, absorb, reason: 'the same' });
const split = (id: string, restore: string) => ({ register: 'actor' as const, id, restore, reason: 'not the same' });

describe('merging register entries', () => {
  it('records who is read as whom', () => given(...three).whenRegistering(mergeRegistered, merge('usa', ['washington', 'america'])).then({ type: 'ActorsMerged', stream: 'actor/usa', story: null, data: { id: 'usa', absorbed: ['washington', 'america'] } }));

  it.each([['issue', issue, 'IssuesMerged'], ['outlet', outlet, 'SourcesMerged'], ['source', source, 'SourcesMerged']] as const)('works for an %s too', (register, build, type) =>
    given(build('one'), build('two')).whenRegistering(mergeRegistered, merge('one', ['two'], register)).then({ type }));

  it('never merges one with itself', () => given(...three).whenRegistering(mergeRegistered, merge('usa', ['usa'])).thenRefuses(MergeRefused, { reason: 'itself' }));
  it('absorbs nothing twice', () => given(...merged).whenRegistering(mergeRegistered, merge('america', ['washington'])).thenRefuses(MergeRefused, { reason: 'already-absorbed' }));
  it('absorbs nothing into what is absorbed', () => given(...merged).whenRegistering(mergeRegistered, merge('washington', ['america'])).thenRefuses(MergeRefused, { reason: 'already-absorbed' }));
  it('never goes in a circle', () => given(...merged).whenRegistering(mergeRegistered, merge('washington', ['usa'])).thenRefuses(MergeRefused));
  it('absorbs an entry of the same register only', () => given(outlet('tass'), source('aide')).whenRegistering(mergeRegistered, merge('tass', ['aide'], 'outlet')).thenRefuses(UnknownReference));
  it('answers for what is not registered', () => given(...three).whenRegistering(mergeRegistered, merge('uss', ['usa'])).thenRefuses(NotFound, { facts: { nearest: ['usa'] } }));
});

describe('splitting register entries', () => {
  it('takes a merge back', () => given(...merged).whenRegistering(splitRegistered, split('usa', 'washington')).then({ type: 'ActorsSplit', data: { id: 'usa', restored: 'washington' } }));
  it('only takes a merge back', () => given(...merged).whenRegistering(splitRegistered, split('usa', 'america')).thenRefuses(MergeRefused, { reason: 'not-absorbed-here' }));
});
