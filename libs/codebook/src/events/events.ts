import type { ChangeOf } from '../shapes.js';

export type StreamCategory = 'story' | 'report' | 'source' | 'actor' | 'issue';
/** `changeOf` follows from the type and is never stored (DOMAIN §3); null where it depends on the data. */
export interface EventRow { type: string; category: StreamCategory; definition: string; changeOf: ChangeOf | null }

const row = (category: StreamCategory, type: string, changeOf: ChangeOf | null, definition: string): EventRow => ({ type, category, definition, changeOf });

/** Every event type of the log by the stream it is written to (API §11.4). */
export const eventTable: readonly EventRow[] = [
  row('story', 'StoryOpened', 'none', 'A story was opened.'),
  row('story', 'OccurrenceOpened', 'story', 'A claim opened an occurrence.'),
  row('story', 'ClaimAttached', 'story', 'A claim was judged to speak of an occurrence.'),
  row('story', 'OccurrencesMerged', 'coding', 'Occurrences were judged to be one.'),
  row('story', 'OccurrenceSplit', 'coding', 'Claims were moved out of an occurrence, or a merge was taken back.'),
  row('story', 'PlanStatusSet', 'coding', 'An editor set the status of a plan.'),
  row('story', 'StanceOverridden', 'coding', 'An editor set the value of a stance cell, or lifted it.'),
  row('story', 'MarkerAcknowledged', 'coding', 'An editor has seen a marker.'),
  row('story', 'NoteAdded', 'none', 'Someone wrote a note.'),
  row('story', 'ImportStarted', 'none', 'An import began.'),
  row('story', 'ImportFinished', 'none', 'An import ended.'),
  row('report', 'ReportFiled', 'story', 'A report was recorded.'),
  row('report', 'ReportRevised', 'story', 'The outlet put out a new version.'),
  row('report', 'ReportDetailsCorrected', 'coding', 'Our record of a report was wrong and was put right.'),
  row('report', 'ReportRetracted', null, 'A report was taken back: a change of the story by its outlet, of coding by an editor.'),
  row('report', 'ClaimReported', 'story', 'A claim was coded.'),
  row('report', 'ClaimCarried', 'none', 'A claim stands unchanged in a new version.'),
  row('report', 'ClaimReworded', null, 'A new version tells a claim differently: a change of the story, or of words only.'),
  row('report', 'ClaimCorrected', 'story', 'The outlet says a claim was wrong and tells it anew.'),
  row('report', 'ClaimDropped', 'story', 'A new version leaves a claim out.'),
  row('report', 'ClaimRecoded', 'coding', 'Our coding of a claim was replaced.'),
  row('report', 'ClaimWithdrawn', 'coding', 'A claim was taken back as wrongly coded.'),
  row('report', 'CredibilityAssessed', 'coding', 'Someone graded how credible a claim is.'),
  row('source', 'OutletRegistered', 'none', 'An outlet was registered.'),
  row('source', 'OutletFamilyAssigned', 'coding', 'An outlet was put into a family, or taken out.'),
  row('source', 'SourceRegistered', 'none', 'A source was registered.'),
  row('source', 'SourceIdentified', 'coding', 'It became known who a source is.'),
  row('source', 'SourceReliabilityAssessed', 'coding', 'Someone graded how reliable an outlet or source is.'),
  row('source', 'SourcesMerged', 'coding', 'Outlets or sources were judged to be one.'),
  row('source', 'SourcesSplit', 'coding', 'A merge of sources was taken back.'),
  row('actor', 'ActorRegistered', 'none', 'An actor was registered.'),
  row('actor', 'ActorsMerged', 'coding', 'Actors were judged to be one.'),
  row('actor', 'ActorsSplit', 'coding', 'A merge of actors was taken back.'),
  row('issue', 'IssueOpened', 'none', 'An issue was opened.'),
  row('issue', 'IssuesMerged', 'coding', 'Issues were judged to be one.'),
  row('issue', 'IssuesSplit', 'coding', 'A merge of issues was taken back.'),
  row('issue', 'IssueClosed', 'world', 'An issue is no longer open.'),
];
