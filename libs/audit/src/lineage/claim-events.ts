import type { EventStore, StoredEvent } from '#libs/event-store';
import { findRow, type Claim, type ReadRow, type StoryRead, type Views } from '#libs/read-models';
import type { Moment } from '#libs/http';

/** A claim with all that it descends from and that descends from it, and the events of its report, as they stand at the moment. */
export interface LineageRead {
  read: StoryRead;
  /** Root first. */
  claims: Claim[];
  rows: ReadRow[];
  report: string;
  /** Events of the report's stream that are visible at the moment, in order of position. */
  events: StoredEvent[];
}

/** @throws NotFound when there is no such claim, or none yet */
export async function readLineage(views: Views, store: Pick<EventStore, 'iterate'>, id: string, moment: Moment): Promise<LineageRead> {
  const { read, row } = await findRow(views, 'claim', 'claims', id, moment);
  const rows = [row];
  const claimOf = ({ text }: ReadRow): Claim => JSON.parse(text) as Claim;
  const follow = async (next: string | null): Promise<ReadRow | undefined> => (next === null ? undefined : (await read.rows('claims', [next]))[0]);
  for (let at = await follow(claimOf(row).supersedes); at !== undefined; at = await follow(claimOf(at).supersedes)) rows.unshift(at);
  for (let at = await follow(claimOf(row).supersededBy); at !== undefined; at = await follow(claimOf(at).supersededBy)) rows.push(at);
  const claims = rows.map(claimOf);
  const { report } = claims[0]!;
  const visible = await visiblePositions(views, read, moment.publishedBy);
  const events: StoredEvent[] = [];
  for await (const page of store.iterate({ streams: [`report/${report}`], to: read.position })) events.push(...page.filter(({ position }) => visible === null || visible.has(position)));
  return { read, claims, rows, report, events };
}

/** Positions of the events that count on the published clock; null where all of them do. */
async function visiblePositions(views: Views, { story, position }: StoryRead, publishedBy: string | null): Promise<ReadonlySet<number> | null> {
  if (publishedBy === null) return null;
  const rows = await views.reads.publishedRows(story, position);
  return new Set(rows.steps.slice(0, rows.visible(publishedBy)).map(({ event }) => event.position));
}

/** An append that opens with a filing or a revision is the outlet's; whatever else it holds is what the outlet told. */
export function isByOutlet({ append }: StoredEvent, events: readonly StoredEvent[]): boolean {
  const opening = events.find(({ position }) => position === append.first);
  return opening?.type === 'ReportFiled' || opening?.type === 'ReportRevised';
}
