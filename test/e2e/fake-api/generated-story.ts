import type { Report, TimelineItem, Voice } from '../../../apps/web/src/api/shapes.js';
import { type StoryFixture, recorded } from './story-fixture.js';

const KINDS = ['pressure', 'objection', 'warning', 'meeting', 'cancelled-meeting', 'proposal', 'sanction', 'statement'];
const VOICES: Voice[] = ['outlet', 'named', 'unnamed', 'relayed'];

/** A load-test timeline: `count` occurrences in reports of ten, two in three dated over two years, some with a second row version. Deterministic. */
export function generatedTimeline(count: number, actors: string[], issues: string[]): TimelineItem[] {
  let state = 42;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  const start = Date.UTC(2024, 0, 1);
  const items: TimelineItem[] = [];
  for (let index = 0; index < count; index += 1) {
    const day = new Date(start + Math.floor((index / count) * 730 + next(20)) * 86_400_000).toISOString().slice(0, 10);
    const isDated = next(3) > 0;
    const position = 200 + index * 2;
    const at = new Date(start + index * 600_000).toISOString().replace('Z', '000Z');
    const from = actors[next(actors.length)]!;
    const to = actors[next(actors.length)]!;
    const item: TimelineItem = {
      occurrence: `occ_${String(index).padStart(7, '0')}`, title: `Generated occurrence ${index + 1}: ${KINDS[index % KINDS.length]} on the agenda`, kind: KINDS[next(KINDS.length)]!, issue: issues[next(issues.length)]!,
      participants: from === to ? [{ actor: from, role: 'initiator', label: null }] : [{ actor: from, role: 'initiator', label: null }, { actor: to, role: 'recipient', label: null }],
      place: null, happened: isDated ? { edtf: day, aspect: 'instant', relation: null, anchor: null, min: day, max: day, precision: 'day', qualifier: 'none' } : null,
      ordering: { basis: isDated ? 'dated' : 'reported', after: [], before: [] }, planStatus: null, status: 'attested', voice: VOICES[next(4)]!, hedge: next(4),
      attests: { supports: 1, denies: 0, queries: 0, mentions: 0 }, origins: 1 + next(2), outlets: 1, markers: { count: 2, worst: 2, rules: { 'single-source': 1, 'vague-time': 1 } },
      published: { first: day, last: day }, recorded: { first: recorded(position, at), last: recorded(position, at) }, group: null, knownFrom: position, knownTo: null,
    };
    items.push(item);
  }
  return items.sort((a, b) => (a.happened?.min ?? '9').localeCompare(b.happened?.min ?? '9') || a.knownFrom - b.knownFrom);
}

/** The same story with a generated timeline of `count` occurrences in place of its own. */
export function generatedStory(base: StoryFixture, count: number): StoryFixture {
  const timeline = generatedTimeline(count, base.actors.map((actor) => actor.id), base.issues.map((issue) => issue.id));
  const [first] = base.reports;
  const reports: Report[] = [];
  for (let index = 0; index < count; index += 10) {
    const position = 200 + index * 2 - 1;
    reports.push({ ...first!, id: `rpt_${index}`, headline: `Generated report ${index / 10 + 1}`, claims: [], markers: [], recorded: recorded(position, new Date(Date.UTC(2024, 0, 1) + index * 600_000).toISOString()), knownFrom: position, knownTo: null });
  }
  return {
    ...base, timeline, reports, head: 200 + count * 2, changes: [], claims: [], markers: [], steps: [], stances: [],
    story: { ...base.story, counts: { ...base.story.counts, occurrences: count, reports: reports.length, undated: timeline.filter((row) => row.happened === null).length } },
  };
}
