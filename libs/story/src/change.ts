import { changeKinds, type ChangeKind, type ChangeOf, type Span } from '#libs/codebook';

/** What a change rests on: an event between the two reads, and what it speaks of. */
export interface Because { position: number | null; event: string; report: string | null; version: number | null; claim: string | null; span: Span | null }

/**
 * A Change of API §3, the one shape for effects of a write, the list of changes, comparisons and history. `before` and `after` hold
 * only the members that differ. `position` is null in a dry run.
 */
export interface Change {
  position: number | null;
  kind: ChangeKind;
  changeOf: ChangeOf;
  cosmetic: boolean;
  nature: 'update' | 'correction' | 'refinement' | 'disagreement' | 'refined' | 'moved' | null;
  subject: { type: string; id: string };
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  sentence: string;
  /** Rule and version, e.g. `contradiction-opened@1`. */
  rule: string;
  because: Because[];
}

/** How many changes there are of each kind, in the order of the catalogue. */
export function summarise(changes: readonly Pick<Change, 'kind'>[]): Record<string, number> {
  const counts = new Map<ChangeKind, number>();
  for (const { kind } of changes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries(changeKinds.flatMap((kind) => (counts.has(kind) ? [[kind, counts.get(kind)!]] : [])));
}
