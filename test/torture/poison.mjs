import { createPool } from '../../dist/libs/database/src/index.js';
import { EventStore } from '../../dist/libs/event-store/src/index.js';
import { ProjectionEngine, StoreLog } from '../../dist/libs/projections/src/index.js';
import { appendTo } from '../../dist/libs/projections/test/club-fixture.js';
import { clubs } from '../../dist/libs/projections/test/clubs.js';
import { tortureCluster } from './cluster.mjs';

/**
 * One event in a hundred makes a projection throw. Every one of them must be parked at its key and position and nothing else
 * may be: rows of other keys and other projections are those of a run in which nothing threw. Then the code is put right and
 * a rebuild clears all. The planted bug is a projection that swallows its error and keeps the row: its rows must be found to differ.
 */
export const name = 'poison';

const table = 'scores';

/** The sum of points per person, which throws at poisoned events unless it is told otherwise. */
function model(onPoison) {
  const scores = {
    name: table, version: 1, handles: ['Joined', 'Scored', 'Left'],
    keys: (_event, touched) => touched.members,
    evolve(key, club, event) {
      if (event.data.poison === true) {
        const instead = onPoison(key, event);
        if (instead !== undefined) return instead;
      }
      const member = club.members.get(key);
      return member === undefined ? null : { person: key, points: member.points };
    },
    facets: ({ points }) => ({ points }),
  };
  return { ...clubs, projections: [...clubs.projections.filter((projection) => projection.name === 'teams'), scores], appendProjections: [] };
}

export async function run({ events: wanted = 20_000, minutes = null, tell = () => undefined } = {}) {
  const cluster = await tortureCluster();
  const pool = createPool({ appUrl: cluster.appUrl }, { max: 12 });
  const store = new EventStore(pool);
  const log = new StoreLog(store, pool);
  try {
    const total = minutes === null ? wanted : Math.round(minutes * 60_000);
    const planted = [];
    const throwing = new ProjectionEngine(pool, log, model((key, event) => {
      throw new Error(`poisoned at ${event.position}`);
    }));
    throwing.start();
    await throwing.whenBuilt();
    let position = 0;
    for (let i = 0; position < total; ) {
      const appends = [];
      for (let a = 0; a < 100; a++, i++) {
        const club = `club${i % 40}`;
        const person = `p${(i * 7) % 60}`;
        const poison = i % 50 === 17; // the second of two events of every fiftieth append: one in a hundred
        appends.push([{ club, type: 'Joined', data: { person, team: `t${i % 3}` } }, { club, type: 'Scored', data: { person, points: 1 + (i % 9), ...(poison ? { poison } : {}) } }]);
        position += 2;
        if (poison) planted.push(`${club} ${person} ${position}`);
      }
      await appendTo(store, appends);
      if (i % 2_000 === 0) tell(`${position} events`);
    }
    await throwing.waitFor(position, 600_000);
    const { rows: parked } = await pool.query('select projection, story, key, position from read.parked');
    const found = new Set(parked.filter((row) => row.projection === table).map(({ story, key, position: at }) => `${story} ${key} ${at}`));
    const others = parked.filter((row) => row.projection !== table).length;
    const missing = planted.filter((one) => !found.has(one)).length;
    const rebuiltAsLive = (await throwing.verify(table)).equal && (await throwing.verify('teams')).equal;
    const live = await rowsOf(pool, table);
    await throwing.stop();

    // With the code put right: only rows of poisoned keys may differ from the live ones, and a rebuild clears everything.
    const corrected = new ProjectionEngine(pool, log, model(() => undefined));
    const cleared = await corrected.rebuild(table);
    const right = await rowsOf(pool, table);
    const poisoned = new Set(planted.map((one) => one.split(' ').slice(0, 2).join(' ')));
    const disturbed = new Set([...right, ...live].filter((row) => !(live.has(row) && right.has(row))).map((row) => row.split(' ').slice(0, 2).join(' ')).filter((key) => !poisoned.has(key))).size;
    const left = (await pool.query('select from read.parked where projection = $1', [table])).rowCount;

    const swallowing = new ProjectionEngine(pool, log, model((key) => ({ person: key, points: -1 })));
    const plantedFound = await swallowing.rebuild(table).then(() => false, () => true);
    return {
      passed: missing === 0 && found.size === planted.length && others === 0 && rebuiltAsLive === true && disturbed === 0 && left === 0 && cleared.switched && plantedFound,
      figures: { events: position, planted: planted.length, parked: found.size, missing, parkedElsewhere: others, otherKeysDisturbed: disturbed, rebuildEqualsLive: rebuiltAsLive, parkedAfterRebuild: left, plantedBugFound: plantedFound },
    };
  } finally {
    await store.close();
    await pool.end();
    await cluster.remove();
  }
}

async function rowsOf(pool, projection) {
  const { rows } = await pool.query(`select story || ' ' || key || ' ' || known_from || ' ' || coalesce(known_to::text, '') || ' ' || coalesce(row::text, '') as text from read.${projection}`);
  return new Set(rows.map(({ text }) => text));
}
