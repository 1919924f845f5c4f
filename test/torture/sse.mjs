import fs from 'node:fs';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { tortureCluster } from './cluster.mjs';
import { ask, ServiceProcess } from './service.mjs';

/**
 * A thousand listeners on the event stream while events are appended; one in twenty reads slowly, and storms cut a third of
 * all connections at once, again and again. Every listener resumes with its last id and must have seen every event once, in
 * order. Two listeners are planted that resume wrongly, one too early and one too late: a double and a gap must be found.
 */
export const name = 'sse';

export async function run({ minutes = 1, clients = 1_000, perSecond = 40, tell = () => undefined } = {}) {
  const cluster = await tortureCluster();
  const service = new ServiceProcess(cluster);
  try {
    await service.start();
    const { url } = service;
    await ask(url, 'POST', 'stories', { slug: 'torture', title: 'Torture' });
    // Twenty streams a key are allowed.
    const keys = [];
    for (let i = 0; i < Math.ceil((clients + 2) / 20); i++) keys.push((await ask(url, 'POST', 'keys', { name: `listener ${i}`, role: 'reader' })).body.key);
    const before = memoryOf(service.pid);
    const listeners = Array.from({ length: clients + 2 }, (_, i) => new Listener(url, keys[Math.floor(i / 20)], { isSlow: i < clients && i % 20 === 7, slip: i === clients ? -1 : i === clients + 1 ? 1 : 0 }));
    for (const listener of listeners) {
      listener.connect();
      if (listeners.indexOf(listener) % 50 === 49) await pause(5);
    }
    await until(() => listeners.every(({ isOpen }) => isOpen), 20_000);
    const perClient = Math.round((memoryOf(service.pid) - before) / listeners.length);

    let appended = 0;
    let storms = 0;
    let cut = 0;
    let isOver = false;
    const appending = (async () => {
      while (!isOver) {
        const reply = await ask(url, 'POST', 'stories/torture/notes', { subject: { type: 'story', id: 'torture' }, text: `note ${appended}: ${'x'.repeat(500)}` });
        if (reply?.status === 201) appended++;
        await pause(1000 / perSecond);
      }
    })();
    for (const end = Date.now() + minutes * 60_000; Date.now() < end || storms === 0; storms++) {
      await pause(2_000);
      for (const listener of listeners) if (listener.slip !== 0 || Math.random() < 1 / 3) cut += listener.cut();
      if (storms % 5 === 4) tell(`${storms + 1} storms, ${appended} events, ${cut} connections cut`);
    }
    isOver = true;
    await appending;
    const head = Number((await ask(url, 'GET', 'log/1')).headers['chancery-head']);
    for (const listener of listeners) listener.isSlow = false;
    await until(() => listeners.every(({ last }) => last === head), 60_000);

    const honest = listeners.filter(({ slip }) => slip === 0);
    const sum = (of) => honest.reduce((total, listener) => total + listener[of], 0);
    const [early, late] = listeners.slice(-2);
    for (const listener of listeners) listener.close();
    const figures = {
      clients, events: head, storms, connectionsCut: cut, delivered: sum('received'), gaps: sum('gaps'), doubles: sum('doubles'), behindAtTheEnd: honest.filter(({ last }) => last !== head).length,
      refused: sum('refused'), kilobytesPerClient: Math.round(perClient / 1024), serverMegabytesAtTheEnd: Math.round(memoryOf(service.pid) / 1024 / 1024), plantedBugs: { doubles: early.doubles, gaps: late.gaps },
    };
    return { passed: figures.gaps + figures.doubles + figures.behindAtTheEnd === 0 && cut > 0 && early.doubles > 0 && late.gaps > 0, figures };
  } finally {
    await service.stop();
    await cluster.remove();
  }
}

/** One listener: keeps its last whole message, reconnects at once when it is cut. `slip` shifts the id it resumes with. */
class Listener {
  last = 0;
  received = 0;
  gaps = 0;
  doubles = 0;
  refused = 0;
  isOpen = false;
  #request = null;
  #isClosed = false;

  constructor(url, key, { isSlow, slip }) {
    Object.assign(this, { url, key, isSlow, slip });
  }

  connect() {
    if (this.#isClosed) return;
    const from = this.last === 0 ? {} : { 'last-event-id': String(Math.max(0, this.last + this.slip)) };
    const request = http.get(`${this.url}/api/v1/log/stream?fromPosition=1`, { agent: false, headers: { authorization: `Bearer ${this.key}`, accept: 'text/event-stream', ...from } }, (response) => {
      if (response.statusCode !== 200) {
        this.refused++;
        response.resume();
        return void setTimeout(() => this.connect(), 200);
      }
      this.isOpen = true;
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        const messages = (rest + chunk).split('\n\n');
        rest = messages.pop();
        for (const message of messages) this.#read(message);
        if (!this.isSlow) return;
        response.pause();
        setTimeout(() => response.resume(), 300 + Math.random() * 700);
      });
      response.on('error', () => undefined);
      response.on('close', () => this.#again());
    });
    request.on('error', () => (this.isOpen ? undefined : this.#again()));
    this.#request = request;
  }

  #again() {
    this.isOpen = false;
    if (!this.#isClosed) setTimeout(() => this.connect(), 5 + Math.random() * 50);
  }

  #read(message) {
    if (!message.includes('\ndata: ')) return;
    const position = Number(/^id: (\d+)$/m.exec(message)[1]);
    this.received++;
    if (position <= this.last) this.doubles++;
    else {
      this.gaps += position - this.last - 1;
      this.last = position;
    }
  }

  cut() {
    if (!this.isOpen) return 0;
    this.#request.destroy();
    return 1;
  }

  close() {
    this.#isClosed = true;
    this.#request?.destroy();
  }
}

function memoryOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

async function until(holds, ms) {
  for (const end = Date.now() + ms; Date.now() < end && !holds(); ) await pause(50);
}
