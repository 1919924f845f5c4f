import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { limitTarget, median, ratioTarget } from '../table.mjs';

const connections = 32;

/**
 * Filing reports of ten claims over HTTP beside two that store nothing, in the same process, interleaved: the very endpoint as a dry
 * run (the facts at the head, the decision, its effects on every view, the receipt; what a filing does more is the append, durable, and
 * folding it in), and an endpoint that only checks the same body against the same classes.
 */
export async function run({ cluster, quick, say }) {
  const { ownerUrl, appUrl } = await cluster.database('bench_file', { migrated: true });
  const api = fork(fileURLToPath(new URL('../filing-service.mjs', import.meta.url)), [ownerUrl, appUrl], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    const [{ url, twin, key }] = await once(api, 'message');
    const rounds = quick ? 1 : 3;
    const seconds = quick ? 4 : 8;
    const bodies = reports();
    const targets = { filing: url, dry: `${url}?dryRun=true`, twin };
    const seen = { filing: [], dry: [], twin: [] };
    for (let round = -1; round < rounds; round++) {
      for (const [name, target] of Object.entries(targets)) {
        say(`${name}, ${round < 0 ? 'warming up' : `round ${round + 1}`}`);
        const result = await load(target, key, bodies, api.pid, round < 0 ? 3 : seconds);
        if (round >= 0) seen[name].push(result);
      }
    }
    const of = (name, member) => median(seen[name].map((result) => result[member]));
    const row = (name, title) => [
      title, of(name, 'perSecond').toFixed(0), of(name, 'p50').toFixed(1), of(name, 'p99').toFixed(1), of(name, 'cpu').toFixed(2), seen[name].reduce((sum, { refused }) => sum + refused, 0),
    ];
    return [{
      title: `reports of 10 claims over HTTP into one story, ${connections} connections, workers in another process`,
      head: ['endpoint', 'requests/s', 'p50 ms', 'p99 ms', 'CPU ms each', 'refused'],
      rows: [row('filing', 'POST …/reports'), row('dry', '… ?dryRun=true: all but storing'), row('twin', 'only checks the body')],
      targets: [
        ratioTarget('filing : the same endpoint storing nothing (dry run)', of('filing', 'perSecond'), of('dry', 'perSecond'), 0.5),
        ratioTarget('filing : an endpoint that only checks the body', of('filing', 'perSecond'), of('twin', 'perSecond'), 0.5),
        limitTarget('p99 of a filing', of('filing', 'p99'), 100, 'ms'),
        { what: 'every filing accepted', wanted: 'yes', got: seen.filing.every(({ refused }) => refused === 0) ? 'yes' : 'no', met: seen.filing.every(({ refused }) => refused === 0) },
      ],
    }];
  } finally {
    api.disconnect();
    await once(api, 'exit');
  }
}

async function load(url, key, bodies, pid, seconds) {
  const cpuBefore = cpuOf(pid);
  const result = await autocannon({
    url, connections, duration: seconds, method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    requests: [{ setupRequest: (request) => ({ ...request, body: bodies() }) }],
  });
  const done = result['2xx'];
  return { perSecond: done / result.duration, p50: result.latency.p50, p99: result.latency.p99, cpu: (cpuOf(pid) - cpuBefore) / done, refused: result.non2xx + result.errors };
}

/** Milliseconds of CPU that a process has used, in steps of ten; NaN where the system does not tell. */
function cpuOf(pid) {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return NaN;
  }
}

/** Bodies of ten claims about sixty actors and twenty issues, none like another. */
function reports() {
  let made = 0;
  const kinds = ['pressure', 'rejection', 'warning', 'statement', 'proposal'];
  const claim = (n, i) => ({
    kind: kinds[(n + i) % kinds.length], issue: `issue-${(n * 7 + i) % 20}`, locator: { paragraph: i + 1 }, happened: { edtf: `2025-${String(1 + (n % 12)).padStart(2, '0')}` },
    participants: [{ actor: `actor-${(n * 13 + i * 3) % 60}`, role: 'initiator' }, { actor: `actor-${(n * 17 + i * 5 + 1) % 60}`, role: 'recipient' }],
    attribution: [{ label: `voice ${i}`, namedness: 'role' }],
  });
  return () => {
    const n = ++made;
    return JSON.stringify({ outlet: 'an-outlet', headline: `Report ${n}`, url: `https://example.org/${process.pid}/${n}`, published: '2025-12-01', claims: Array.from({ length: 10 }, (_, i) => claim(n, i)) });
  };
}
