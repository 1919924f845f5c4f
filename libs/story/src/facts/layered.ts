/**
 * A map over another map: reads fall through, writes stay above. It lets a command try its proposed events on the facts of a
 * story of any size without copying them. The map below must not change while a layer above it is in use.
 */
export class LayeredMap<K, V> {
  private readonly own = new Map<K, V>();
  constructor(private readonly below: LayeredMap<K, V> | null = null) {}

  get(key: K): V | undefined {
    const value = this.own.get(key);
    return value !== undefined || this.below === null ? value : this.below.get(key);
  }

  has(key: K): boolean {
    return this.own.has(key) || (this.below?.has(key) ?? false);
  }

  set(key: K, value: V): void {
    this.own.set(key, value);
  }

  /** Entries in the order in which their keys were first set. */
  *entries(): IterableIterator<[K, V]> {
    if (this.below !== null) for (const [key, value] of this.below.entries()) yield [key, this.own.get(key) ?? value];
    for (const entry of this.own) if (!this.below?.has(entry[0])) yield entry;
  }

  *values(): IterableIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }
}

/** Lists by key that only grow, layered like {@link LayeredMap}. */
export class LayeredIndex {
  private readonly own = new Map<string, string[]>();
  constructor(private readonly below: LayeredIndex | null = null) {}

  /** Adds `value` under `key`; true if the key was never used before. */
  add(key: string, value: string): boolean {
    const list = this.own.get(key);
    if (list !== undefined) {
      // One claim often names a thing twice in a row (a holder in two stances): keep it once.
      if (list[list.length - 1] !== value) list.push(value);
      return false;
    }
    const fresh = !(this.below?.has(key) ?? false);
    this.own.set(key, [value]);
    return fresh;
  }

  has(key: string): boolean {
    return this.own.has(key) || (this.below?.has(key) ?? false);
  }

  get(key: string): readonly string[] {
    const own = this.own.get(key);
    if (this.below === null) return own ?? [];
    const below = this.below.get(key);
    return own === undefined ? below : [...below, ...own];
  }

  *keys(): IterableIterator<string> {
    if (this.below !== null) yield* this.below.keys();
    for (const key of this.own.keys()) if (!this.below?.has(key)) yield key;
  }
}

/** A list that only grows, layered like {@link LayeredMap}. */
export class LayeredList<T> {
  private readonly own: T[] = [];
  private readonly start: number;
  constructor(private readonly below: LayeredList<T> | null = null) {
    this.start = below?.length ?? 0;
  }

  get length(): number {
    return this.start + this.own.length;
  }

  at(index: number): T | undefined {
    return index < this.start ? this.below!.at(index) : this.own[index - this.start];
  }

  push(item: T): void {
    this.own.push(item);
  }
}
