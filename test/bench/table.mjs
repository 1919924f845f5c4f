import { execFileSync } from 'node:child_process';
import os from 'node:os';

/** What a figure depends on. */
export function machine(postgres) {
  let commit = 'unknown';
  try {
    commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    // Not a checkout.
  }
  return { commit, node: process.version, postgres, cpu: os.cpus()[0]?.model ?? 'unknown', cores: os.cpus().length, memoryGb: Math.round(os.totalmem() / 2 ** 30), platform: `${os.platform()} ${os.release()}` };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One target: our figure against another's. `better`: 'more' or 'less'. */
export function ratioTarget(what, ours, theirs, least) {
  return { what, wanted: `≥ ${least}×`, got: `${(ours / theirs).toFixed(2)}×`, met: ours / theirs >= least };
}

export function limitTarget(what, got, most, unit) {
  return { what, wanted: `≤ ${most} ${unit}`, got: `${got.toFixed(1)} ${unit}`, met: got <= most };
}

export function printTables(results) {
  for (const { suite, quick, machine: m, tables } of results) {
    console.log(`\n${suite}${quick ? ' (quick: few short rounds, noisy)' : ''} · commit ${m.commit} · Node ${m.node} · PostgreSQL ${m.postgres} · ${m.cores} × ${m.cpu} · ${m.platform}`);
    for (const { title, head, rows, targets } of tables) {
      console.log(`\n${title}`);
      printColumns([head, ...rows]);
      if (targets.length > 0) {
        console.log('');
        printColumns(targets.map(({ what, wanted, got, met }) => [met ? 'met   ' : 'MISSED', what, `wanted ${wanted}`, `got ${got}`]));
      }
    }
  }
}

function printColumns(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length)));
  for (const row of rows) {
    console.log(`  ${row.map((cell, column) => (column === 0 || Number.isNaN(Number.parseFloat(cell)) ? String(cell).padEnd(widths[column]) : String(cell).padStart(widths[column]))).join('  ')}`.trimEnd());
  }
}
