import fs from 'node:fs';
import path from 'node:path';
import type { StoredEvent } from '#libs/event-store';
import { stored } from '../test/given.js';
import type { Proposed } from './events.js';
import { RegisterHistory, StoryFacts } from './facts/index.js';
import { eventTypes, schemaVersion } from './propose.js';

/**
 * One sample of every event type and schema version that was ever written, as the log holds it. They are never edited: a change
 * that cannot read them cannot read the logs people have.
 */
const directory = path.resolve('libs/story/golden');
const samples = fs.readdirSync(directory).map((name) => ({ name, ...(JSON.parse(fs.readFileSync(path.join(directory, name), 'utf8')) as Proposed & { position: number }) }))
  .sort((a, b) => a.position - b.position);

it('has a sample of every event type at its present version', () =>
  expect(samples.map(({ type, schemaVersion: version }) => `${type}@${version}`).sort()).toEqual(eventTypes.map((type) => `${type}@${schemaVersion}`).sort()));

describe('a fold over the samples', () => {
  const registers = new RegisterHistory();
  const facts = new StoryFacts('rafah-first-reconstruction', registers);
  const touched = new Map<string, number>();
  const ids = [...new Set(samples.flatMap(({ data }) => [(data as { id?: string }).id ?? []].flat()))];
  for (const sample of samples) {
    const event: StoredEvent = stored(sample, sample.position);
    const versions = () => JSON.stringify(ids.flatMap((id) => (['actor', 'issue', 'source'] as const).map((register) => registers.entryAt(register, id, sample.position))));
    const before = versions();
    registers.apply(event);
    const { story, ...lists } = facts.apply(event);
    const count = Number(story) + Object.values(lists).reduce((sum, list) => sum + list.length, 0) + Number(versions() !== before);
    touched.set(sample.type, count);
  }

  // These are read from the log itself and change no row of a story.
  const silent = ['NoteAdded', 'ImportStarted', 'ImportFinished'];
  it.each(eventTypes.filter((type) => !silent.includes(type)))('reads %s', (type) => expect(touched.get(type)).toBeGreaterThan(0));

  it('reads the note', () => expect([...facts.notes.values()]).toMatchObject([{ text: 'Ask again.' }]));
  it('ends where the samples say', () => {
    const [report] = [...facts.reports.values()];
    expect(report).toMatchObject({ status: 'retracted', versions: [{ headline: 'A meeting is planned' }, { headline: 'A meeting was planned', published: '2025-12-04' }] });
    expect(facts.lineageOf(facts.claimsOf(report!.id)[0]!).map(({ recordedAs }) => recordedAs)).toEqual(['ClaimReported', 'ClaimReworded', 'ClaimCorrected', 'ClaimRecoded']);
    expect(registers.at(100).issue('us-hamas-contact')!.closed).not.toBeNull();
  });
});
