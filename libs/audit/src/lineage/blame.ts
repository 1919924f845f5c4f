import type { ChangeOf, Span } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import { readHappened } from '#libs/read-models';
import { recorded, type EventData, type Recorded } from '#libs/story';
import { isByOutlet } from './claim-events.js';

/** The fields that blame speaks of, in the order it lists them (API §5). */
export const blamedFields = [
  'kind', 'summary', 'participants', 'issue', 'happened', 'place', 'attribution', 'factuality', 'hedges', 'quantity', 'planStatus', 'stances', 'attests', 'excerpt',
] as const;
type Field = (typeof blamedFields)[number];

export interface Clause {
  field: Field;
  value: unknown;
  event: string;
  recorded: Recorded;
  report: string;
  version: number;
  outlet: string | null;
  span: Span | null;
  changeOf: ChangeOf;
  /** Blame of what stood before; null where the value has stood from the first. */
  before: string | null;
}

/** One event that said what a claim of the lineage says. */
interface Telling { event: StoredEvent; claim: string; version: number; span: Span | null; values: Record<Field, unknown> }

type ContentData = EventData['ClaimReported'] & { supersedes?: string };

/**
 * Who set the present value of each field of a claim: the first event since which every telling along its lineage has given the same
 * value. `events`: those of its report, in order; `lineage`: root first, ending with the claim.
 */
export function blame(lineage: readonly string[], outlet: string | null, events: readonly StoredEvent[]): Clause[] {
  const tellings = tellingsOf(new Set(lineage), events);
  const last = tellings[tellings.length - 1];
  if (last === undefined) return [];
  return blamedFields.map((field): Clause => {
    const value = JSON.stringify(last.values[field]);
    let at = tellings.length - 1;
    while (at > 0 && JSON.stringify(tellings[at - 1]!.values[field]) === value) at--;
    const { event, version, span } = tellings[at]!;
    return {
      field, value: last.values[field], event: event.type, recorded: recorded(event), report: event.data.report as string, version, outlet, span,
      changeOf: isByOutlet(event, events) ? 'story' : 'coding', before: beforeOf(tellings[at - 1], tellings[at]!),
    };
  });
}

function tellingsOf(lineage: ReadonlySet<string>, events: readonly StoredEvent[]): Telling[] {
  const tellings: Telling[] = [];
  for (const event of events) {
    const { claim, version } = event.data as { claim?: string; version: number };
    if (claim === undefined || !lineage.has(claim)) continue;
    switch (event.type) {
      case 'ClaimReported':
      case 'ClaimReworded':
      case 'ClaimCorrected':
      case 'ClaimRecoded': {
        const { content } = event.data as ContentData;
        const { kind, summary, participants, issue, place, attribution, factuality, hedges, quantity, planStatus, stances, attests, span } = content;
        const values = { kind, summary, participants, issue, happened: readHappened(content.happened), place, attribution, factuality, hedges, quantity, planStatus, stances, attests, excerpt: span?.exact ?? null };
        tellings.push({ event, claim, version, span, values });
        break;
      }
      case 'ClaimCarried': {
        // Only the place in the text, and with it the words there, can be another.
        const { span } = event.data as EventData['ClaimCarried'];
        const former = tellings.findLast((telling) => telling.claim === claim);
        if (former !== undefined) tellings.push({ event, claim, version, span, values: { ...former.values, excerpt: span?.exact ?? null } });
        break;
      }
      default:
    }
  }
  return tellings;
}

/** An earlier claim is blamed by its own address; an earlier telling of the same claim by how it stood before. */
function beforeOf(former: Telling | undefined, setter: Telling): string | null {
  if (former === undefined) return null;
  return `/api/v1/claims/${former.claim}/blame${former.claim === setter.claim ? `?knownAt=${setter.event.position - 1}` : ''}`;
}
