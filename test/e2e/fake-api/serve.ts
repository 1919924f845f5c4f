import { startFakeApi } from './fake-api.js';
import { generatedTimeline } from './generated-story.js';
import { rafahFixture } from './story-fixture.js';

// `node dist/test/e2e/fake-api/serve.js [occurrences]`: the interface over fixtures, for looking at it by hand.
const fixture = rafahFixture();
const count = Number(process.argv[2] ?? 0);
if (count > 0) {
  fixture.timeline = generatedTimeline(count, fixture.actors.map((actor) => actor.id), fixture.issues.map((issue) => issue.id));
  fixture.head = 200 + count * 2;
}
const fake = await startFakeApi(fixture, 'dist/web');
process.stdout.write(`${fake.url}\n`);
