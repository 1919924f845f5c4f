import { setTimeout as pause } from 'node:timers/promises';

/**
 * Writers that remember every append the store acknowledged, and retry those it could not answer for, with the same key (or,
 * to plant a bug, without one). Each append goes to a stream of its own, so what was lost or doubled can be counted afterwards.
 */
export class Writers {
  acknowledged = new Map(); // stream → first position
  unknown = 0;
  unavailable = 0;
  others = [];
  #running = [];
  #stop = false;

  constructor(store, { name, keys = true, pauseMs = 0, acknowledge = () => undefined }) {
    Object.assign(this, { store, name, keys, pauseMs, acknowledge });
  }

  start(count) {
    this.#running = Array.from({ length: count }, (_, writer) => this.#write(writer));
  }

  async stop() {
    this.#stop = true;
    await Promise.all(this.#running);
  }

  async #write(writer) {
    for (let i = 0; !this.#stop; i++) {
      const stream = `${this.name}/${writer}-${i}`;
      const append = {
        events: [{ stream, type: 'First', schemaVersion: 1, story: 'torture', data: { writer, i } }, { stream, type: 'Second', schemaVersion: 1, story: null, data: { text: 'é'.repeat(i % 50) } }],
        recordedBy: { id: null, name: null, kind: 'system' }, correlationId: stream, causationId: null,
        ...(this.keys ? { idempotency: { key: stream, requestHash: 'h', outcome: null } } : {}),
      };
      for (let settled = false; !settled;) {
        const outcome = await this.store.append(append);
        settled = outcome.kind === 'appended' || outcome.kind === 'replayed';
        if (settled) {
          this.acknowledged.set(stream, outcome.first);
          this.acknowledge(performance.now());
        } else if (outcome.kind === 'unknown') this.unknown++;
        else if (outcome.kind === 'unavailable') this.unavailable++;
        else this.others.push(outcome.kind);
        if (!settled) await pause(5 + Math.random() * 20);
      }
      if (this.pauseMs > 0) await pause(Math.random() * this.pauseMs);
    }
  }
}

/** What the log holds against what was acknowledged. Every append has two events, so a stream has versions 1 and 2 or is doubled. */
export async function reckon(query, acknowledged) {
  const rows = await query('select stream, min(position) as first, count(*)::int as events from log.event group by stream');
  const held = new Map(rows.map(({ stream, first, events }) => [stream, { first: Number(first), events }]));
  let lost = 0;
  let doubled = 0;
  let moved = 0;
  for (const [stream, first] of acknowledged) {
    const found = held.get(stream);
    if (!found) lost++;
    else if (found.first !== first) moved++;
  }
  let halved = 0;
  for (const { events } of held.values()) {
    if (events > 2) doubled++;
    if (events === 1) halved++;
  }
  const [{ gaps }] = await query('select (coalesce(max(position), 0) - count(*))::int as gaps from log.event');
  return { lost, doubled, halved, moved, gaps };
}
