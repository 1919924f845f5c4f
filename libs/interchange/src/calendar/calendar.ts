import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { coarserThanDay, type PlanStatus } from '#libs/codebook';
import type { Plan } from '#libs/read-models';
import { counted, readAt, timeInWords } from '../words/index.js';

export interface ExportedCalendar { slug: string; title: string; position: number; publishedBy: string | null }

const statuses: Record<PlanStatus, ICalEventStatus> = {
  proposed: ICalEventStatus.TENTATIVE, postponed: ICalEventStatus.TENTATIVE, scheduled: ICalEventStatus.CONFIRMED, held: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED, lapsed: ICalEventStatus.CANCELLED,
};

/**
 * The plans of a story as an iCalendar (API §8.5): those dated to the day or finer, one VEVENT each. A coarser plan has no day to stand
 * on; the description of the calendar counts them. Same plans, same bytes: no stamp is taken from the clock.
 */
export function calendar({ slug, title, position, publishedBy }: ExportedCalendar, plans: readonly Plan[]): string {
  const dated = plans.flatMap((plan) => {
    const edtf = plan.scheduledFor?.edtf ?? null;
    return edtf === null || coarserThanDay(edtf) ? [] : [{ plan, edtf }];
  });
  const left = plans.length - dated.length;
  const file = ical({
    name: asText(title),
    description: asText(`${left === 0 ? 'No plan is' : left === 1 ? '1 plan is' : `${left} plans are`} left out for want of a day. ${readAt(position, publishedBy)}`),
    prodId: { company: 'chancery', product: slug, language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const { plan, edtf } of dated) {
    const { min, precision } = plan.scheduledFor!;
    const isTimed = precision === 'second';
    const [first, last] = [plan.statuses[0], plan.statuses[plan.statuses.length - 1]!];
    const event = file.createEvent({
      id: plan.occurrence,
      sequence: plan.statuses.length - 1,
      start: new Date(isTimed ? min! : `${min}T00:00:00Z`),
      allDay: !isTimed,
      stamp: new Date(last.recorded.at),
      created: new Date(first!.recorded.at),
      lastModified: new Date(last.recorded.at),
      summary: plan.title,
      description: describe(plan, edtf),
      categories: [{ name: plan.kind }],
    });
    if (plan.place !== null) event.location(plan.place.label);
    event.status(statuses[plan.status]);
  }
  return `${file.toString()}\r\n`;
}

/** RFC 5545 §3.3.11. The library escapes what stands in an event, but not what describes the calendar. */
const asText = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n|\r/g, '\\n');

function describe({ status, statuses: told, markers }: Plan, edtf: string): string {
  const rules = Object.keys(markers.rules);
  return [
    `${status}, for ${timeInWords(edtf)}.`,
    `Told as ${told.map((one) => `${one.status}${one.by === 'editor' ? ' (by an editor)' : ''}`).join(', then ')}: ${counted(told.length, 'word')} on it.`,
    ...(rules.length === 0 ? [] : [`Mind: ${rules.join(', ')}.`]),
  ].join('\n');
}
