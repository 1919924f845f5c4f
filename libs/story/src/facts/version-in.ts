import type { EventData } from '../events.js';
import type { ReportVersion } from './shapes.js';

/** What an event says of the report version it puts out; when it was recorded and public is added by who folds it. */
export const versionIn = (data: Omit<EventData['ReportRevised'], 'report'>): Omit<ReportVersion, 'recorded' | 'publicAt'> => ({
  version: data.version,
  headline: data.headline,
  textLength: data.textLength,
  textCommitment: data.textCommitment,
  published: data.published,
  retrieved: data.retrieved,
  notice: data.notice,
  similar: data.similar,
});
