import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Access, Heads, openHttp, type CallerIdentity } from '#libs/http';
import { clubFixture, type ClubFixture } from '../../test/club-fixture.js';
import { clubs, members } from '../../test/clubs.js';
import { Jobs, ProjectionEngine, ProjectionsModule, type RunningJob } from '../index.js';

describe('Upkeep over HTTP', () => {
  let fixture: ClubFixture;
  let engine: ProjectionEngine;
  let jobs: Jobs;
  let app: NestFastifyApplication;

  const open = async (model = clubs): Promise<void> => {
    engine = fixture.engine({}, model);
    jobs = new Jobs(fixture.pool, { heartbeatMs: 50 });
    const heads: Heads = Object.assign(Object.create(Heads.prototype) as Heads, {
      head: () => fixture.store.head(), positionAt: (time: string) => fixture.store.positionAt(time),
      reachable: async (position: number, timeoutMs: number) => (await engine.reach(position, timeoutMs)).position, answered: () => engine.reached(),
    });
    const who = (role: CallerIdentity['role'], name: string): CallerIdentity => ({ id: name, name, kind: 'key', role });
    const callers: Record<string, CallerIdentity> = { ana: who('admin', 'ana'), pia: who('reporter', 'pia'), pete: who('reporter', 'pete') };
    const reader: CallerIdentity = { id: null, name: null, kind: 'anonymous', role: 'reader' };
    const access: Access = {
      authenticate: ({ headers }) => Promise.resolve(headers.authorization === undefined ? reader : callers[headers.authorization.slice('Bearer '.length)]!),
      stillValid: () => Promise.resolve(true),
    };
    app = await openHttp({
      imports: [ProjectionsModule],
      providers: [{ provide: Heads, useValue: heads }, { provide: Access, useValue: access }, { provide: ProjectionEngine, useValue: engine }, { provide: Jobs, useValue: jobs }],
      settings: { rateRead: 0, rateWrite: 0 },
    });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    engine.start();
    await engine.whenBuilt();
  };

  beforeEach(async () => { fixture = await clubFixture(); });
  afterEach(async () => {
    await app.close();
    await jobs.close();
    await fixture.drop();
  });

  const call = async (method: 'GET' | 'POST', url: string, key?: string) => app.inject({ method, url: `/api/v1${url}`, headers: key === undefined ? {} : { authorization: `Bearer ${key}` } });
  const finished = async (url: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const job = (await app.inject({ url, headers: { authorization: 'Bearer ana' } })).json() as Record<string, unknown>;
      if (!['queued', 'running'].includes(job.state as string)) return job;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('tells where every projection stands', async () => {
    await open();
    await fixture.append([{ club: 'chess', type: 'Joined', data: { person: 'ana', team: 'red' } }]);
    await engine.waitFor(1, 20_000);
    const reply = await call('GET', '/projections');
    expect(reply.statusCode).toBe(200);
    expect((reply.json() as { name: string }[]).map(({ name }) => name)).toEqual(['members', 'teams', 'flags', 'people', 'differences']);
    expect((await call('GET', '/projections/members')).json()).toEqual({
      name: 'members', version: 1, state: 'active', position: 1, lag: 0, eventsPerSecond: expect.any(Number), parked: 0, stateHash: expect.stringMatching(/^[0-9a-f]{64}$/), lastError: null,
    });
    const unknown = await call('GET', '/projections/member');
    expect([unknown.statusCode, unknown.json().nearest]).toEqual([404, ['members']]);
  });

  it('rebuilds in the background: compares, switches, and only compares in a dry run', async () => {
    await open();
    await fixture.append([{ club: 'chess', type: 'Joined', data: { person: 'ana', team: 'red' } }]);
    await engine.waitFor(1, 20_000);
    for (const [query, switched] of [['?dryRun=true', false], ['', true]] as const) {
      const reply = await call('POST', `/projections/members/rebuild${query}`, 'ana');
      expect([reply.statusCode, reply.headers.location]).toEqual([202, `/api/v1/jobs/${(reply.json() as { id: string }).id}`]);
      const job = await finished(reply.headers.location as string);
      expect(job).toMatchObject({ kind: 'rebuild', state: 'succeeded', problem: null, result: { rows: 1, position: 1, equal: true, switched } });
      expect((job.result as { stateHash: string; liveHash: string }).stateHash).toBe((job.result as { liveHash: string }).liveHash);
    }
    expect((await call('POST', '/projections/members/rebuild', 'pia')).statusCode).toBe(403);
    expect((await call('POST', '/projections/nothing/rebuild', 'ana')).statusCode).toBe(404);
  });

  it('fails the job when the same version gives other rows, and shows the first', async () => {
    await open();
    await fixture.append([{ club: 'chess', type: 'Joined', data: { person: 'ana', team: 'red' } }]);
    await engine.waitFor(1, 20_000);
    await fixture.pool.query(`update read.members set facets = '{"points":5}'`);
    const reply = await call('POST', '/projections/members/rebuild', 'ana');
    expect(await finished(reply.headers.location as string)).toMatchObject({ state: 'failed', result: null, problem: { title: 'The rebuilt rows differ from the live ones', difference: { story: 'chess', key: 'ana', knownFrom: 1 } } });
  });

  it('names the parked key, and a rebuild with corrected code clears it', async () => {
    let unlucky = 13;
    const evolve: typeof members.evolve = (key, club) => {
      const member = club.members.get(key);
      if (member?.points === unlucky) throw new Error('Unlucky');
      return member === undefined ? null : { person: key, names: [key], teams: [member.team], points: member.points };
    };
    await open({ ...clubs, projections: clubs.projections.map((projection) => (projection.name === 'members' ? { ...members, evolve } : projection)) });
    await fixture.append([{ club: 'chess', type: 'Joined', data: { person: 'ana', team: 'red' } }, { club: 'chess', type: 'Scored', data: { person: 'ana', points: 13 } }]);
    await engine.waitFor(2, 20_000);
    expect((await call('GET', '/projections/members')).json()).toMatchObject({ parked: 1, lastError: 'position 2, chess, ana: Unlucky' });
    unlucky = -1;
    const reply = await call('POST', '/projections/members/rebuild', 'ana');
    expect(await finished(reply.headers.location as string)).toMatchObject({ state: 'succeeded', result: { equal: true, switched: true } });
    expect((await call('GET', '/projections/members')).json()).toMatchObject({ parked: 0, lastError: null });
  });

  it('lets the owner of a job or an administrator cancel it, and keeps what was done', async () => {
    await open();
    const work = async (job: RunningJob): Promise<object> => {
      let filed = 0;
      while (!job.signal.aborted) {
        job.progress(++filed, null);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return { filed: filed > 0 };
    };
    const mine = await jobs.start('import', 'chess', 'pia', work);
    expect((await call('GET', `/jobs/${mine.id}`)).statusCode).toBeGreaterThanOrEqual(401); // readers see no jobs
    expect((await call('POST', `/jobs/${mine.id}/cancellation`, 'pete')).statusCode).toBe(403);
    expect((await call('POST', `/jobs/${mine.id}/cancellation`, 'pia')).statusCode).toBe(202);
    expect(await finished(`/api/v1/jobs/${mine.id}`)).toMatchObject({ state: 'cancelled', result: { filed: true } });
    const theirs = await jobs.start('import', 'chess', 'pia', work);
    expect((await call('POST', `/jobs/${theirs.id}/cancellation`, 'ana')).statusCode).toBe(202);
    await finished(`/api/v1/jobs/${theirs.id}`);
    const list = await call('GET', '/jobs?limit=1', 'pete');
    expect(list.json()).toMatchObject({ items: [{ id: theirs.id }], next: expect.stringContaining('cursor=') });
    expect((await call('GET', list.json().next.slice('/api/v1'.length), 'pete')).json()).toMatchObject({ items: [{ id: mine.id }], next: null });
  });

  it('reports a job failed whose process died, and cancels across processes', async () => {
    await open();
    await fixture.pool.query(`insert into app.job (id, kind, subject, state, alive_until) values ('job_dead', 'import', 'chess', 'running', clock_timestamp() - interval '1 second')`);
    expect((await call('GET', '/jobs/job_dead', 'ana')).json()).toMatchObject({ state: 'failed', problem: { title: 'The process that ran this job ended' } });
    const elsewhere = new Jobs(fixture.pool, { heartbeatMs: 20 });
    const job = await elsewhere.start('import', 'chess', null, ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({}))));
    expect((await call('POST', `/jobs/${job.id}/cancellation`, 'ana')).statusCode).toBe(202);
    expect(await finished(`/api/v1/jobs/${job.id}`)).toMatchObject({ state: 'cancelled' });
    await elsewhere.close();
  });
});
