import { Breather } from './breather.js';
import type { EventLog } from './event-log.js';
import { REGISTERS, type FactsFold, type Touched } from './model.js';
import { catchUp, Partition, Registers } from './partition.js';

/** Events that are applied without giving others a turn. */
const eventsATurn = 100;

export interface FactsCacheOptions {
  /** Most events whose facts are kept; the partition used last stays even when it alone is larger. Default 100,000, some 200 MB of stories. */
  maxEvents?: number;
}

/**
 * Facts of partitions, folded once and then caught up by what came since. Events come from the log and nothing else, so a
 * cache may be dropped at any moment. What it hands out is shared and moves on with the next load: use it before you wait.
 */
export class FactsCache<G, F, T extends Touched = Touched> {
  private registers: Registers<G, F, T>;
  private readonly resident = new Map<string, Partition<F, T>>();
  private readonly queues = new Map<string, Promise<unknown>>();
  private registerQueue: Promise<unknown> = Promise.resolve();
  private readonly maxEvents: number;
  private readonly kept = new Map<string, number>();
  private keptEvents = 0;

  constructor(private readonly log: EventLog, private readonly fold: FactsFold<G, F, T>, options: FactsCacheOptions = {}) {
    this.maxEvents = options.maxEvents ?? 100_000;
    this.registers = new Registers(fold);
  }

  /**
   * The facts of a partition after the event at `position`, or after everything in the log.
   * A position behind the facts in memory is folded apart, from the start, and not kept.
   * @throws PartitionFaulty when an event of the partition could not be folded
   */
  async load(name: string, position: number | 'head'): Promise<Partition<F, T>> {
    const upTo = position === 'head' ? await this.log.head() : position;
    const partition = await this.loadQuietly(name, upTo, position === 'head');
    if (partition.fault !== null) throw partition.fault;
    return partition;
  }

  /** The same, but a fault stays in the partition for the caller to find. `orLater`: facts beyond the position will do. */
  loadQuietly(name: string, upTo: number, orLater = false): Promise<Partition<F, T>> {
    return this.inTurn(name, async () => {
      const resident = this.resident.get(name);
      if (resident !== undefined && resident.position > upTo && !orLater) return this.foldApart(name, upTo);
      const partition = resident ?? this.registers.open(name);
      if (partition.position < upTo) await this.advance(partition, upTo);
      this.keep(partition);
      return partition;
    });
  }

  /** A fold of its own, for a caller that will keep it or change it. */
  async foldApart(name: string, upTo: number): Promise<Partition<F, T>> {
    const partition = this.registers.open(name);
    await this.advance(partition, upTo);
    return partition;
  }

  /** The register history up to at least a position. */
  async registersUpTo(position: number): Promise<Registers<G, F, T>> {
    await (this.registerQueue = this.registerQueue.then(
      () => this.advanceRegisters(position),
      () => this.advanceRegisters(position),
    ));
    return this.registers;
  }

  /** The partition if it is in memory, wherever it stands. For the feed, which applies every event itself. */
  peek(name: string): Partition<F, T> | undefined {
    const partition = this.resident.get(name);
    if (partition !== undefined) this.keep(partition);
    return partition;
  }

  clear(): void {
    this.registers = new Registers(this.fold);
    this.resident.clear();
    this.kept.clear();
    this.keptEvents = 0;
  }

  get size(): { partitions: number; events: number } {
    return { partitions: this.resident.size, events: this.keptEvents };
  }

  private async advance(partition: Partition<F, T>, upTo: number): Promise<void> {
    if (partition.name === REGISTERS) {
      await this.registersUpTo(upTo);
      for await (const page of this.log.partition(partition.name, partition.position + 1, upTo)) catchUp(partition, page, []);
    } else {
      const registers = await this.registersUpTo(upTo);
      const breather = new Breather();
      for await (const page of this.log.partition(partition.name, partition.position + 1, upTo)) {
        // A part at a time: a thousand events of a large story would hold up every other request.
        for (let from = 0; from < page.length; from += eventsATurn) {
          const part = page.slice(from, from + eventsATurn);
          catchUp(partition, part, registers.between(partition.position, part.at(-1)!.position));
          await breather.breathe();
        }
      }
      catchUp(partition, [], registers.between(partition.position, upTo));
    }
    partition.position = Math.max(partition.position, upTo);
  }

  private async advanceRegisters(upTo: number): Promise<void> {
    const { registers } = this;
    if (registers.position >= upTo) return;
    for await (const page of this.log.partition(REGISTERS, registers.position + 1, upTo)) {
      for (const event of page) if (event.position > registers.position) registers.apply(event);
    }
    registers.position = Math.max(registers.position, upTo);
  }

  /** One load of a partition at a time: two would apply the same events twice. */
  private async inTurn<R>(name: string, work: () => Promise<R>): Promise<R> {
    const turn = (this.queues.get(name) ?? Promise.resolve()).then(work, work);
    this.queues.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.queues.get(name) === turn) this.queues.delete(name);
    }
  }

  private keep(partition: Partition<F, T>): void {
    const { name, events } = partition;
    this.keptEvents += events - (this.kept.get(name) ?? 0);
    this.kept.set(name, events);
    // A Map remembers in which order its keys were set: the first one is the one used longest ago.
    this.resident.delete(name);
    this.resident.set(name, partition);
    for (const oldest of this.resident.keys()) {
      if (this.keptEvents <= this.maxEvents || oldest === name) break;
      this.resident.delete(oldest);
      this.keptEvents -= this.kept.get(oldest) ?? 0;
      this.kept.delete(oldest);
    }
  }
}
