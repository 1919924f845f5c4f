import type { ActFrame } from './writes.js';

/** What adds to a story needs no `If-Match`; one that is sent is compared with the tag of the story (API §1.4). */
export function storyEdit(slug: string): NonNullable<ActFrame['edits']> {
  return { resource: { type: 'story', id: slug }, required: false, url: `/api/v1/stories/${slug}` };
}
