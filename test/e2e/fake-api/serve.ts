import { startFakeApi } from './fake-api.js';
import { generatedStory } from './generated-story.js';
import { rafahFixture } from './story-fixture.js';

// `node dist/test/e2e/fake-api/serve.js [occurrences]`: the interface over fixtures, for looking at it by hand.
const count = Number(process.argv[2] ?? 0);
const fixture = rafahFixture();
const fake = await startFakeApi(count > 0 ? generatedStory(fixture, count) : fixture, 'dist/web');
process.stdout.write(`${fake.url}\n`);
