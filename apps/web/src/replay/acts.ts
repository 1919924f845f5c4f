import type { ReportAct } from './steps.js';

/** The entries of the log that file, revise or retract a report: the stops of a replay and of a comparison. */
export const ACTS = ['ReportFiled', 'ReportRevised', 'ReportRetracted'] as const;
export interface LogEntry { position: number; type: string; stream: string; recordedAt: string; recordedBy: { id: string | null; name: string | null; kind: string }; data: { headline?: string } }

/** A revision and a retraction are told by the headline they concern. */
export function actsOf(entries: readonly LogEntry[]): ReportAct[] {
  const headlines = new Map<string, string>();
  return entries.map(({ position, type, stream: of, recordedAt, recordedBy, data }) => {
    if (data.headline !== undefined) headlines.set(of, data.headline);
    const headline = headlines.get(of) ?? of;
    return { headline: type === 'ReportFiled' ? headline : `${type === 'ReportRevised' ? 'Revised' : 'Retracted'}: ${headline}`, recorded: { position, at: recordedAt, by: recordedBy } };
  });
}
