import type { StoredEvent } from '#libs/event-store';
import type { EventData, EventType, Proposed } from '../src/events.js';
import { RegisterHistory, StoryFacts } from '../src/facts/index.js';
import { inRegister, inStory } from '../src/propose.js';

/** The story of the specs. */
export const storySlug = 'quarantine';

/** A stored event as the log would hold it at `position`. */
export function stored(proposed: Proposed, position: number, recordedAt = instantOf(position)): StoredEvent {
  return {
    position, eventId: `00000000-0000-7000-8000-${String(position).padStart(12, '0')}`, type: proposed.type, schemaVersion: proposed.schemaVersion,
    stream: proposed.stream, streamVersion: position, story: proposed.story, recordedAt, recordedBy: { id: 'k1', name: 'ana', kind: 'key' },
    correlationId: 'spec', causationId: null, data: proposed.data, dataText: JSON.stringify(proposed.data), leafHash: '', append: { first: position, size: 1 },
  };
}
/** A second apart, from 2026-01-01 on. */
const instantOf = (position: number): string => `${new Date(Date.UTC(2026, 0, 1) + position * 1000).toISOString().slice(0, -1)}000Z`;

const registerTypes = /^(Outlet|Source|Actor|Issue)/;
/** An event of the spec's story, or of a register. */
export function fact<T extends EventType>(type: T, data: EventData[T]): Proposed {
  return registerTypes.test(type) ? inRegister(type, data) : inStory(storySlug, type, data);
}

/** What is known after these events. */
export function factsAfter(...history: readonly (Proposed | readonly Proposed[])[]): StoryFacts {
  const registers = new RegisterHistory();
  const facts = new StoryFacts(storySlug, registers);
  history.flat().forEach((proposed, i) => {
    const event = stored(proposed, i + 1);
    registers.apply(event);
    facts.apply(event);
    facts.position = i + 1;
  });
  return facts;
}

/** `given(what happened).when(decision, command).then(new facts)`, or `.thenRefuses(Refusal, { its facts })`. */
export function given(...history: readonly (Proposed | readonly Proposed[])[]) {
  const facts = factsAfter(...history);
  const step = (decide: () => Proposed[]) => ({
    /** Types of the proposed events in order. */
    thenTypes: (...types: EventType[]) => expect(decide().map((event) => event.type)).toEqual(types),
    /** The data of the proposed events, in order; members not named do not matter. */
    then: (...expected: readonly object[]) => {
      const events = decide();
      expect(events).toHaveLength(expected.length);
      events.forEach((event, i) => expect(event).toMatchObject(expected[i]!));
    },
    thenRefuses: (refusal: abstract new (...args: never[]) => Error, members: object = {}) => {
      let error: unknown = null;
      try {
        decide();
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(refusal);
      expect(error).toMatchObject(members);
    },
    events: decide,
  });
  return {
    facts,
    when: <C>(decision: (command: C, facts: StoryFacts) => Proposed[], command: C) => step(() => decision(command, facts)),
    whenRegistering: <C>(decision: (command: C, registers: StoryFacts['registers']) => Proposed[], command: C) => step(() => decision(command, facts.registers)),
  };
}

