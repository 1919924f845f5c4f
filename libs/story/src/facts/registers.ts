import type { RecordedBy, StoredEvent } from '#libs/event-store';
import type { EventData, StoryEvent } from '../events.js';

/** Where something was recorded: `Recorded` of API §3. */
export interface Recorded { position: number; at: string; by: RecordedBy }
export const recorded = (event: Pick<StoredEvent, 'position' | 'recordedAt' | 'recordedBy'>): Recorded => ({
  position: event.position,
  at: event.recordedAt,
  // Spelled out, so that rows are the same bytes whether the event came from memory or from the log.
  by: { id: event.recordedBy.id, name: event.recordedBy.name, kind: event.recordedBy.kind },
});

export type Register = 'actor' | 'issue' | 'outlet' | 'source';

interface Entry { recorded: Recorded; changed: Recorded; absorbedInto: string | null; absorbed: readonly string[] }
export interface ActorEntry extends Entry { register: 'actor'; data: EventData['ActorRegistered'] }
export interface IssueEntry extends Entry { register: 'issue'; data: EventData['IssueOpened']; closed: { reason: string; recorded: Recorded } | null }
export interface Reliability { grade: 'a' | 'b' | 'c' | 'd' | 'e' | null; topic: string | null; from: string | null; reason: string; recorded: Recorded }
export interface OutletEntry extends Entry { register: 'outlet'; data: EventData['OutletRegistered']; family: string | null; reliability: readonly Reliability[] }
export interface SourceEntry extends Entry {
  register: 'source';
  data: EventData['SourceRegistered'];
  /** As it stands: raised by SourceIdentified. */
  namedness: EventData['SourceRegistered']['namedness'];
  actor: string | null;
  reliability: readonly Reliability[];
}
export type RegisterEntry = ActorEntry | IssueEntry | OutletEntry | SourceEntry;

/** How registers are named in indexes: outlets and sources share one id space, so both are `source/<id>`, as in their streams. */
export const refOf = (register: Register, id: string): string => `${register === 'outlet' ? 'source' : register}/${id}`;

let histories = 0;
type Versions = { from: number; entry: RegisterEntry }[];

/**
 * All registers at every position: each entry keeps its versions, so that a story folded to any position reads its actors,
 * issues, outlets and sources as they stood there. Registers change rarely, so most entries have one version.
 */
export class RegisterHistory {
  /** By register, then by id: they are looked up for every claim, and putting a ref together would cost more than finding it. */
  private readonly entries = { actor: new Map<string, Versions>(), issue: new Map<string, Versions>(), source: new Map<string, Versions>() };
  private readonly order: string[] = [];
  /** The newest position applied. */
  position = 0;
  private readonly serial = ++histories;
  /** Positions of the events that changed how stored claims read, ascending. */
  private readonly restructured: number[] = [];
  private readonly everAbsorbed = new Set<string>();

  constructor(private readonly below: RegisterHistory | null = null) {
    if (below !== null) this.position = below.position;
  }

  /** A layer on top, for trying events; this history must not grow while it is in use. */
  fork(): RegisterHistory {
    return new RegisterHistory(this);
  }

  apply(stored: StoredEvent): void {
    const event = stored as unknown as StoryEvent;
    const here = recorded(event);
    this.position = event.position;
    if (restructuring.has(event.type)) this.restructured.push(event.position);
    const base = { recorded: here, changed: here, absorbedInto: null, absorbed: [] };
    switch (event.type) {
      case 'ActorRegistered':
        return this.put('actor', event.data.id, { ...base, register: 'actor', data: event.data });
      case 'IssueOpened':
        return this.put('issue', event.data.id, { ...base, register: 'issue', data: event.data, closed: null });
      case 'OutletRegistered':
        return this.put('outlet', event.data.id, { ...base, register: 'outlet', data: event.data, family: event.data.family, reliability: [] });
      case 'SourceRegistered':
        return this.put('source', event.data.id, { ...base, register: 'source', data: event.data, namedness: event.data.namedness, actor: event.data.actor, reliability: [] });
      case 'IssueClosed':
        return this.change<IssueEntry>('issue', event.data.id, here, { closed: { reason: event.data.reason, recorded: here } });
      case 'OutletFamilyAssigned':
        return this.change<OutletEntry>('outlet', event.data.id, here, { family: event.data.family });
      case 'SourceIdentified':
        return this.change<SourceEntry>('source', event.data.id, here, { actor: event.data.actor, namedness: event.data.namedness });
      case 'SourceReliabilityAssessed': {
        const { id, ...assessed } = event.data;
        const entry = this.latest('source', id) as OutletEntry | SourceEntry | undefined;
        return this.change<SourceEntry>('source', id, here, { reliability: [...(entry?.reliability ?? []), { ...assessed, recorded: here }] });
      }
      case 'ActorsMerged':
        return this.merge('actor', event.data, here);
      case 'IssuesMerged':
        return this.merge('issue', event.data, here);
      case 'SourcesMerged':
        return this.merge('source', event.data, here);
      case 'ActorsSplit':
        return this.split('actor', event.data, here);
      case 'IssuesSplit':
        return this.split('issue', event.data, here);
      case 'SourcesSplit':
        return this.split('source', event.data, here);
      default:
    }
  }

  /** The registers as they stood at `position`. */
  at(position: number): Registers {
    return new Registers(this, position);
  }

  /** False for an id that no register ever absorbed: nearly all of them, and asked for with every claim. */
  wasEverAbsorbed(id: string): boolean {
    return this.everAbsorbed.has(id) || (this.below?.wasEverAbsorbed(id) ?? false);
  }

  /** How often the reading of stored claims had changed by a position: while it is the same, a claim reads the same. */
  revisionAt(position: number): number {
    let revision = this.restructured.length;
    while (revision > 0 && this.restructured[revision - 1]! > position) revision--;
    if (this.below === null) return revision;
    // What is tried on a layer may never be recorded: nothing remembered of it may pass for what comes to stand there.
    return revision === 0 ? this.below.revisionAt(position) : -(this.serial + revision / 1024);
  }

  /** The entry as it stood at a position. Outlets and sources share one id space, so either name finds both. */
  entryAt(register: Register, id: string, position: number): RegisterEntry | undefined {
    const versions = this.versionsOf(register).get(id) ?? [];
    for (let i = versions.length - 1; i >= 0; i--) if (versions[i]!.from <= position) return versions[i]!.entry;
    return this.below?.entryAt(register, id, position);
  }

  /** Every ref ever registered, in the order of registration. */
  refs(): readonly string[] {
    return this.below === null ? this.order : [...this.below.refs(), ...this.order];
  }

  private versionsOf(register: Register): Map<string, Versions> {
    return this.entries[register === 'outlet' ? 'source' : register];
  }

  private latest(register: Register, id: string): RegisterEntry | undefined {
    return this.versionsOf(register).get(id)?.at(-1)?.entry ?? this.below?.latest(register, id);
  }

  private put(register: Register, id: string, entry: RegisterEntry): void {
    const all = this.versionsOf(register);
    if (this.latest(register, id) === undefined) this.order.push(refOf(register, id));
    all.set(id, [...(all.get(id) ?? []), { from: entry.changed.position, entry }]);
  }

  private change<E extends RegisterEntry>(register: Register, id: string, here: Recorded, members: Partial<E>): void {
    const entry = this.latest(register, id);
    if (entry !== undefined) this.put(register, id, { ...entry, ...members, changed: here } as RegisterEntry);
  }

  private merge(register: Register, { id, absorbed }: { id: string; absorbed: string[] }, here: Recorded): void {
    this.change(register, id, here, { absorbed: [...(this.latest(register, id)?.absorbed ?? []), ...absorbed] });
    for (const other of absorbed) {
      this.change(register, other, here, { absorbedInto: id });
      this.everAbsorbed.add(other);
    }
  }

  private split(register: Register, { id, restored }: { id: string; restored: string }, here: Recorded): void {
    this.change(register, id, here, { absorbed: (this.latest(register, id)?.absorbed ?? []).filter((other) => other !== restored) });
    this.change(register, restored, here, { absorbedInto: null });
  }
}

/** Merges, splits, identifications and families change how stored claims read; registrations and gradings do not. */
const restructuring: ReadonlySet<string> = new Set([
  'ActorsMerged', 'IssuesMerged', 'SourcesMerged', 'ActorsSplit', 'IssuesSplit', 'SourcesSplit', 'SourceIdentified', 'OutletFamilyAssigned',
]);

/** The registers at one position. Reading is shared through merges: `canonical` tells who an id is read as. */
export class Registers {
  /** How far the history went when this view was taken. */
  readonly known: number;
  /** How often the reading of stored claims had changed: two registers of one history and revision read every claim alike. */
  readonly revision: number;

  constructor(private readonly history: RegisterHistory, readonly position: number) {
    this.known = history.position;
    this.revision = history.revisionAt(position);
  }

  actor(id: string): ActorEntry | undefined {
    return this.history.entryAt('actor', id, this.position) as ActorEntry | undefined;
  }

  issue(id: string): IssueEntry | undefined {
    return this.history.entryAt('issue', id, this.position) as IssueEntry | undefined;
  }

  /** The outlet of this id; undefined when the id is a source or unknown. */
  outlet(id: string): OutletEntry | undefined {
    const entry = this.history.entryAt('outlet', id, this.position);
    return entry?.register === 'outlet' ? entry : undefined;
  }

  /** The source of this id; undefined when the id is an outlet or unknown. */
  source(id: string): SourceEntry | undefined {
    const entry = this.history.entryAt('source', id, this.position);
    return entry?.register === 'source' ? entry : undefined;
  }

  entry(register: Register, id: string): RegisterEntry | undefined {
    const entry = this.history.entryAt(register, id, this.position);
    return entry?.register === register ? entry : undefined;
  }

  /** The id that stands for `id` after merges: itself, or the entry that (transitively) absorbed it. Sources and outlets alike for `source`. */
  canonical(register: Register, id: string): string {
    if (!this.history.wasEverAbsorbed(id)) return id;
    let at = id;
    for (let steps = 0; steps < 1000; steps++) {
      const into = this.history.entryAt(register, at, this.position)?.absorbedInto ?? null;
      if (into === null) return at;
      at = into;
    }
    return at;
  }

  /** `id` with every id it has (transitively) absorbed: all ids that are read as `id`. */
  family(register: Register, id: string): string[] {
    const all = [id];
    for (let i = 0; i < all.length; i++) all.push(...(this.history.entryAt(register, all[i]!, this.position)?.absorbed ?? []));
    return all;
  }

  /** Entries of one register, absorbed ones included, in the order of registration. */
  *all(register: Register): IterableIterator<RegisterEntry> {
    for (const ref of this.history.refs()) {
      const slash = ref.indexOf('/');
      const entry = this.history.entryAt(ref.slice(0, slash) as Register, ref.slice(slash + 1), this.position);
      if (entry?.register === register) yield entry;
    }
  }
}

/**
 * The refs whose stories must be read anew after a register event: merges, splits, identifications and families change how
 * stored claims are read. Registrations and gradings change no reading. A story knows the ids as its claims name them, which
 * may have been absorbed long before: so all that is read as the entries of the event counts. `history` includes the event.
 */
export function restructuredRefs(stored: StoredEvent, history: RegisterHistory): string[] {
  const registers = history.at(stored.position);
  const read = (register: Register, ids: readonly string[]): string[] => [...new Set(ids.flatMap((id) => registers.family(register, id)))].map((id) => refOf(register, id));
  const event = stored as unknown as StoryEvent;
  switch (event.type) {
    case 'ActorsMerged':
      return read('actor', [event.data.id, ...event.data.absorbed]);
    case 'IssuesMerged':
      return read('issue', [event.data.id, ...event.data.absorbed]);
    case 'SourcesMerged':
      return read('source', [event.data.id, ...event.data.absorbed]);
    case 'ActorsSplit':
      return read('actor', [event.data.id, event.data.restored]);
    case 'IssuesSplit':
      return read('issue', [event.data.id, event.data.restored]);
    case 'SourcesSplit':
      return read('source', [event.data.id, event.data.restored]);
    case 'SourceIdentified':
    case 'OutletFamilyAssigned':
      return read('source', [event.data.id]);
    default:
      return [];
  }
}
