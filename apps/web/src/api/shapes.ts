/** The shapes of API.md §3 to §8 as the browser reads them. Types only: nothing here exists at run time. */

export interface Recorded { position: number; at: string; by: { id: string | null; name: string | null; kind: string } }
export interface Edtf { edtf: string; min: string | null; max: string | null; precision: string; qualifier: string }
export interface Happened {
  edtf: string | null; aspect: string; relation: string | null; anchor: string | null;
  min: string | null; max: string | null; precision: string | null; qualifier: string | null;
}
export interface Participant { actor: string | null; role: string; label: string | null }
export interface Place { label: string; precision: string }
export interface Hop { source: string | null; label: string | null; cue: string | null; namedness: string; side: string; scopeUnclear: boolean }
export interface Span { start: number; end: number; exact: string }
export interface Locator { part: 'headline' | 'body'; paragraph: number | null }
export interface Quantity { best: number | null; low: number | null; high: number | null; unit: string; of: string; kind: string; asOf: string | null; cue: string | null }
export interface StanceEntry { holder: string; issue: string; value: number; basis: string; conditions: string[] }
export interface LinkOf { type: string; target: string }
export interface MarkerRef { id: string; rule: string; severity: number }
export interface Versioned { knownFrom: number; knownTo: number | null }
export type Voice = 'outlet' | 'named' | 'unnamed' | 'relayed';

export interface Name { text: string; language: string; alias: boolean }
export interface Actor extends Versioned { id: string; kind: string; names: Name[]; memberOf: string | null; wikidata: string | null; iso3: string | null; sector: string | null; canonicalId: string }
export interface Issue extends Versioned { id: string; title: string; parent: string | null; aliases: string[]; description: string | null; canonicalId: string }
export interface Outlet extends Versioned { id: string; name: string; family: string | null; url: string | null; country: string | null; languages: string[]; canonicalId: string }
export interface Source extends Versioned { id: string; label: string; kind: string; namedness: string; side: string; actor: string | null; canonicalId: string }

export interface Story extends Versioned {
  slug: string; title: string; summary: string | null; issues: string[];
  counts: { reports: number; claims: number; occurrences: number; undated: number; stances: number; openMarkers: number; unattributedClaims: number };
  published: { min: string | null; max: string | null } | null;
  recorded: { first: Recorded; last: Recorded };
}

export interface TimelineItem extends Versioned {
  occurrence: string; title: string; kind: string; issue: string | null; participants: Participant[]; place: Place | null;
  happened: Happened | null; ordering: { basis: 'dated' | 'relation' | 'reported'; after: string[]; before: string[] };
  planStatus: string | null; status: string; voice: Voice | null; hedge: number;
  attests: { supports: number; denies: number; queries: number; mentions: number };
  origins: number; outlets: number; markers: { count: number; worst: number; rules: Record<string, number> };
  published: { first: string | null; last: string | null }; recorded: { first: Recorded; last: Recorded }; group: string | null;
}

export interface Claim extends Versioned {
  id: string; report: string; version: number; story: string; occurrence: string; kind: string; summary: string | null;
  span: Span | null; locator: Locator | null; paragraph?: number | null; participants: Participant[]; issue: string | null; happened: Happened | null; place: Place | null;
  attribution: Hop[]; observed: boolean; factuality: { certainty: string; polarity: string };
  hedges: { cue: string; class: string; strength: number }[]; quantity: Quantity | null; quotation: string | null; planStatus: string | null;
  stances: StanceEntry[]; links: LinkOf[]; attests: string; coderCertainty: number | null; excerpt: string | null; voice: Voice;
  status: string; supersedes: string | null; supersededBy: string | null; markers: MarkerRef[]; recorded: Recorded;
  credibility: { suggested: number | null; assessed: { grade: number | null; reason: string; recorded: Recorded } | null } | null;
}
export interface Occurrence extends TimelineItem {
  claims: { claim: string; report: string; version: number; attests: string; outlet: string | null; excerpt: string | null; status: string }[];
  canonicalId: string; absorbed: string[];
}

export interface Report extends Versioned {
  id: string; story: string; version: number; versions: number; status: 'standing' | 'retracted'; outlet: string | null; wire: string | null; url: string | null;
  headline: string; text: string | null; textSha256: string | null; textLength: number | null; language: string; published: Edtf | string | null; retrieved: string | null;
  notice: { kind: string; text: string } | null; retraction: null | { by: string; reason: string; published: Edtf | string | null; recorded: Recorded };
  claims?: Claim[]; markers: MarkerRef[]; recorded: Recorded;
}
export interface ReportVersion { version: number; headline: string; textSha256: string | null; published: Edtf | string | null; notice: { kind: string; text: string } | null; recorded: Recorded; url: string }

export interface StanceCell extends Versioned {
  holder: string; issue: string; value: number; word: string; basis: 'declared' | 'attributed' | 'inferred' | 'overridden'; settled: boolean;
  conditional: boolean; conditions: string[]; claims: number; origins: number; since: Recorded; previous: number | { value: number } | null; markers: { count: number; worst: number };
}
export interface StancePage { items: StanceCell[]; holders: { id: string; name: string }[]; issues: { id: string; title: string }[]; next: string | null; position: number }
export interface StanceStep { position: number; at: string; published: Edtf | string | null; before: number | null; after: number | null; movement: string; claim: string | null; report: string | null; conditions: string[] }
export interface StanceHistory { cell: StanceCell; items: StanceStep[]; next: string | null; position: number }

export interface Marker extends Versioned {
  id: string; rule: string; ruleVersion: number; scope: string; severity: number; subject: { type: string; id: string }; title: string; says: string; closesIf: string;
  evidence: { claim: string | null; report: string | null; version: number | null; span: Span | null }[]; dependants: { stances: number; occurrences: number };
  opened: Recorded; closed: Recorded | null; acknowledgement: null | { note: string; recorded: Recorded };
}

export interface Change {
  position: number | null; kind: string; changeOf: 'world' | 'story' | 'coding' | 'none'; cosmetic: boolean; nature: string | null; subject: { type: string; id: string };
  before: Record<string, unknown> | null; after: Record<string, unknown> | null; sentence: string; rule: string;
  because: { position: number | null; event: string; report: string | null; version: number | null; claim: string | null; span: Span | null }[];
}
export interface Moment { position: number; at: string | null; published?: string | null; version?: number }
export interface Comparison {
  a: Moment; b: Moment; summary: Record<string, number>; unchanged: number;
  neighbours: { previous: string | null; following: string | null }; items: Change[]; next: string | null; position: number;
}
export interface Blame {
  claim: string; lineage: string[];
  clauses: { field: string; value: unknown; event: string; recorded: Recorded; report: string; version: number; outlet: string | null; span: Span | null; changeOf: string; before: string | null }[];
}
export interface Receipt {
  dryRun: boolean; positions: { first: number; last: number } | null; resource: { type: string; id: string | null; url: string | null } | null;
  claims: { ref: string | null; id: string | null; occurrence: string | null }[]; summary: Record<string, number>; changes: Change[];
  candidates: { ref: string; occurrence: string; score: number; reasons: string[] }[]; similar: { report: string; similarity: number }[];
}
export interface Page<T> { items: T[]; next: string | null; position: number; total?: number; referenceTime?: string }

export interface FaultEntry { in: string; name: string | null; pointer: string | null; code: string; message: string; got?: unknown; allowed?: unknown[] | null; suggestion?: string | null; expected?: string; found?: string; nearest?: string[] }
export interface Problem {
  type: string; title: string; status: number; detail?: string; instance?: string; traceId?: string; errors?: FaultEntry[]; nearest?: string[];
  existing?: { id: string; url: string; version: number } | string; sameText?: boolean; match?: string; currentEtag?: string; currentPosition?: number; changesSince?: string;
  actions?: { url: string; does: string }[]; required?: string; actual?: string; projection?: string; position?: number; wanted?: number; head?: number;
}
export interface CodebookEntry { id: string; title: string; definition: string; rule?: string }
