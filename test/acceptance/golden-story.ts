import { readFileSync } from 'node:fs';
import type { StoredEvent } from '#libs/event-store';
import { inHappenedOrder, markerId, PublishedRows, readModels, timeline, type MarkedType } from '#libs/read-models';
import { RegisterHistory, StoryFacts } from '#libs/story';
import { FoldedLines } from '../../seeds/fold-lines.js';
import { SEED_DIRECTORY } from '../../seeds/index.js';
import { parseSeedLines } from '../../seeds/seed-lines.js';
import { golden, goldenLines, type GoldenList } from './golden-lines.js';

type Rows = (list: GoldenList) => readonly Record<string, any>[];

/** What a seed file calls an entity: `C05b-reject-demand` the claim and the occurrence it opened, `C05b` the report. */
export const nameOf = (id: string): string => id.replace(/^(clm|occ|rpt)_/, '').replace(/^R01-seed-/, '');

/** A seed story folded without a service, asked at moments of both clocks. */
export class GoldenStory {
  readonly folded: FoldedLines;
  private readonly published: PublishedRows;

  constructor(readonly slug: string, files: readonly string[]) {
    const lines = files.flatMap((file) => parseSeedLines(file, readFileSync(new URL(file, SEED_DIRECTORY), 'utf8')));
    this.folded = new FoldedLines(slug, lines, ({ rule, subject }) => markerId(rule, ...(subject.split(':') as [MarkedType, string])));
    this.published = PublishedRows.of(readModels, this.folded.facts, this.events.filter(({ story }) => story === slug), this.folded.registers, this.events.length);
    this.published.foldAtOnce(readModels.map(({ name }) => name));
  }

  get events(): readonly StoredEvent[] {
    return this.folded.events;
  }

  /** The last position that a line wrote: its name, or for the opening of the story `opened`. */
  positionAfter(line: string): number {
    const told = this.folded.told.find((one) => (line === 'opened' ? one.line.path.endsWith('/stories') : one.line.as === line) && one.events.length > 0);
    if (told === undefined) throw new Error(`${this.slug}: no line is named ${line}`);
    return told.events.at(-1)!.position;
  }

  /** As known at a position: the read models folded so far. */
  knownAt(position: number): string[] {
    const registers = new RegisterHistory();
    const facts = new StoryFacts(this.slug, registers);
    const rows = new Map(readModels.map(({ name }) => [name, new Map<string, object | null>()]));
    for (const event of this.events.slice(0, position)) {
      registers.apply(event);
      const touched = facts.apply(event);
      facts.position = event.position;
      for (const { name, keys, evolve, carry } of readModels) {
        const own = rows.get(name)!;
        for (const key of new Set(keys(event, touched, facts))) {
          const next = evolve(key, facts, event);
          own.set(key, carry === undefined ? next : carry(structuredClone(own.get(key) ?? null) as never, structuredClone(next) as never, event));
        }
      }
    }
    return answer((list) => [...rows.get(list)!.values()].flatMap((row) => row ?? []));
  }

  /** What the public could know by an EDTF value, as recorded by the end. */
  publishedBy(edtf: string): string[] {
    const steps = this.published.visible(edtf);
    return answer((list) => this.published.entries(list, steps).map(({ key }) => this.published.one(list, key, steps)!.row!));
  }
}

/** The lists as their pages show them: what stands now, the timeline in order of happening. */
function answer(rows: Rows): string[] {
  const shown = (list: GoldenList): readonly Record<string, any>[] => {
    switch (list) {
      case 'timeline': {
        const items = rows('timeline').filter(({ status }) => status !== 'merged');
        const byId = new Map(items.map((item) => [item['occurrence'], item]));
        return inHappenedOrder(items.map((item) => timeline.facets(item as never) as any)).map(({ occurrence }) => byId.get(occurrence)!);
      }
      case 'stances':
        return rows('stances').filter(({ value }) => value !== null);
      case 'markers':
        return rows('markers').filter(({ closed }) => closed === null);
      default:
        return rows(list);
    }
  };
  return golden.flatMap((list) => [`# ${list}`, ...goldenLines(list, shown(list), nameOf)]);
}
