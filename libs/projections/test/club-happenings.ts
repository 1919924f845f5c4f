import type { Happening } from './club-fixture.js';

const people = ['ana', 'bo', 'cy', 'di'];

/** The i-th append of an endless, repeatable history with something of everything. */
export function happenings(i: number): Happening[] {
  const club = `club${i % 5}`;
  const person = people[i % 4]!;
  if (i % 37 === 36) return [{ club: null, type: 'PeopleMerged', data: { id: 'ana', absorbed: 'bo' } }];
  if (i % 37 === 18 && i > 37) return [{ club: null, type: 'PeopleSplit', data: { id: 'ana', restored: 'bo' } }];
  if (i % 11 === 10) return [{ club, type: 'Left', data: { person } }];
  return [{ club, type: 'Joined', data: { person, team: i % 3 === 0 ? 'red' : 'blue' } }, { club, type: 'Scored', data: { person, points: i % 6 } }];
}
