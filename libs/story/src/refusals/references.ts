import { nearest } from '#libs/http';
import type { Register, Registers, StoryFacts } from '../facts/index.js';
import { UnknownReference, type ReferenceFault } from './refusals.js';

const articles: Record<string, string> = {
  actor: 'an actor', issue: 'an issue', outlet: 'an outlet', source: 'a source or an outlet', claim: 'a claim', occurrence: 'an occurrence',
  story: 'the story', report: 'a report', stance: 'a stance', marker: 'a marker', plan: 'a plan', quantity: 'a quantity',
};

/**
 * Looks up what a request refers to and gathers every reference that leads nowhere, so that one answer names them all
 * (`unknown-reference`, API §2). Pointers are RFC 6901, into the request body.
 */
export class References {
  private readonly faults: ReferenceFault[] = [];
  constructor(private readonly registers: Registers) {}

  /** `null` refers to nothing and is fine. */
  registered(register: 'actor' | 'issue' | 'outlet', id: string | null, pointer: string): void {
    if (id === null || this.registers.entry(register, id) !== undefined) return;
    this.missing(register, id, pointer, () => ids(this.registers, [register]));
  }

  /** A voice: a source or an outlet, which share one id space. */
  voice(id: string | null, pointer: string): void {
    if (id === null || this.registers.entry('source', id) !== undefined || this.registers.entry('outlet', id) !== undefined) return;
    this.missing('source', id, pointer, () => ids(this.registers, ['source', 'outlet']));
  }

  claim(facts: StoryFacts, id: string, pointer: string): void {
    if (facts.claim(id) === undefined) this.missing('claim', id, pointer, () => [...first(5000, facts.claims.entries())]);
  }

  occurrence(facts: StoryFacts, id: string, pointer: string): void {
    if (facts.occurrence(id) === undefined) this.missing('occurrence', id, pointer, () => [...first(5000, facts.occurrences.entries())]);
  }

  /** A reference that cannot be followed, with the ids it might have meant. */
  missing(what: string, got: string, pointer: string, candidates: () => Iterable<string>, why = 'is not'): void {
    if (this.faults.length >= 100) return;
    const near = nearest(got, candidates());
    const message = `"${got}" ${why} ${articles[what] ?? what} here.`;
    this.faults.push({ in: 'body', name: null, pointer, code: 'unknown-reference', message, got, allowed: null, suggestion: near[0] ?? null, nearest: near });
  }

  /** @throws UnknownReference naming every reference that was missing */
  settle(): void {
    if (this.faults.length > 0) throw new UnknownReference(this.faults);
  }
}

function* ids(registers: Registers, of: Register[]): IterableIterator<string> {
  for (const register of of) for (const entry of registers.all(register)) yield entry.data.id;
}

function* first(count: number, entries: Iterable<[string, unknown]>): IterableIterator<string> {
  let left = count;
  for (const [id] of entries) {
    if (left-- === 0) return;
    yield id;
  }
}
