import type { EventStore, StoredEvent } from '#libs/event-store';
import type { RowIndex } from '#libs/projections';
import type { StoryReads } from '#libs/read-models';
import { restructuredRefs, type Change } from '#libs/story';
import { changeSources, difference, namesIn, readsOf, type AnyPair, type ClaimRow } from '../difference/index.js';
import { differenceOfSteps } from './published-difference.js';

/** A net difference with what is counted beside it. */
export interface Difference {
  changes: Change[];
  /** Occurrences that stand at the later read. */
  standing: readonly string[];
}
/** Appends that filed or revised a report, around a pair of positions: where the neighbouring comparisons begin and end. */
export interface ReportSteps { previous: { a: number; b: number } | null; following: { a: number; b: number } | null }

const registerEvents = ['ActorsMerged', 'ActorsSplit', 'SourcesMerged', 'SourcesSplit', 'IssuesMerged', 'IssuesSplit', 'SourceIdentified', 'OutletFamilyAssigned'];

/** Net differences of one story between two reads, on either clock (API §7.6). */
export class Comparisons {
  constructor(
    private readonly reads: StoryReads,
    private readonly rows: RowIndex,
    private readonly store: Pick<EventStore, 'read' | 'iterate'>,
  ) {}

  /** Between two recorded positions, a ≤ b. */
  async recorded(story: string, a: number, b: number): Promise<Difference> {
    const standing = await this.standing({ story, position: b, publishedBy: null });
    if (a === b) return { changes: [], standing };
    const [pairs, events] = await Promise.all([this.pairsBetween(story, a, b), this.eventsBetween(story, a, b)]);
    const before = await this.claimsIn(story, a, occurrencesWithNewNumbers(pairs));
    const registers = (await this.reads.registersUpTo(b)).at(b);
    const changes = difference(readsOf(pairs, { events, names: namesIn(registers), claimsBefore: (id) => before.get(id) ?? [] }));
    return { changes, standing };
  }

  /** Between two recorded positions, a ≤ b, of what was public by an EDTF value alone: what we learned of it in between. */
  async recordedOf(story: string, a: number, b: number, publishedBy: string): Promise<Difference> {
    const standing = await this.standing({ story, position: b, publishedBy });
    if (a === b) return { changes: [], standing };
    const [was, is] = [await this.reads.publishedRows(story, a), await this.reads.publishedRows(story, b)];
    for (const rows of [was, is]) await rows.fold(changeSources);
    const [from, to] = [was.visible(publishedBy), is.visible(publishedBy)];
    const pairs = changeSources.flatMap((projection) => {
      const keys = new Set([...was.entries(projection, from), ...is.entries(projection, to)].map(({ key }) => key));
      return [...keys].flatMap((key): AnyPair[] => {
        const [before, after] = [was.one(projection, key, from), is.one(projection, key, to)];
        return before?.text === after?.text ? [] : [{ projection, key, before: before?.row ?? null, after: after?.row ?? null, position: changedAt(after?.position, a, b) }];
      });
    });
    const restructuring = (await this.eventsBetween(story, a, b)).filter((event) => event.story === null);
    const events = [...is.steps.slice(0, to).map(({ event }) => event).filter(({ position }) => position > a), ...restructuring].sort((x, y) => x.position - y.position);
    const claimsBefore = (occurrence: string): ClaimRow[] => {
      const item = was.one('timeline', occurrence, from)?.row as { members?: string[] } | undefined;
      return (item?.members ?? []).flatMap((id) => (was.one('claims', id, from)?.row ?? []) as ClaimRow[]);
    };
    const changes = difference(readsOf(pairs, { events, names: namesIn(is.names), claimsBefore }));
    return { changes, standing };
  }

  /** Between two values of the published clock, both as recorded at `position`; a is not after b. */
  async published(story: string, position: number, a: string, b: string): Promise<Difference> {
    const standing = await this.standing({ story, position, publishedBy: b });
    const rows = await this.reads.publishedRows(story, position);
    await rows.fold(changeSources);
    const [from, to] = [rows.visible(a), rows.visible(b)];
    return { changes: differenceOfSteps(rows, from, to), standing };
  }

  /** The comparisons before and after this one, stepping by report; nothing beyond `upTo`. */
  async neighbours(story: string, a: number, b: number, upTo: number): Promise<ReportSteps> {
    const types = ['ReportFiled', 'ReportRevised'];
    const [[last], [next]] = await Promise.all([
      this.store.read({ story, types, to: a, order: 'desc', limit: 1 }),
      this.store.read({ story, types, from: b + 1, to: upTo, order: 'asc', limit: 1 }),
    ]);
    const end = ({ append }: StoredEvent): number => append.first + append.size - 1;
    return {
      previous: last === undefined ? null : { a: last.append.first - 1, b: end(last) },
      following: next === undefined ? null : { a: b, b: end(next) },
    };
  }

  private async pairsBetween(story: string, a: number, b: number): Promise<AnyPair[]> {
    const lists = await Promise.all(changeSources.map(async (projection) =>
      (await this.reads.between(projection, story, a, b)).map((pair): AnyPair => ({ projection, ...pair }))));
    return lists.flat();
  }

  /** The story's events after a and up to b, with the register events that changed how it reads. */
  private async eventsBetween(story: string, a: number, b: number): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    for await (const page of this.store.iterate({ story, from: a + 1, to: b })) events.push(...page);
    events.push(...(await this.registerEvents(story, a, b)));
    return events.sort((x, y) => x.position - y.position);
  }

  /** The register events after a and up to b that changed how the story reads: those of entries it had named by then. */
  async registerEvents(story: string, a: number, b: number): Promise<StoredEvent[]> {
    const restructuring: StoredEvent[] = [];
    for await (const page of this.store.iterate({ types: registerEvents, from: a + 1, to: b })) restructuring.push(...page);
    if (restructuring.length === 0) return [];
    const history = await this.reads.registersUpTo(b);
    const concerning = await Promise.all(restructuring.map(async (event) => {
      const named = new Set(await this.rows.refsNamedBy(story, event.position));
      return restructuredRefs(event, history).some((ref) => named.has(ref));
    }));
    return restructuring.filter((_event, index) => concerning[index]);
  }

  private async standing({ story, ...at }: { story: string; position: number; publishedBy: string | null }): Promise<string[]> {
    const read = await this.reads.open(story, at);
    return (await read.entries('timeline')).flatMap(({ key, facets }) => (facets.status === 'merged' ? [] : key));
  }

  private async claimsIn(story: string, position: number, occurrences: readonly string[]): Promise<Map<string, ClaimRow[]>> {
    const read = await this.reads.open(story, { position, publishedBy: null });
    const items = await read.rows('timeline', occurrences);
    return new Map(await Promise.all(items.map(async ({ key, text }): Promise<[string, ClaimRow[]]> => {
      const { members } = JSON.parse(text) as { members: string[] };
      return [key, (await read.rows('claims', members)).map((row) => JSON.parse(row.text) as ClaimRow)];
    })));
  }
}

function occurrencesWithNewNumbers(pairs: readonly AnyPair[]): string[] {
  const gained = pairs.flatMap(({ projection, before, after }) => {
    const claim = projection === 'claims' && before === null ? (after as ClaimRow | null) : null;
    return claim?.quantity == null || claim.occurrence === null ? [] : [claim.occurrence];
  });
  return [...new Set(gained)];
}

/** Where a row changed between two positions, as far as it can be told: on the published clock what went left no position of its own. */
const changedAt = (position: number | undefined, a: number, b: number): number => (position !== undefined && position > a ? position : b);
