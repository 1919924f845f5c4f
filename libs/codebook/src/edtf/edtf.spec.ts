import { bounds, coarserThanDay, contains, disjoint, latestInstant, microseconds, overlaps, parseEdtf, publicationInstant, spanning, utcDay, whollyAfter } from './index.js';

const read = (edtf: string) => {
  const value = parseEdtf(edtf);
  return value && [value.min, value.max, value.precision, value.qualifier];
};

describe('reading an EDTF value', () => {
  it.each([
    ['1985', '1985-01-01', '1985-12-31', 'year', 'none'],
    ['0000', '0000-01-01', '0000-12-31', 'year', 'none'],
    ['1985-04', '1985-04-01', '1985-04-30', 'month', 'none'],
    ['2024-02', '2024-02-01', '2024-02-29', 'month', 'none'],
    ['1900-02', '1900-02-01', '1900-02-28', 'month', 'none'],
    ['1985-04-12', '1985-04-12', '1985-04-12', 'day', 'none'],
    ['2024-02-29', '2024-02-29', '2024-02-29', 'day', 'none'],
    ['1962-10-24T14:00:00Z', '1962-10-24T14:00:00Z', '1962-10-24T14:00:00Z', 'second', 'none'],
    ['1985-04-12T23:20:30+04:00', '1985-04-12T23:20:30+04:00', '1985-04-12T23:20:30+04:00', 'second', 'none'],
    ['1985-04-12T23:20:30-04', '1985-04-12T23:20:30-04:00', '1985-04-12T23:20:30-04:00', 'second', 'none'],
  ])('knows level 0: %s', (edtf, ...expected) => expect(read(edtf)).toEqual(expected));

  it.each([
    ['201X', '2010-01-01', '2019-12-31', 'decade'],
    ['20XX', '2000-01-01', '2099-12-31', 'century'],
    ['2025-XX', '2025-01-01', '2025-12-31', 'year'],
    ['2025-12-XX', '2025-12-01', '2025-12-31', 'month'],
    ['2025-XX-XX', '2025-01-01', '2025-12-31', 'year'],
    ['-004X', '-0049-01-01', '-0040-12-31', 'decade'],
  ])('gives unspecified digits the bounds of their range: %s', (edtf, min, max, precision) =>
    expect(read(edtf)).toEqual([min, max, precision, 'none']));

  it.each(['2001-21', '2001-22', '2001-23', '2001-24'])('gives a season the bounds of its whole year: %s', (edtf) =>
    expect(read(edtf)).toEqual(['2001-01-01', '2001-12-31', 'season', 'none']));

  it.each([
    ['2025-12~', 'approximate'], ['2025-12?', 'uncertain'], ['2025-12%', 'both'],
  ])('keeps a qualifier and never widens by it: %s', (edtf, qualifier) =>
    expect(read(edtf)).toEqual(['2025-12-01', '2025-12-31', 'month', qualifier]));

  it.each([
    ['Y12345', 'Y12345-01-01', 'Y12345-12-31'],
    ['Y-17000', 'Y-17000-01-01', 'Y-17000-12-31'],
    ['-0044', '-0044-01-01', '-0044-12-31'],
  ])('knows far and negative years: %s', (edtf, min, max) => expect(read(edtf)).toEqual([min, max, 'year', 'none']));

  it('knows a day before year 0', () => expect(read('-0044-03-15')).toEqual(['-0044-03-15', '-0044-03-15', 'day', 'none']));

  it.each([
    ['2004/2006', '2004-01-01', '2006-12-31', 'none'],
    ['2004-02-01/2005', '2004-02-01', '2005-12-31', 'none'],
    ['2004/2004', '2004-01-01', '2004-12-31', 'none'],
    ['1985-04-12/..', '1985-04-12', null, 'none'],
    ['../1985-04', null, '1985-04-30', 'none'],
    ['1985/', '1985-01-01', null, 'none'],
    ['/1985', null, '1985-12-31', 'none'],
    ['2004-06~/2004-08', '2004-06-01', '2004-08-31', 'approximate'],
    ['2004-06~/2004-08?', '2004-06-01', '2004-08-31', 'both'],
    ['2004-21/201X', '2004-01-01', '2019-12-31', 'none'],
  ])('knows intervals: %s', (edtf, min, max, qualifier) => expect(read(edtf)).toEqual([min, max, 'interval', qualifier]));

  it.each([
    '', ' ', 'yesterday', '2023-02-30', '2023-02-29', '2023-13', '2023-00', '2023-04-31', '2023-01-00', '2023-25', '2023-20', '2023-21-01',
    '85', '12345', 'Y1234', 'Y012345', 'Y12345-01', '-0000', '+2023', '20X3', '2XXX', 'XXXX', '201X-05', '2023-X1', '2023-XX-05', '2023-05-1X',
    '2023-1', '2023-1-1', '20230101', '2023-01-01T', '2023-01-01T10:00:00', '2023-01-01T10:00Z', '2023-01-01T24:00:00Z', '2023-01-01T10:60:00Z',
    '2023-01-01T10:00:60Z', '2023-01-01T10:00:00.5Z', '2023-02-30T10:00:00Z', '2023-01-01T10:00:00+24:00', '2023-01-01T10:00:00Z~',
    '?2023', '2023~-05', '2023~?', '{2023,2024}', '2023/2024/2025', '..', '/', '../..', '2006/2004', '2023-05-02/2023-05-01', '2023/bad',
    '2023-01-01T10:00:00Z/2023-01-02T10:00:00Z', ' 2023', '2023\n', '٢٠٢٣',
  ])('refuses %j', (text) => expect(parseEdtf(text)).toBeNull());
});

describe('bounds in microseconds', () => {
  const day = 86_400_000_000;
  it('ends a day with its last microsecond', () => expect(bounds('1970-01-02')).toEqual({ min: day, max: 2 * day - 1 }));
  it('ends a second with its last microsecond', () =>
    expect(bounds('1970-01-01T00:00:01Z')).toEqual({ min: 1_000_000, max: 1_999_999 }));
  it('takes the offset off', () => expect(bounds('1970-01-01T02:00:00+02:00').min).toBe(0));
  it('is infinite where an end is open or unknown', () => {
    expect(bounds('1970-01-01/..')).toEqual({ min: 0, max: Infinity });
    expect(bounds('/1969')).toEqual({ min: -Infinity, max: -1 });
  });
  it('agrees with the calendar of the platform', () => {
    for (const text of ['0001-01-01', '1600-02-29', '1899-12-31', '1900-03-01', '1962-10-27', '2000-02-29', '2026-11-25', '9999-12-31']) {
      expect(bounds(text).min).toBe(Date.parse(`${text}T00:00:00Z`) * 1000);
      expect(utcDay(bounds(text).min)).toBe(text);
    }
  });
  it('keeps neighbouring days apart where doubles no longer tell microseconds', () => {
    for (const [a, b] of [['1648-10-23', '1648-10-24'], ['2300-01-01', '2300-01-02'], ['Y99999', 'Y100000'], ['-0500', '-0499']] as const) {
      expect(disjoint(bounds(a), bounds(b))).toBe(true);
    }
  });
  it('refuses what is no EDTF value', () => expect(() => bounds('soon')).toThrow(RangeError));
  it('never shrinks when a qualifier is added', () => expect(bounds('2025-12~')).toEqual(bounds('2025-12')));
});

describe('RFC 3339 times', () => {
  it('keeps six fractional digits and cuts finer ones', () => {
    expect(microseconds('1970-01-01T00:00:00.000001Z')).toBe(1);
    expect(microseconds('1970-01-01T00:00:00.5Z')).toBe(500_000);
    expect(microseconds('1970-01-01T00:00:00.1234567Z')).toBe(123_456);
  });
  it('reads offsets of both signs', () => {
    expect(microseconds('1970-01-01T01:30:00+01:30')).toBe(0);
    expect(microseconds('1969-12-31T20:00:00-04:00')).toBe(0);
  });
  it('refuses a time without an offset', () => expect(() => microseconds('1970-01-01T00:00:00')).toThrow(RangeError));
});

describe('the publication instant', () => {
  const recorded = '2026-11-22T10:00:00.000000Z';
  it('is the latest instant of what is known of the publication', () => {
    expect(publicationInstant('1962-10-23', recorded)).toBe(bounds('1962-10-23').max);
    expect(publicationInstant('1962~', recorded)).toBe(latestInstant('1962'));
  });
  it('is the recorded time when the publication is unknown, open or would be later', () => {
    for (const published of [null, '2026', '2026-11-22', '1962/..', '1962/', '2030']) {
      expect(publicationInstant(published, recorded)).toBe(microseconds(recorded));
    }
  });
});

describe('comparing times', () => {
  it('calls two times disjoint when one ends before the other begins', () => {
    expect(disjoint(bounds('1962-10-23'), bounds('1962-10-24'))).toBe(true);
    expect(disjoint(bounds('1962-10'), bounds('1962-10-24'))).toBe(false);
    expect(overlaps(bounds('1962-10-23/1962-10-24'), bounds('1962-10-24/..'))).toBe(true);
  });
  it('calls a time wholly after another only when it begins after its end', () => {
    expect(whollyAfter(bounds('1962-10-24'), bounds('1962-10-23'))).toBe(true);
    expect(whollyAfter(bounds('1962-10-24'), bounds('1962-10'))).toBe(false);
    expect(whollyAfter(bounds('1962-10-24'), bounds('1962-10-23/..'))).toBe(false);
  });
  it('holds an inner time inside an outer one, ends included', () => {
    expect(contains(bounds('1962-10'), bounds('1962-10-31'))).toBe(true);
    expect(contains(bounds('1962-10'), bounds('1962-10-31/1962-11-01'))).toBe(false);
  });
  it('calls a day and a second fine, all else coarser', () => {
    expect(['1962-10-24', '1962-10-24T14:00:00Z', '1962-10-24~'].map(coarserThanDay)).toEqual([false, false, false]);
    expect(['1962-10', '1962-10-23/1962-10-24', '1962-10-24/..', '1962-XX-XX'].map(coarserThanDay)).toEqual([true, true, true, true]);
  });
  it('spans times in whole days and invents nothing finer', () => {
    expect(spanning(['1962-10-24', '1962-10-23'])).toBe('1962-10-23/1962-10-24');
    expect(spanning(['1962-10-24T14:00:00Z', '1962-10-24T15:00:00Z'])).toBe('1962-10-24');
    expect(spanning(['../1962-10-23', '1962-10-25'])).toBe('../1962-10-25');
    expect(spanning(['../1962-10-23', '1962-10-25/..'])).toBeNull();
    expect(spanning(['Y12345', '1962'])).toBe('1962-01-01/Y12345');
  });
  it('gives spans that can be read again', () => {
    for (const values of [['-0044', '1962'], ['Y-12345', '1962-10'], ['1962/', '1960']]) expect(parseEdtf(spanning(values)!)).not.toBeNull();
  });
});
