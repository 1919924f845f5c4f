import type { ClaimContent, Hop, Participant } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import type { Projection } from '#libs/projections';
import { RegisterHistory, StoryFacts, type EventData, type EventType, type StoryTouched } from '#libs/story';

/** For specs: a story told append by append, with the rows that projections keep of it. */
export type Fact = { [T in EventType]: { type: T; data: EventData[T] } }[EventType];
export const fact = <T extends EventType>(type: T, data: EventData[T]): Fact => ({ type, data }) as Fact;
export interface RowVersion { position: number; row: any }

export class SpecStory {
  readonly registers = new RegisterHistory();
  readonly facts = new StoryFacts('story', this.registers);
  readonly events: StoredEvent[] = [];
  private readonly rows = new Map<string, Map<string, RowVersion[]>>();
  private readonly evolved = new Map<string, Map<string, string>>();
  private position = 0;
  afterEvent: () => void = () => {};

  constructor(readonly projections: readonly Projection<StoryFacts, StoryTouched, any>[] = []) {}

  /** One append of these facts, a minute after the one before. */
  tell(...facts: readonly Fact[]): this {
    const append = { first: this.position + 1, size: facts.length };
    const recordedAt = `${new Date(Date.UTC(2026, 0, 1) + append.first * 60_000).toISOString().slice(0, -1)}000Z`;
    for (const { type, data } of facts) {
      this.position += 1;
      const event = {
        position: this.position, eventId: '', type, schemaVersion: 1, stream: '', streamVersion: 1, story: 'story', recordedAt,
        recordedBy: { id: 'k1', name: 'ana', kind: 'key' }, correlationId: '', causationId: null, data, dataText: '', leafHash: '', append,
      } as StoredEvent;
      this.events.push(event);
      this.apply(event);
      this.afterEvent();
    }
    return this;
  }

  private apply(event: StoredEvent): void {
    this.registers.apply(event);
    const touched = this.facts.apply(event);
    this.facts.position = event.position;
    for (const projection of this.projections) {
      const rows = this.of(this.rows, projection.name);
      const evolved = this.of(this.evolved, projection.name);
      for (const key of new Set(projection.keys(event, touched, this.facts))) {
        const next = projection.evolve(key, this.facts, event);
        evolved.set(key, JSON.stringify(next));
        const versions = rows.get(key) ?? [];
        const former = versions.at(-1)?.row ?? null;
        const row = projection.carry === undefined ? next : projection.carry(structuredClone(former), structuredClone(next), event);
        if (JSON.stringify(row) === JSON.stringify(former)) continue;
        rows.set(key, [...versions, { position: event.position, row: structuredClone(row) }]);
      }
    }
  }

  private of<V>(all: Map<string, Map<string, V>>, name: string): Map<string, V> {
    let own = all.get(name);
    if (own === undefined) all.set(name, (own = new Map<string, V>()));
    return own;
  }

  /** Rows that no longer say what the facts say: `keys` left them out. Empty, or the projection is wrong. */
  forgotten(projection: Projection<StoryFacts, StoryTouched, any>, keys: Iterable<string>): string[] {
    const evolved = this.of(this.evolved, projection.name);
    return [...keys].filter((key) => JSON.stringify(projection.evolve(key, this.facts, this.events.at(-1)!)) !== (evolved.get(key) ?? 'null'));
  }

  row(projection: { name: string }, key: string): any {
    return this.versions(projection, key).at(-1)?.row ?? null;
  }

  versions({ name }: { name: string }, key: string): RowVersion[] {
    return this.of(this.rows, name).get(key) ?? [];
  }

  /** Keys of every row there ever was. */
  keys({ name }: { name: string }): string[] {
    return [...this.of(this.rows, name).keys()];
  }

  all({ name }: { name: string }): any[] {
    return [...this.of(this.rows, name).values()].flatMap((versions) => versions.at(-1)!.row ?? []);
  }

  actors(...ids: string[]): this {
    return this.tell(...ids.map((id) => fact('ActorRegistered', { id, kind: 'state', names: [{ text: id, language: null, alias: false }], memberOf: null, wikidata: null, iso3: null, sector: null })));
  }

  issues(...ids: string[]): this {
    return this.tell(...ids.map((id) => fact('IssueOpened', { id, title: id, parent: null, aliases: [], description: null })));
  }

  outlets(...ids: string[]): this {
    return this.tell(...ids.map((id) => fact('OutletRegistered', { id, name: id, family: null, url: null, country: null, languages: [] })));
  }

  source(id: string, namedness: EventData['SourceRegistered']['namedness'], actor: string | null = null): this {
    return this.tell(fact('SourceRegistered', { id, label: id, kind: 'person', namedness, side: 'unknown', actor }));
  }

  /** Files `rpt_<name>` with its claims in one append: `clm_<id>` opens `occ_<id>` unless it names an occurrence. */
  report(name: string, details: Partial<EventData['ReportFiled']>, ...claims: SpecClaim[]): this {
    const report = `rpt_${name}`;
    return this.tell(filed(name, details), ...claims.map((claim, order) => reported(report, 1, claim, order)), ...claims.map(placed));
  }

  revise(name: string, version: number, details: Partial<EventData['ReportRevised']>, ...outcomes: Fact[]): this {
    return this.tell(
      fact('ReportRevised', { report: `rpt_${name}`, version, headline: name, textLength: null, textCommitment: null, published: null, retrieved: null, notice: null, similar: [], ...details }),
      ...outcomes,
    );
  }
}

export interface SpecClaim extends Partial<ClaimContent> { id: string; occurrence?: string }
export const filed = (name: string, details: Partial<EventData['ReportFiled']> = {}): Fact =>
  fact('ReportFiled', {
    report: `rpt_${name}`, story: 'story', outlet: null, headline: name, url: null, textLength: null, textCommitment: null, published: null, retrieved: null,
    language: 'en', wire: null, note: null, similar: [], ...details,
  });
export const reported = (report: string, version: number, claim: SpecClaim, order = 0): Fact =>
  fact('ClaimReported', { report, version, claim: `clm_${claim.id}`, order, paragraph: null, content: contentOf(claim) });
export const placed = ({ id, occurrence, attests = 'supports', planStatus = null }: SpecClaim): Fact =>
  fact(occurrence === undefined ? 'OccurrenceOpened' : 'ClaimAttached', { occurrence: occurrence ?? `occ_${id}`, claim: `clm_${id}`, attests, planStatus });

export const contentOf = ({ id: _, occurrence: __, ...some }: SpecClaim): ClaimContent => ({
  kind: 'statement', summary: null, span: null, locator: { part: 'body', paragraph: 1 }, participants: [], issue: null, happened: null, place: null,
  attribution: [], observed: false, factuality: { certainty: 'certain', polarity: 'positive' }, hedges: [], quantity: null, quotation: null, planStatus: null,
  stances: [], links: [], attests: 'supports', coderCertainty: null, codes: [], ...some,
});
export const by = (...actors: string[]): Participant[] => actors.map((actor) => ({ actor, role: 'initiator', label: null }));
export const on = (edtf: string): ClaimContent['happened'] => ({ edtf, aspect: 'instant', relation: null, anchor: null });
export const hop = (some: Partial<Hop>): Hop => ({ source: null, label: null, cue: null, namedness: 'none', side: 'unknown', scopeUnclear: false, ...some });
export const stance = (value: number, some: Partial<ClaimContent['stances'][number]> = {}): ClaimContent['stances'][number] =>
  ({ holder: 'usa', issue: 'plan', value, basis: 'attributed', conditions: [], ...some });
