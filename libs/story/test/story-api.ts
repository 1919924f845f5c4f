import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseEdtf } from '#libs/codebook';
import { createPool, type Pool } from '#libs/database';
import { EventStore, type StoredEvent } from '#libs/event-store';
import { Access, bindEdtf, Heads, openHttp, type CallerIdentity, type RoleName } from '#libs/http';
import { freshDatabase } from '../../../test/database.js';
import { cellKey, summarise, type Change, type StoryFacts } from '../src/index.js';
import {
  Effects, FactsFromLog, ReportTexts, ResourceTags, StoriesNaming, StoryFactsAtHead, StoryModule, type EffectsOfWrite, type Resource, type ResourceTag,
} from '../src/index.js';

/** A small stand-in for the read side: what is new, and nothing of markers and stances but what the log itself says. */
class PlainEffects extends Effects {
  of(base: StoryFacts, proposed: StoredEvent[]): EffectsOfWrite {
    const changes = proposed.flatMap((event): Change[] => {
      const kind = ({ ReportFiled: 'report-filed', OccurrenceOpened: 'occurrence-opened', ClaimReported: 'claim-added', ReportRetracted: 'report-retracted' } as const)[event.type as 'ReportFiled'];
      if (kind === undefined) return [];
      const data = event.data as { report?: string; claim?: string; occurrence?: string };
      return [{
        position: event.position, kind, changeOf: 'story', cosmetic: false, nature: null, subject: { type: 'report', id: data.occurrence ?? data.claim ?? data.report ?? base.slug },
        before: null, after: {}, sentence: '', rule: `${kind}@1`, because: [{ position: event.position, event: event.type, report: data.report ?? null, version: 1, claim: data.claim ?? null, span: null }],
      }];
    });
    return { changes, summary: summarise(changes) };
  }
  openMarker(_facts: StoryFacts, markerId: string): { rule: string; subject: { type: string; id: string } } | null {
    return markerId === openMarker ? { rule: 'single-source', subject: { type: 'occurrence', id: 'occ_1' } } : null;
  }
  cell(facts: StoryFacts, holder: string, issue: string): { value: number } | null {
    return facts.cells.has(cellKey(holder, issue)) ? { value: 3 } : null;
  }
}
export const openMarker = `mrk_${'0'.repeat(26)}`;

/** Tags by the last append that mentions a thing, found the slow way. */
class PlainTags extends ResourceTags {
  constructor(private readonly store: EventStore) {
    super();
  }
  async of({ type, id, story }: Resource, position: number): Promise<ResourceTag | null> {
    const events = (await this.store.read({ to: position, limit: 10_000 })).filter((event) => JSON.stringify(event.data).includes(`"${type === 'stance' ? id.split('/')[0] : id}"`));
    if (type === 'marker') return id.startsWith('mrk_0') ? { story: (await this.store.read({ types: ['StoryOpened'] }))[0]!.story, changedAt: 1, rev: 1 } : null;
    const last = events.at(-1);
    return last === undefined ? null : { story: story ?? last.story, changedAt: last.append.first + last.append.size - 1, rev: 1 };
  }
  rev(): number {
    return 1;
  }
}

class HeadOfStore extends Heads {
  constructor(private readonly store: EventStore) {
    super();
  }
  head(): Promise<{ position: number; recordedAt: string | null }> {
    return this.store.head();
  }
  positionAt(time: string): Promise<number> {
    return this.store.positionAt(time);
  }
  reachable(position: number): Promise<number> {
    return Promise.resolve(position);
  }
  async answered(): Promise<number> {
    return (await this.store.head()).position;
  }
}

/** `Authorization: Bearer editor` is an editor. */
class RoleInHeader extends Access {
  authenticate(request: { headers: { authorization?: string } }): Promise<CallerIdentity | null> {
    const role = (request.headers.authorization ?? '').replace('Bearer ', '');
    return Promise.resolve(role === '' ? { id: null, name: null, kind: 'anonymous', role: 'reader' } : { id: `key-${role}`, name: role, kind: 'key', role: role as RoleName });
  }
  stillValid(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

export interface Reply { status: number; body: any; headers: Record<string, string | undefined>; text: string }

/** The write side over HTTP on a database of its own. */
export interface StoryApi {
  app: NestFastifyApplication;
  store: EventStore;
  pool: Pool;
  texts: ReportTexts;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Posts as an editor with `If-Match: *` and demands 201. */
  done(path: string, body: unknown): Promise<Reply>;
  close(): Promise<void>;
}

export async function openStoryApi(): Promise<StoryApi> {
  bindEdtf((text) => (parseEdtf(text) === null ? 'must be an EDTF date, time or interval of level 0 or 1' : null));
  const database = await freshDatabase();
  const pool = createPool(database, { max: 10 });
  const store = new EventStore(pool);
  const texts = new ReportTexts(pool);
  const app = await openHttp({
    imports: [StoryModule],
    settings: { rateWrite: 0, rateRead: 0 },
    providers: [
      { provide: EventStore, useValue: store },
      { provide: ReportTexts, useValue: texts },
      { provide: StoryFactsAtHead, useValue: new FactsFromLog(store) },
      { provide: Effects, useClass: PlainEffects },
      { provide: ResourceTags, useValue: new PlainTags(store) },
      { provide: StoriesNaming, useValue: { naming: () => Promise.resolve([]) } },
      { provide: Heads, useValue: new HeadOfStore(store) },
      { provide: Access, useClass: RoleInHeader },
    ],
  });
  await app.init();
  const post: StoryApi['post'] = async (path, body, headers = {}) => {
    const reply = await app.inject({
      method: 'POST', url: `/api/v1${path}`, payload: JSON.stringify(body), headers: { 'content-type': 'application/json', authorization: 'Bearer editor', ...headers },
    });
    return { status: reply.statusCode, body: JSON.parse(reply.payload), text: reply.payload, headers: reply.headers as Reply['headers'] };
  };
  return {
    app, store, pool, texts, post,
    done: async (path, body) => {
      const reply = await post(path, body, { 'if-match': '*' });
      if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${reply.text}`);
      return reply;
    },
    close: async () => {
      await app.close();
      await store.close();
      await pool.end();
      await database.drop();
    },
  };
}
