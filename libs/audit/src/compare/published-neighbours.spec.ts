import { latestInstant } from '#libs/codebook';
import { rfc3339Of } from '../instants.js';
import { publishedNeighbours } from './published-neighbours.js';

const steps = ['1962-10-22', '1962-10-22', '1962-10-23T14:00:00Z', '1989'].map((published) => ({ instant: latestInstant(published), event: { type: 'ReportFiled' } }));
const rows = { steps: [{ instant: Number.NEGATIVE_INFINITY, event: { type: 'StoryOpened' } }, ...steps] } as any;

describe('the neighbours of a comparison on the published clock', () => {
  it('step from one publication to the next, the first one from the day before', () => {
    expect(publishedNeighbours(rows, '1962-10-22', '1962-10-23')).toEqual({ previous: { a: '1962-10-21', b: '1962-10-22' }, following: { a: '1962-10-23', b: '1989-12-31' } });
    expect(publishedNeighbours(rows, '1962-10-24', '1990')).toEqual({ previous: { a: '1962-10-22', b: '1962-10-23T14:00:00Z' }, following: null });
    expect(publishedNeighbours(rows, '1900', '1901')).toEqual({ previous: null, following: { a: '1901', b: '1962-10-22' } });
  });
});

describe('an instant in words of RFC 3339', () => {
  it('has six digits, before 1970 too', () => {
    expect(rfc3339Of(latestInstant('1962-10-28'))).toBe('1962-10-28T23:59:59.999999Z');
    expect(rfc3339Of(latestInstant('2026-01-01T10:00:00+02:00'))).toBe('2026-01-01T08:00:00.999999Z');
    expect(rfc3339Of(Number.NEGATIVE_INFINITY)).toBeNull();
  });
});
