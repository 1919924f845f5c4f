/** One row version as lists see it. */
export interface IndexEntry {
  readonly key: string;
  readonly knownFrom: number;
  /** As known to the index, which may be later than the position you read at: then show null. */
  readonly knownTo: number | null;
  readonly facets: any; // what the projection's `facets` gave
}

/** A version as it is kept. Most versions of a long history have ended and are seldom asked for: these keep the text of their facets, a third of the size. */
class Entry implements IndexEntry {
  constructor(readonly key: string, readonly knownFrom: number, public knownTo: number | null, private kept: object | string) {}

  get facets(): any {
    return typeof this.kept === 'string' ? (JSON.parse(this.kept) as object) : this.kept;
  }

  end(position: number): void {
    this.knownTo = position;
    if (typeof this.kept !== 'string') this.kept = JSON.stringify(this.kept);
  }
}

const REMEMBERED_POSITIONS = 4;

/** The row versions of one projection in one story, advanced in place as the projection moves on. */
export class StoryIndex {
  /** In the order they began. */
  readonly entries: Entry[] = [];
  private readonly open = new Map<string, Entry>();
  /** Every position at which a row began or ended, ascending. */
  private readonly changes: number[] = [];
  private readonly moments = new Map<number, readonly IndexEntry[]>();

  constructor(readonly generation: number, private upTo: number) {}

  /** Complete up to here. */
  get position(): number {
    return this.upTo;
  }

  /** The newest position at or before `position` at which any row of this index changed; 0 if none did. */
  lastChange(position: number): number {
    let low = 0;
    let high = this.changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.changes[middle]! <= position) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : this.changes[low - 1]!;
  }

  /**
   * The rows that stood at a position, in the order their versions began. Positions between which nothing changed give the same
   * array, so what a reader derives from it (an order, a count) may be kept in a WeakMap.
   */
  at(position: number): readonly IndexEntry[] {
    const moment = this.lastChange(position);
    let rows = this.moments.get(moment);
    if (rows === undefined) {
      rows = moment === 0 ? [] : this.entries.filter(({ knownFrom, knownTo }) => knownFrom <= moment && (knownTo === null || knownTo > moment)).map(inHand);
      for (const oldest of this.moments.keys()) {
        if (this.moments.size < REMEMBERED_POSITIONS) break;
        this.moments.delete(oldest);
      }
    } else this.moments.delete(moment);
    this.moments.set(moment, rows);
    return rows;
  }

  /** Takes in the versions that began after the present position, in the order they began. A tombstone ends at its beginning. */
  advance(position: number, versions: readonly { key: string; knownFrom: number; knownTo: number | null; facetsText: string }[]): void {
    for (const { key, knownFrom, knownTo, facetsText } of versions) {
      const former = this.open.get(key);
      // Versions of one key follow each other without a gap, so a new one tells where the one before it ended.
      former?.end(knownFrom);
      if (this.changes.at(-1) !== knownFrom) this.changes.push(knownFrom);
      this.open.delete(key);
      if (knownTo === knownFrom) continue;
      const entry = new Entry(key, knownFrom, knownTo, knownTo === null ? (JSON.parse(facetsText) as object) : facetsText);
      this.entries.push(entry);
      // Even one that has ended is closed again by its successor, to the same end.
      this.open.set(key, entry);
    }
    this.upTo = position;
  }
}

/** With its facets read once, for a list that looks at them again and again. */
const inHand = (entry: Entry): IndexEntry => (entry.knownTo === null ? entry : { key: entry.key, knownFrom: entry.knownFrom, knownTo: entry.knownTo, facets: entry.facets as object });
