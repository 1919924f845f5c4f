import { readFileSync } from 'node:fs';
import { faultsOf } from './body-check.js';
import { parseSeedLines, type PostLine } from './seed-lines.js';
import { DEMO_FILE, SEED_DIRECTORY } from './index.js';

const linesOf = (file: string) => parseSeedLines(file, readFileSync(new URL(file, SEED_DIRECTORY), 'utf8'));
const actsOf = (file: string) => linesOf(file).filter((line): line is PostLine => line.act === 'post');

/** Every id a line registers or names, as `register:id`. */
function idsNamed(line: PostLine): string[] {
  const found: string[] = [];
  const walk = (value: unknown, key: string) => {
    if (Array.isArray(value)) return value.forEach((item) => walk(item, key));
    if (typeof value === 'object' && value !== null) return Object.entries(value).forEach(([name, item]) => walk(item, name));
    if (typeof value !== 'string' || value.startsWith('{{')) return;
    if (key === 'actor' || key === 'holder' || key === 'memberOf') found.push(`actors:${value}`);
    if (key === 'issue' || key === 'parent' || (key === 'issues' && line.path.endsWith('/stories'))) found.push(`issues:${value}`);
    if (key === 'outlet' || key === 'source' || key === 'wire') found.push(`sources:${value}`);
  };
  walk(line.body, '');
  return found;
}

describe.each(['rafah-first-reconstruction.jsonl', 'cuban-missile-crisis.jsonl'])('%s', (file) => {
  it('sends only bodies that the API accepts', () => {
    const faults = actsOf(file).flatMap((line) => faultsOf(line.path, line.body).map((fault) => `${file}:${line.line} ${fault}`));
    expect(faults).toEqual([]);
  });

  it('registers every id before it names it, and none twice', () => {
    const known = new Set<string>();
    const faults: string[] = [];
    for (const line of actsOf(file)) {
      for (const name of idsNamed(line)) if (!known.has(name)) faults.push(`${file}:${line.line} names ${name} before it is registered`);
      const register = /\/(actors|issues|outlets|sources)$/.exec(line.path)?.[1];
      if (register === undefined) continue;
      // Outlets and sources share one id space (API §1.1).
      const entry = `${register === 'outlets' ? 'sources' : register}:${String(line.body['id'])}`;
      if (known.has(entry)) faults.push(`${file}:${line.line} registers ${entry} again`);
      known.add(entry);
    }
    expect(faults).toEqual([]);
  });
});

describe('demo.jsonl', () => {
  it('sends only bodies that the API accepts', () => {
    expect(actsOf(DEMO_FILE).flatMap((line) => faultsOf(line.path, line.body))).toEqual([]);
  });

  it('marks each of its three follow-ups as synthetic, where every reader sees it', () => {
    const headlines = actsOf(DEMO_FILE).flatMap((line) => (typeof line.body['headline'] === 'string' ? [line.body['headline']] : []));
    expect(headlines).toHaveLength(3);
    for (const headline of headlines) expect(headline).toMatch(/^\[synthetic\] /);
  });

  it('names the claims of the article in the order in which the article was filed', () => {
    const read = linesOf(DEMO_FILE).find((line) => line.act === 'get');
    const filed = actsOf('rafah-first-reconstruction.jsonl').find((line) => line.path.endsWith('/reports'))!;
    expect(read?.refs).toEqual((filed.body['claims'] as { ref: string }[]).map((claim) => claim.ref));
  });

  it('treats each claim of the article exactly once in its correction', () => {
    const revision = actsOf(DEMO_FILE).find((line) => line.path.endsWith('/revisions'))!;
    const filed = actsOf('rafah-first-reconstruction.jsonl').find((line) => line.path.endsWith('/reports'))!;
    expect((revision.body['claims'] as { claim: string }[]).map((entry) => entry.claim).sort()).toEqual(
      (filed.body['claims'] as { ref: string }[]).map((claim) => `{{R01.claim.${claim.ref}}}`).sort(),
    );
  });
});

describe('the seed stories', () => {
  it('hold what the domain asks of them: 30 claims of one article; at least 24 reports and 60 claims of the crisis', () => {
    const claimsIn = (file: string) =>
      actsOf(file).filter((line) => line.path.endsWith('/reports')).map((line) => (line.body['claims'] as unknown[]).length);
    expect(claimsIn('rafah-first-reconstruction.jsonl')).toEqual([30]);
    const crisis = claimsIn('cuban-missile-crisis.jsonl');
    expect(crisis.length).toBeGreaterThanOrEqual(24);
    expect(crisis.reduce((sum, claims) => sum + claims, 0)).toBeGreaterThanOrEqual(60);
  });

  it('say of every text they carry that it is our own paraphrase', () => {
    const texts = ['rafah-first-reconstruction.jsonl', 'cuban-missile-crisis.jsonl']
      .flatMap(actsOf)
      .filter((line) => typeof line.body['text'] === 'string' && line.path.endsWith('/reports'));
    expect(texts.length).toBeGreaterThan(0);
    for (const line of texts) expect(line.body['note']).toMatch(/our own paraphrase/);
  });
});

describe('seeds/README.md', () => {
  it('gives the public source of every claim of the missile crisis', () => {
    const readme = readFileSync(new URL('README.md', SEED_DIRECTORY), 'utf8');
    const sourced = new Set(
      [...readme.matchAll(/^\| (C\d\d\w*) \| ([^|]+) \| ([^|]+) \|/gm)].flatMap((row) => [...row[2]!.matchAll(/`([^`]+)`/g)].map((ref) => `${row[1]}.${ref[1]}`)),
    );
    const coded = actsOf('cuban-missile-crisis.jsonl')
      .filter((line) => line.as !== null)
      .flatMap((line) => (line.body['claims'] as { ref?: string; with?: { ref: string } }[]).flatMap((claim) => claim.with?.ref ?? claim.ref ?? []).map((ref) => `${line.as}.${ref}`));
    expect(coded.filter((claim) => !sourced.has(claim))).toEqual([]);
    expect([...sourced].filter((claim) => !coded.includes(claim))).toEqual([]);
  });
});
