import { model } from '../../dist/apps/api/src/model.js';
import { ProjectionEngine } from '../../dist/libs/projections/src/index.js';
import { fullSize, quickSize } from '../../dist/test/generated-affairs.js';
import { generatedLog, median, quantile } from './generated-log.mjs';
import { runAlone } from './run-alone.mjs';

/**
 * Reading the past (QUALITY §1): a page of fifty items of the largest story as known at the middle of history, against the same
 * page at the head; both warm, in turns. Then the same for positions never asked for before.
 */
export const name = 'asof';

export async function run({ quick = false, tell = () => undefined } = {}) {
  const world = await generatedLog(quick ? quickSize : fullSize, tell);
  try {
    const { pool, log, events } = world;
    const engine = new ProjectionEngine(pool, log, model);
    await engine.rebuildTogether(['timeline'], { onProgress: ({ phase, done, total }) => tell(`${phase} ${done}/${total}`, true) });
    const page = async (position, turn) => {
      const rows = (await engine.rows.index('timeline', 'story-0000', position)).at(position);
      const from = (turn * 50) % Math.max(1, rows.length - 50); // always a full page
      const keys = rows.slice(from, from + 50).map(({ key }) => key);
      return engine.rows.rowTexts('timeline', 'story-0000', keys, position);
    };
    const middle = Math.floor(events / 2);
    const first = performance.now();
    await page(events, 0);
    const cold = performance.now() - first;
    const times = { head: [], middle: [], elsewhere: [] };
    const turns = quick ? 200 : 1_000;
    for (let turn = 0; turn < turns; turn++) {
      for (const [which, position] of [['head', events], ['middle', middle], ['elsewhere', 1 + ((turn * 7_919) % (events - 1))]]) {
        const started = performance.now();
        await page(position, turn);
        times[which].push(performance.now() - started);
      }
    }
    const ratio = median(times.middle) / median(times.head);
    const row = (measure, value, unit, target = null, met = null) => ({ measure, value: Number(value.toPrecision(4)), unit, target, met });
    return [
      row('page at the head, median', median(times.head), 'ms'),
      row('page at the middle of history, median', median(times.middle), 'ms'),
      row('page at the middle : page at the head', ratio, 'times', '≤ 1.3', ratio <= 1.3),
      row('page at the head, p99', quantile(times.head, 0.99), 'ms'),
      row('page at the middle, p99', quantile(times.middle, 0.99), 'ms'),
      row('page at a position not asked for before, median', median(times.elsewhere), 'ms'),
      row('first page of a story nobody has looked at', cold, 'ms'),
    ];
  } finally {
    await world.drop();
  }
}

await runAlone(import.meta, name, run);
