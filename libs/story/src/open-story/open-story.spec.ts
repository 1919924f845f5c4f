import { AlreadyExists } from '#libs/http';
import { issue, opened } from '../../test/builders.js';
import { given } from '../../test/given.js';
import { UnknownReference } from '../refusals/index.js';
import { openStory } from './open-story.js';

const story = { slug: 'quarantine', title: 'The quarantine', summary: null, issues: ['removal'] };
it('opens a story', () => given(issue('removal')).when(openStory, story).then({ type: 'StoryOpened', stream: 'story/quarantine', story: 'quarantine', data: story }));
it('gives a slug once', () => given(issue('removal'), opened()).when(openStory, story).thenRefuses(AlreadyExists, { facts: { existing: '/api/v1/stories/quarantine' } }));
it('names issues that there are', () => given().when(openStory, story).thenRefuses(UnknownReference, { errors: [{ pointer: '/issues/0' }] }));
