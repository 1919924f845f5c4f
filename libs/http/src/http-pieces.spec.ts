import { hashOf, newKey, readKey, sameSecret } from './access/key-text.js';
import { includesRole } from './access/caller.js';
import { matchesNone, readIfMatch } from './preconditions/precondition.js';
import { problemTypes } from './problems/problem-types.js';
import { problemReply } from './problems/problem-document.js';
import { Problem, StoryRuleViolation } from './problems/problem.js';
import { isUnavailable } from './problems/unavailable.js';
import { negotiate } from './requests/negotiation.js';
import { readQuery } from './requests/request-state.js';
import { rightActions } from './routes/history.js';
import { RouteTable } from './routes/route-table.js';

describe('a key', () => {
  it('has an id of 12 and a secret of 43 characters, and only its hash is needed to check it', () => {
    const { text, id, secret } = newKey();
    expect(readKey(text)).toEqual({ id, secret });
    expect(sameSecret(secret, hashOf(secret))).toBe(true);
    expect(sameSecret(newKey().secret, hashOf(secret))).toBe(false);
  });
  it('is nothing else', () => {
    for (const text of ['', 'chy_', 'chy_abc_def', `chy_ABCDEFGHIJKL_${'a'.repeat(43)}`, `chy_abcdefghijkl_${'a'.repeat(42)}`, `chy_abcdefghijkl_${'a'.repeat(44)}`, ` chy_abcdefghijkl_${'a'.repeat(43)}`]) expect(readKey(text)).toBeNull();
  });
});

it('a role includes those before it', () => {
  expect(includesRole('admin', 'reporter')).toBe(true);
  expect(includesRole('reporter', 'editor')).toBe(false);
});

describe('Accept', () => {
  const available = ['application/json', 'text/csv'];
  it.each([
    [undefined, 'application/json'], ['*/*', 'application/json'], ['text/csv', 'text/csv'], ['text/*', 'text/csv'], ['text/html', null],
    ['application/json;q=0.5, text/csv;q=0.9', 'text/csv'], ['text/csv;q=0, */*', 'application/json'], ['application/json;q=0', null], ['text/html,*/*;q=0.1', 'application/json'],
  ])('%s gets %s', (accept, expected) => expect(negotiate(accept, available)).toBe(expected));
});

describe('If-Match', () => {
  it('is a star or a list of strong tags', () => {
    expect(readIfMatch('*')).toEqual({ any: true, tags: [] });
    expect(readIfMatch('"26.1", W/"27.1"')).toEqual({ any: false, tags: ['"26.1"'] });
    expect(readIfMatch(undefined)).toBeNull();
  });
  it('is refused in any other form', () => {
    for (const header of ['26.1', '"26.1', '', '"a" "b"']) expect(() => readIfMatch(header)).toThrow('If-Match');
  });
  it('has a weaker sister', () => {
    expect(matchesNone('"1.1", W/"26.1"', '"26.1"')).toBe(true);
    expect(matchesNone('"26.1.csv"', '"26.1"')).toBe(false);
  });
});

describe('a query string', () => {
  it('keeps order, repetitions and any script', () => expect([...readQuery('/x?q=%D8%BA%D8%B2%D8%A9+a&actor=b&actor=a&empty=').parameters]).toEqual([['q', ['غزة a']], ['actor', ['b', 'a']], ['empty', ['']]]));
  it('tells what it cannot decode', () => expect(readQuery('/x?q=%FF&n=a%00b&ok=1').broken.map(({ name }) => name)).toEqual(['q', 'n']));
});

describe('a problem', () => {
  class Retracted extends StoryRuleViolation {
    readonly problemType = 'report-already-retracted';
    readonly inner = 'a secret';
    constructor(readonly reportId: string, readonly retractedAt: string) {
      super('It is retracted.');
    }
  }
  it('tells the facts its type lists, and no others', () => {
    const { status, document } = problemReply(new Retracted('rpt_1', '2026'), '/api/v1/x', 'f'.repeat(32));
    expect(status).toBe(422);
    expect(document).toEqual({ type: '/problems/report-already-retracted', title: 'The report is retracted', status: 422, detail: 'It is retracted.', instance: '/api/v1/x', traceId: 'f'.repeat(32), reportId: 'rpt_1', retractedAt: '2026' });
  });
  it('says nothing of an unknown failure', () => expect(JSON.stringify(problemReply(new Error('password=x'), '/', ''))).not.toContain('password'));
  it('asks to wait where waiting helps', () => expect(problemReply(new Problem('write-conflict', ''), '/', '').headers['Retry-After']).toBe('1'));
  it('has a text for people, whatever its type', () => {
    for (const { means, next, title } of Object.values(problemTypes)) expect(Math.min(means.length, next.length, title.length)).toBeGreaterThan(8);
  });
});

it('a lost database is told apart from a mistake', () => {
  expect(isUnavailable({ code: '57P01' })).toBe(true);
  expect(isUnavailable({ driverError: { code: 'ECONNREFUSED' } })).toBe(true);
  expect(isUnavailable(new Error('Connection terminated unexpectedly'))).toBe(true);
  expect(isUnavailable({ code: '23505' })).toBe(false);
  expect(isUnavailable(new TypeError('x is not a function'))).toBe(false);
});

describe('a table of routes', () => {
  const table = new RouteTable();
  table.add('GET', '/api/v1/stories/:slug/timeline');
  table.add(['GET', 'HEAD'], '/api/v1/reports/:id');
  table.add('POST', '/api/v1/reports/:id');
  table.add('GET', '/assets/*');
  it('knows the methods of an address', () => {
    expect(table.methodsOf('/api/v1/reports/rpt_1')).toEqual(['GET', 'HEAD', 'POST']);
    expect(table.methodsOf('/assets/a/b.js')).toEqual(['GET']);
    expect(table.methodsOf('/api/v1/reports')).toEqual([]);
  });
  it('names what is close, with the values sent', () => {
    expect(table.nearestTo('/api/v1/storys/rafah/timelin')).toEqual(['/api/v1/stories/rafah/timeline']);
    expect(table.nearestTo('/api/v1/jobs/a-long-id-that-would-excuse-any-word')).toEqual([]);
  });
});

describe('an edit of history', () => {
  const reportOf = (claim: string) => Promise.resolve(claim === 'clm_1' ? 'rpt_9' : null);
  const urls = async (method: string, path: string) => (await rightActions(method, path, reportOf))?.map(({ url }) => url.replace('/api/v1', '')) ?? null;
  it.each<[string, string, string[] | null]>([
    ['PUT', '/stories/rafah', ['/stories/rafah/reports']],
    ['DELETE', '/stories/rafah', ['/stories/rafah/reports']],
    ['PATCH', '/reports/rpt_1', ['/reports/rpt_1/revisions', '/reports/rpt_1/corrections']],
    ['DELETE', '/reports/rpt_1/versions/2', ['/reports/rpt_1/retraction']],
    ['PUT', '/claims/clm_1', ['/reports/rpt_9/corrections']],
    ['DELETE', '/claims/clm_unknown', []],
    ['PATCH', '/occurrences/occ_1', ['/occurrences/occ_1/split', '/occurrences/occ_1/plan-status']],
    ['DELETE', '/occurrences/occ_1', ['/occurrences/occ_1/merge']],
    ['DELETE', '/markers/mrk_1', ['/markers/mrk_1/acknowledgement']],
    ['PUT', '/outlets/al-mayadeen', ['/outlets/al-mayadeen/merge']],
    ['DELETE', '/log', []],
    ['DELETE', '/log/3', []],
    ['PATCH', '/streams/story/rafah', []],
    ['POST', '/reports/rpt_1', null],
    ['PUT', '/whoami', null],
  ])('by %s %s leads to the right act', async (method, path, expected) => expect(await urls(method, `/api/v1${path}`)).toEqual(expected));
});
