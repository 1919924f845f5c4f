import type { ClaimContent } from '#libs/codebook';
import type { Proposed } from '../events.js';
import type { Candidate } from '../candidates/candidates.js';
import type { Change } from '../change.js';

/** What every write answers, done or tried (API §1.6). */
export interface Receipt {
  dryRun: boolean;
  positions: { first: number; last: number } | null;
  resource: { type: string; id: string | null; url: string | null };
  claims: { ref: string | null; id: string | null; occurrence: string | null }[];
  summary: Record<string, number>;
  changes: Change[];
  candidates: ({ ref: string | null; claim: string | null } & Candidate)[];
  similar: { report: string; similarity: number }[];
  /**
   * Of an act on a register: how many stories name what it is about, and those whose changes are told here, in the order in which they
   * are; each says how many it has and where to read them. Absent for an act inside one story.
   */
  stories?: { affected: number; told: { story: string; changes: number; url: string | null }[] };
}

/** How many changes a receipt shows; its summary counts them all. */
export const shownChanges = 1000;

/**
 * A receipt before its positions are known: positions above `base` are provisional, `base + 1` being the first event of the write.
 * It is what is stored under an Idempotency-Key, with the append, since only the append draws positions.
 */
export interface ReceiptTemplate { base: number; events: number; receipt: Receipt }

/** The receipt of a write that was stored from `first` on. */
export function placed({ base, events, receipt }: ReceiptTemplate, first: number): Receipt {
  const shift = first - base - 1;
  return {
    ...receipt,
    positions: { first, last: first + events - 1 },
    ...(receipt.stories && {
      stories: {
        ...receipt.stories,
        told: receipt.stories.told.map((one) => ({ ...one, url: `/api/v1/stories/${one.story}/changes?fromPosition=${first}&toPosition=${first + events - 1}` })),
      },
    }),
    changes: shift === 0 ? receipt.changes : receipt.changes.map((change) => moved(change, base, shift)),
  };
}

/** A change whose provisional positions are those of the stored events; what holds none is not copied. */
function moved<T>(value: T, base: number, shift: number): T {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | null = null;
    for (let i = 0; i < value.length; i++) {
      const member = moved(value[i] as unknown, base, shift);
      if (member !== value[i]) (copy ??= [...(value as unknown[])])[i] = member;
    }
    return (copy ?? value) as T;
  }
  let copy: Record<string, unknown> | null = null;
  for (const name in value) {
    const before = (value as Record<string, unknown>)[name];
    const after = name === 'position' && typeof before === 'number' ? (before > base ? before + shift : before) : moved(before, base, shift);
    if (after !== before) (copy ??= { ...(value as Record<string, unknown>) })[name] = after;
  }
  return (copy ?? value) as T;
}

/**
 * The receipt of a dry run: no positions, and what would be new has no id yet. Claims of the body are named by their `#ref`.
 * @param fresh ids that were only made up for the trial, with the name that stands for each
 */
export function tried({ base, receipt }: ReceiptTemplate, fresh: ReadonlyMap<string, string | null>): Receipt {
  // A marker's id follows from what it marks, which has no id yet.
  const openedMarkers = new Set(receipt.changes.filter((change) => change.kind === 'marker-opened').map((change) => change.subject.id));
  const blank = (name: string, value: unknown): unknown => {
    if (name === 'position' && typeof value === 'number' && value > base) return null;
    if (typeof value !== 'string') return value;
    return fresh.has(value) ? fresh.get(value)! : openedMarkers.has(value) ? null : value;
  };
  const { resource } = receipt;
  const isNew = resource.id !== null && fresh.has(resource.id);
  return {
    ...receipt,
    dryRun: true,
    positions: null,
    resource: isNew ? { ...resource, id: null, url: null } : resource,
    claims: receipt.claims.map((claim) => ({ ...claim, id: null, occurrence: claim.occurrence !== null && fresh.has(claim.occurrence) ? null : claim.occurrence })),
    changes: mapped(receipt.changes, blank) as Change[],
    candidates: receipt.candidates.map((candidate) => ({ ...candidate, claim: null })),
  };
}

/** New claims of a write in body order, with the occurrence each belongs to as ids are read now. */
export function newClaimsIn(proposed: readonly Proposed[], canonical: (occurrence: string) => string): { id: string; content: ClaimContent; occurrence: string | null }[] {
  const joined = new Map<string, string>();
  const contents: { id: string; content: ClaimContent }[] = [];
  for (const event of proposed) {
    switch (event.type) {
      case 'ClaimReported':
      case 'ClaimReworded':
      case 'ClaimCorrected':
      case 'ClaimRecoded':
        contents.push({ id: event.data.claim, content: event.data.content });
        break;
      case 'OccurrenceOpened':
      case 'ClaimAttached':
        joined.set(event.data.claim, canonical(event.data.occurrence));
        break;
      default:
    }
  }
  return contents.map(({ id, content }) => ({ id, content, occurrence: joined.get(id) ?? null }));
}

/** A copy with every member and list entry passed through `change`; keys that are fresh ids are kept, nobody reads them as ids. */
function mapped(value: unknown, change: (name: string, value: unknown) => unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change, name));
  if (value === null || typeof value !== 'object') return change(name, value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapped(member, change, key)]));
}
