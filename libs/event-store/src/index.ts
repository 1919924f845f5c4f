export { EventStore, type EventStoreOptions, type StoreStatus } from './event-store.js';
export type {
  Append, AppendOutcome, EventToAppend, ExpectedVersion, GuardConflict, Json, RecordedBy, StoredEvent, StreamConflict,
} from './event.js';
export { EventIdTaken, EventTooLarge, MalformedAppend, StoreClosed, maxEventBytes } from './errors.js';
export { canonicalJson } from './canonical-json.js';
export { canonicalEvent, leafHash } from './canonical-event.js';
export type { ReadQuery, Selection, StreamQuery } from './read.js';
export type { FollowItem, FollowQuery } from './follow.js';
export type { FollowerStatus } from './pump.js';
export { UpcastRegistry, type Upcast, type UpcastProblem } from './upcast.js';
export { uuidv7 } from './uuid-v7.js';
export { functionFingerprints, logIntegrity, type IntegrityFinding } from './integrity.js';
