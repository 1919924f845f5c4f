import type { StoredEvent } from './event.js';

/** Turns the data of one schema version into the data of the next. Pure; must not change its argument. */
// Each event type knows its own shapes; the store knows none.
export type Upcast = (data: any) => object;

/** Something a reader met and could not bring up to date. The event itself is passed on as stored. */
export interface UpcastProblem { position: number; type: string; schemaVersion: number; kind: 'unknown-type' | 'unknown-version' | 'upcast-failed'; message: string }

/**
 * The schema versions of every event type and the steps between them. Readers that ask for it get events in the newest
 * shape; the log keeps the old one for ever.
 */
export class UpcastRegistry {
  readonly #current = new Map<string, number>();
  readonly #steps = new Map<string, Upcast>();
  #problems = 0;

  /** @param report told of every event that could not be brought up to date; reading goes on */
  constructor(private readonly report: (problem: UpcastProblem) => void = () => undefined) {}

  /** Events met so far that could not be brought up to date. */
  get problems(): number {
    return this.#problems;
  }

  /** Declares a type and the newest version of its data. */
  type(type: string, currentVersion: number): this {
    this.#current.set(type, Math.max(currentVersion, this.#current.get(type) ?? 0));
    return this;
  }

  /** Adds the step from `fromVersion` to `fromVersion + 1`, and declares the type if need be. */
  upcast(type: string, fromVersion: number, step: Upcast): this {
    const key = `${type}/${fromVersion}`;
    if (this.#steps.has(key)) throw new Error(`There is an upcast of ${type} from version ${fromVersion} already`);
    this.#steps.set(key, step);
    return this.type(type, fromVersion + 1);
  }

  /** The event in the newest shape of its type; `schemaVersion` says which one it came out in. `dataText` stays as stored. */
  apply(event: StoredEvent): StoredEvent {
    const current = this.#current.get(event.type);
    if (current === undefined) return this.#asStored(event, 'unknown-type', `No reader knows the event type ${event.type}`);
    if (event.schemaVersion === current) return event;
    if (event.schemaVersion > current) {
      return this.#asStored(event, 'unknown-version', `${event.type} ${event.schemaVersion} is newer than version ${current} known here`);
    }
    let data: object = event.data as object;
    for (let version = event.schemaVersion; version < current; version++) {
      const step = this.#steps.get(`${event.type}/${version}`);
      if (step === undefined) return this.#asStored(event, 'unknown-version', `There is no upcast of ${event.type} from version ${version}`);
      try {
        data = step(data);
      } catch (error) {
        return this.#asStored(event, 'upcast-failed', `The upcast of ${event.type} from version ${version} failed: ${(error as Error).message}`);
      }
    }
    return { ...event, data, schemaVersion: current };
  }

  #asStored(event: StoredEvent, kind: UpcastProblem['kind'], message: string): StoredEvent {
    this.#problems++;
    this.report({ position: event.position, type: event.type, schemaVersion: event.schemaVersion, kind, message });
    return event;
  }
}
