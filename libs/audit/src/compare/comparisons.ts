import type { EventStore, StoredEvent } from '#libs/event-store';
import type { RowIndex } from '#libs/projections';
import type { StoryReads } from '#libs/read-models';
import { restructuredRefs, type Change } from '#libs/story';
import { changeSources, difference, namesIn, readsOf, type AnyPair, type ClaimRow } from '../difference/index.js';

/** A net difference with what the answer says beside it. */
export interface Difference { changes: Change[]; /** Occurrences that stand at the later read and did not change. */ unchanged: number }
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
    if (a === b) return { changes: [], unchanged: await this.standing(story, b) };
    const [pairs, events] = await Promise.all([this.pairsBetween(story, a, b), this.eventsBetween(story, a, b)]);
    const before = await this.claimsIn(story, a, occurrencesWithNewNumbers(pairs));
    const registers = (await this.reads.registersUpTo(b)).at(b);
    const changes = difference(readsOf(pairs, { events, names: namesIn(registers), claimsBefore: (id) => before.get(id) ?? [] }));
    return { changes, unchanged: (await this.standing(story, b)) - pairs.filter(changedItem).length };
  }

  /** Between two values of the published clock, both as recorded at `position`; a is not after b. */
  async published(story: string, position: number, a: string, b: string): Promise<Difference> {
    const rows = await this.reads.publishedRows(story, position);
    const [from, to] = [rows.visible(a), rows.visible(b)];
    const pairs = changeSources.flatMap((projection) => [...rows.between(projection, from, to)].map((pair): AnyPair => ({ projection, ...pair })));
    const claimsBefore = (occurrence: string): ClaimRow[] => {
      const item = rows.one('timeline', occurrence, from)?.row as { members?: string[] } | undefined;
      return (item?.members ?? []).flatMap((id) => (rows.one('claims', id, from)?.row ?? []) as ClaimRow[]);
    };
    const events = rows.steps.slice(from, to).map((step) => step.event);
    const changes = difference(readsOf(pairs, { events, names: namesIn(rows.facts.registers), claimsBefore }));
    const standing = rows.entries('timeline', to).filter(({ facets }) => (facets as { status?: string }).status !== 'merged').length;
    return { changes, unchanged: standing - pairs.filter(changedItem).length };
  }

  /** The comparisons before and after this one, stepping by report. */
  async neighbours(story: string, a: number, b: number): Promise<ReportSteps> {
    const types = ['ReportFiled', 'ReportRevised'];
    const [[last], [next]] = await Promise.all([
      this.store.read({ story, types, to: a, order: 'desc', limit: 1 }),
      this.store.read({ story, types, from: b + 1, order: 'asc', limit: 1 }),
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
    const restructuring: StoredEvent[] = [];
    for await (const page of this.store.iterate({ types: registerEvents, from: a + 1, to: b })) restructuring.push(...page);
    if (restructuring.length > 0) {
      const [named, history] = [new Set(await this.rows.refsNamedBy(story, b)), await this.reads.registersUpTo(b)];
      events.push(...restructuring.filter((event) => restructuredRefs(event, history).some((ref) => named.has(ref))));
    }
    return events.sort((x, y) => x.position - y.position);
  }

  private async standing(story: string, position: number): Promise<number> {
    const read = await this.reads.open(story, { position, publishedBy: null });
    return (await read.entries('timeline')).filter(({ facets }) => facets.status !== 'merged').length;
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

/** An item that shows something else than its new neighbours in the order. */
function changedItem({ projection, before, after }: AnyPair): boolean {
  if (projection !== 'timeline' || after === null || (after as { status: string }).status === 'merged') return false;
  const shown = (row: object | null): string => JSON.stringify({ ...row, ordering: null });
  return shown(before) !== shown(after);
}
