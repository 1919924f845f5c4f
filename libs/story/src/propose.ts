import { streams, type EventData, type EventType, type Proposed } from './events.js';

/** The present schema version of every event type. Raising one means: an upcast, and a new golden sample beside the old one. */
export const schemaVersion = 1;

/** The stream an event belongs to (API §11.4): claims live in that of their report, outlets in that of the sources. */
const streamOf: { [T in EventType]: (data: EventData[T], story: string) => string } = {
  StoryOpened: (_, story) => streams.story(story),
  OccurrenceOpened: (_, story) => streams.story(story),
  ClaimAttached: (_, story) => streams.story(story),
  OccurrencesMerged: (_, story) => streams.story(story),
  OccurrenceSplit: (_, story) => streams.story(story),
  PlanStatusSet: (_, story) => streams.story(story),
  StanceOverridden: (_, story) => streams.story(story),
  MarkerAcknowledged: (_, story) => streams.story(story),
  NoteAdded: (_, story) => streams.story(story),
  ImportStarted: (_, story) => streams.story(story),
  ImportFinished: (_, story) => streams.story(story),
  ReportFiled: ({ report }) => streams.report(report),
  ReportRevised: ({ report }) => streams.report(report),
  ReportDetailsCorrected: ({ report }) => streams.report(report),
  ReportRetracted: ({ report }) => streams.report(report),
  ClaimReported: ({ report }) => streams.report(report),
  ClaimCarried: ({ report }) => streams.report(report),
  ClaimReworded: ({ report }) => streams.report(report),
  ClaimCorrected: ({ report }) => streams.report(report),
  ClaimRecoded: ({ report }) => streams.report(report),
  ClaimDropped: ({ report }) => streams.report(report),
  ClaimWithdrawn: ({ report }) => streams.report(report),
  CredibilityAssessed: ({ report }) => streams.report(report),
  OutletRegistered: ({ id }) => streams.source(id),
  OutletFamilyAssigned: ({ id }) => streams.source(id),
  SourceRegistered: ({ id }) => streams.source(id),
  SourceIdentified: ({ id }) => streams.source(id),
  SourceReliabilityAssessed: ({ id }) => streams.source(id),
  SourcesMerged: ({ id }) => streams.source(id),
  SourcesSplit: ({ id }) => streams.source(id),
  ActorRegistered: ({ id }) => streams.actor(id),
  ActorsMerged: ({ id }) => streams.actor(id),
  ActorsSplit: ({ id }) => streams.actor(id),
  IssueOpened: ({ id }) => streams.issue(id),
  IssuesMerged: ({ id }) => streams.issue(id),
  IssuesSplit: ({ id }) => streams.issue(id),
  IssueClosed: ({ id }) => streams.issue(id),
};
export const eventTypes = Object.keys(streamOf) as EventType[];

/** A new fact about a story. */
export function inStory<T extends EventType>(story: string, type: T, data: EventData[T]): Proposed {
  return { type, schemaVersion, stream: streamOf[type](data, story), story, data } as Proposed;
}

/** A new fact about a register, which belongs to no story. */
export function inRegister<T extends EventType>(type: T, data: EventData[T]): Proposed {
  return { type, schemaVersion, stream: streamOf[type](data, ''), story: null, data } as Proposed;
}
