import { csvRows } from './csv.js';
import { cursorBinding, readCursor, writeCursor } from './cursor.js';
import { readList } from './list-request.js';
import type { Fault } from '../problems/problem.js';

async function csv(items: object[], columns?: string[]): Promise<string[]> {
  let text = '';
  for await (const row of csvRows(items, columns ?? null)) text += row;
  return text.split('\r\n').slice(0, -1);
}

describe('a CSV list', () => {
  it('has dotted names, lists joined by |, deeper values as JSON', async () =>
    expect(await csv([{ id: 1, at: { min: 'a', max: null }, tags: ['x', 'y'], deep: [{ a: 1 }], flag: true }])).toEqual(['id,at.min,at.max,tags,deep,flag', '1,a,,x|y,"[{""a"":1}]",true']));

  it('keeps a spreadsheet from running what is meant as text', async () =>
    expect(await csv(['=1', '+1', '-1', '@a', '\ta', 'a=', ''].map((text) => ({ text, number: -1 })))).toEqual(['text,number', "'=1,-1", "'+1,-1", "'-1,-1", "'@a,-1", "'\ta,-1", 'a=,-1', ',-1']));

  it('quotes commas, quotes and line ends', async () => expect(await csv([{ a: 'x,"y"\nz' }])).toEqual(['a', '"x,""y""\nz"']));

  it('has a column for a member that is an object only later', async () =>
    expect(await csv([{ id: 1, happened: null }, { id: 2, happened: { edtf: '2025' } }])).toEqual(['id,happened.edtf', '1,', '2,2025']));

  it('keeps to the columns it was given, empty or not', async () => {
    expect(await csv([], ['a', 'b'])).toEqual(['a,b']);
    expect(await csv([{ b: { c: 1 }, x: 1 }], ['a', 'b'])).toEqual(['a,b', ',"{""c"":1}"']);
  });
});

describe('a cursor', () => {
  const parameters = new Map([['limit', ['5']], ['actor', ['usa', 'isr']], ['cursor', ['x']]]);
  const binding = cursorBinding('/api/v1/items', parameters);

  it('brings back the moment and the key', () => expect(readCursor(writeCursor({ position: 26, after: ['2025', 3] }, binding), binding)).toEqual({ position: 26, after: ['2025', 3] }));

  it('fits any limit and any order of parameters', () =>
    expect(cursorBinding('/api/v1/items', new Map([['actor', ['usa', 'isr']], ['limit', ['9']]]))).toBe(binding));

  it('fits no other path, filter, or order of values', () => {
    const cursor = writeCursor({ position: 26, after: 1 }, binding);
    for (const other of [cursorBinding('/api/v1/other', parameters), cursorBinding('/api/v1/items', new Map([['actor', ['usa']]]))]) expect(() => readCursor(cursor, other)).toThrow('damaged or belongs');
  });

  it('shows every damage', () => {
    const cursor = writeCursor({ position: 26, after: 'key' }, binding);
    for (let at = 0; at < cursor.length; at++) expect(() => readCursor(cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1), binding)).toThrow();
    for (const bad of ['', '.', 'a.b.c', `${cursor}.x`]) expect(() => readCursor(bad, binding)).toThrow();
  });
});

describe('what a list is asked for', () => {
  const forms = ['json', 'csv', 'ndjson', 'cloudevents'] as const;
  const ask = (query: Record<string, string>, headers: { accept?: string; prefer?: string } = {}) => {
    const faults: Fault[] = [];
    return { ...readList(forms, new Map(Object.entries(query).map(([name, value]) => [name, [value]])), headers, faults), faults: faults.map(({ name, code }) => [name, code]) };
  };

  it('is JSON in pages of 50 by default', () => expect(ask({})).toEqual({ form: 'json', limit: 50, cursor: null, whole: false, count: false, faults: [] }));
  it('lets format win over Accept', () => expect(ask({ format: 'csv' }, { accept: 'application/x-ndjson' }).form).toBe('csv'));
  it('streams CSV and NDJSON whole, without limit and cursor', () =>
    expect(ask({ limit: '5', cursor: 'x' }, { accept: 'text/csv' })).toMatchObject({ form: 'csv', whole: true, faults: [['limit', 'combination'], ['cursor', 'combination']] }));
  it('pages CloudEvents only when asked', () => {
    expect(ask({ format: 'cloudevents' }).whole).toBe(true);
    expect(ask({ format: 'cloudevents', limit: '5' })).toMatchObject({ whole: false, limit: 5, faults: [] });
  });
  it('refuses a limit out of range or no number', () => {
    for (const [limit, code] of [['0', 'range'], ['1001', 'range'], ['-1', 'range'], ['x', 'type'], ['1.5', 'type']]) expect(ask({ limit: limit! }).faults).toEqual([['limit', code]]);
  });
  it('counts when preferred', () => {
    expect(ask({}, { prefer: 'respond-async, count=exact' }).count).toBe(true);
    expect(ask({}, { prefer: 'count=exactly' }).count).toBe(false);
  });
});
