/** A canonical event is at most this many bytes: a ledger tile stores its length in sixteen bits (API §8.2). */
export const maxEventBytes = 65_535;

/** The caller passed something that can never be an append. Nothing was written; repeating it changes nothing. */
export class MalformedAppend extends Error {
  override readonly name: string = 'MalformedAppend';
}

/** One event of an append is larger than a ledger leaf may be. Nothing of the append was written. */
export class EventTooLarge extends MalformedAppend {
  override readonly name = 'EventTooLarge';
  constructor(readonly eventType: string, readonly bytes: number) {
    super(`The ${eventType} event is ${bytes} canonical bytes; the limit is ${maxEventBytes}. Split it, or keep long text elsewhere.`);
  }
}

/** An event id of this append is already in the log under another append. Nothing of the append was written. */
export class EventIdTaken extends MalformedAppend {
  override readonly name = 'EventIdTaken';
  constructor(readonly eventIds: readonly string[], options?: { cause: unknown }) {
    super(`An event of this append carries an id that the log already holds (${eventIds.join(', ')}). Leave eventId out to get a new one.`, options);
  }
}

/** The store was closed before the append was sent. */
export class StoreClosed extends Error {
  override readonly name = 'StoreClosed';
  constructor() {
    super('The event store is closed; nothing was sent.');
  }
}
