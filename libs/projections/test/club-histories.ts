import fc from 'fast-check';
import type { Happening } from './club-fixture.js';

const person = fc.constantFrom('ana', 'bo', 'cy', 'di');
const team = fc.constantFrom('red', 'blue');
const club = fc.constantFrom('chess', 'golf', 'judo');

const inClub: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ club, type: fc.constant('Joined' as const), data: fc.record({ person, team }) }) },
  { weight: 5, arbitrary: fc.record({ club, type: fc.constant('Scored' as const), data: fc.record({ person, points: fc.integer({ min: -3, max: 9 }) }) }) },
  { weight: 2, arbitrary: fc.record({ club, type: fc.constant('Left' as const), data: fc.record({ person }) }) },
  { weight: 1, arbitrary: fc.record({ club, type: fc.constant('TeamRenamed' as const), data: fc.record({ team, name: fc.constantFrom('red', 'Rot', 'Café "R"\\\n') }) }) },
);

const among: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ club: fc.constant(null), type: fc.constant('PersonRegistered' as const), data: fc.record({ id: person }) }),
  fc.tuple(person, person).map(([id, absorbed]) => ({ club: null, type: 'PeopleMerged' as const, data: { id, absorbed } })),
  fc.tuple(person, person).map(([id, restored]) => ({ club: null, type: 'PeopleSplit' as const, data: { id, restored } })),
);

const broken: fc.Arbitrary<Happening> = fc.record({ club: fc.constant('judo'), type: fc.constant('Broken' as const), data: fc.constant({}) });

/** Histories of up to 25 appends of up to four events, of clubs and people mixed. Merges may be nonsense: folds must not care. */
export const histories = fc.array(
  fc.array(fc.oneof({ weight: 12, arbitrary: inClub }, { weight: 3, arbitrary: among }, { weight: 1, arbitrary: broken }), { minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 25 },
);
