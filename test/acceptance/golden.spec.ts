import { readFileSync, writeFileSync } from 'node:fs';
import { GoldenStory } from './golden-story.js';
import { cubanMoments, goldenFile, goldenSections, rafahMoments } from './golden-moments.js';

/** `GOLDEN=write` writes the files anew: to be read line by line against the rules before they are kept (see the README beside them). */
const isWriting = process.env['GOLDEN'] === 'write';

describe.each([cubanMoments, rafahMoments])('$story as it was reviewed', ({ story, files, known, published }) => {
  const told = new GoldenStory(story, files);
  const answers = new Map<string, string[]>([
    ...known.map((line): [string, string[]] => [`knownAt ${line}`, told.knownAt(told.positionAfter(line))]),
    ...published.map((day): [string, string[]] => [`publishedBy ${day}`, told.publishedBy(day)]),
  ]);
  if (isWriting) writeFileSync(goldenFile(story), [...answers].map(([moment, lines]) => `## ${moment}\n${lines.join('\n')}\n`).join('\n'));
  const reviewed = goldenSections(readFileSync(goldenFile(story), 'utf8'));

  it.each([...answers.keys()])('%s', (moment) => expect(answers.get(moment)).toEqual(reviewed.get(moment)));
  it('has been reviewed at these moments and no others', () => expect([...reviewed.keys()]).toEqual([...answers.keys()]));
});

it('a story without any date of publication is public as it is recorded', () => {
  const told = new GoldenStory(rafahMoments.story, rafahMoments.files);
  for (const line of rafahMoments.known) {
    const position = told.positionAfter(line);
    expect(told.publishedBy(told.events[position - 1]!.recordedAt.replace(/\.\d+Z$/, 'Z'))).toEqual(told.knownAt(position));
  }
});
