import { codebook } from './codebook.js';

describe('the codebook', () => {
  const book = codebook();
  it('lists 47 kinds, 28 markers, 43 changes and 37 event types', () =>
    expect([book.kinds.length, book.markers.length, book.changes.length, book.events.length]).toEqual([47, 28, 43, 37]));
  it('gives every entry a title, a definition and a rule of version 1', () => {
    for (const entry of [...book.kinds, ...book.markers, ...book.changes]) {
      expect(entry.title.length).toBeGreaterThan(2);
      expect(entry.definition).toMatch(/\.$/);
      expect(entry.rule).toBe(`${entry.id}@1`);
    }
  });
  it('names nothing twice', () => {
    for (const list of [book.kinds, book.markers, book.changes, book.events]) expect(new Set(list.map((entry) => entry.id)).size).toBe(list.length);
  });
  it('gives each marker the severity of its rule', () =>
    expect(Object.fromEntries([1, 2, 3].map((severity) => [severity, book.markers.filter((marker) => marker.severity === severity).length])))
      .toEqual({ 1: 13, 2: 9, 3: 6 }));
  it('is plain JSON', () => expect(JSON.parse(JSON.stringify(book))).toEqual(book));
  it('says how an event reads aloud', () => expect(book.events.find((event) => event.id === 'ReportDetailsCorrected')!.title).toBe('Report details corrected'));
});
