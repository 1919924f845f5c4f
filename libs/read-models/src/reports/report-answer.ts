import type { ReadRow, StoryRead } from '../reading/index.js';
import type { Report } from './reports.projection.js';

export interface ReportParts { report: Report; row: ReadRow; claims: ReadRow[] }

/** A report with the rows of all its claims: what its address shows is made of both, and so is its tag. */
export async function reportParts(read: StoryRead, id: string): Promise<ReportParts | null> {
  const [row] = await read.rows('reports', [id]);
  if (row === undefined) return null;
  const report = JSON.parse(row.text) as Report;
  return { report, row, claims: await read.rows('claims', report.claims) };
}
