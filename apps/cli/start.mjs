#!/usr/bin/env node
// Plain JavaScript on purpose: this runs before anything has been compiled. It builds what is out of date, then
// hands over to the compiled command:  node apps/cli/start.mjs build [--force]  |  node apps/cli/start.mjs <verb> …
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const dist = path.join(root, 'dist');
const stamp = path.join(dist, '.stamp');
const lock = path.join(dist, '.lock');
const sources = ['apps', 'libs', 'migrations', 'seeds', 'test', 'tsconfig.json', 'package.json', 'package-lock.json'];
const compiler = path.join(root, 'node_modules/typescript7/bin/tsc');
const bundler = path.join(root, 'node_modules/vite/bin/vite.js');

class CannotStart extends Error {}

const [verb, ...rest] = process.argv.slice(2);
try {
  checkNode();
  if (!fs.existsSync(path.join(root, 'node_modules'))) throw new CannotStart(`The dependencies are not installed: run "npm ci" in ${root} first.`);
  await build(verb === 'build' && rest.includes('--force'));
  if (verb !== 'build') {
    const { main } = await import(pathToFileURL(path.join(dist, 'apps/cli/src/main.js')).href);
    await main(process.argv.slice(2));
  }
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`chancery: ${error.message}\n`);
  process.exitCode = 1;
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new CannotStart(`Node ${process.versions.node} is too old: install Node 22 or 24 (20.19 at least).`);
}

/** Builds unless the last build is newer than every source. Two processes at once: one builds, the other waits. */
async function build(force) {
  if (!fs.existsSync(path.join(root, 'tsconfig.json'))) return; // an image carries no sources
  if (!force && isFresh()) return;
  if (!fs.existsSync(compiler)) {
    if (fs.existsSync(stamp)) return; // installed without development dependencies: what is built is what there is
    throw new CannotStart('Nothing is built yet, and the compiler is not installed: run "npm ci" without --omit=dev.');
  }
  try {
    fs.mkdirSync(dist, { recursive: true });
    fs.accessSync(dist, fs.constants.W_OK);
  } catch (error) {
    throw new CannotStart(`The sources have to be built, but ${dist} is not writable for this user (${error.code}): run "npm run build" as its owner, or work in a copy of your own.`);
  }

  const release = await takeLock();
  try {
    if (!force && isFresh()) return; // the process we waited for has built it
    await compile();
  } finally {
    release();
  }
}

async function compile() {
  const started = Date.now();
  const jobs = [run(compiler, '-p', path.join(root, 'tsconfig.json'))];
  if (fs.existsSync(path.join(root, 'apps/web/index.html'))) {
    jobs.push(run(bundler, 'build', '-c', path.join(root, 'apps/web/vite.config.mjs'), '--logLevel', 'error'));
  }
  const failed = (await Promise.all(jobs)).filter((code) => code !== 0);
  if (failed.length > 0) throw new CannotStart('The build failed, see above.');

  // In place, not into an emptied directory: a service that runs from here keeps its files. But the output of a
  // source that is gone must go too, or a deleted spec would go on passing.
  for (const file of filesBelow(dist)) if (!hasSource(file)) fs.rmSync(path.join(dist, file));
  fs.writeFileSync(stamp, '');
  fs.utimesSync(stamp, started / 1000, started / 1000); // the start counts: an edit during the build is built next time
  process.stderr.write(`built in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

function run(program, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function isFresh() {
  const built = fs.statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
  return built !== undefined && sources.every((source) => newest(path.join(root, source)) <= built);
}

/** The last change below a path, in ms; a directory's own time counts too, since that is where a removal shows. */
function newest(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = fs.readdirSync(file).filter((name) => name !== 'node_modules');
  return Math.max(stat.mtimeMs, ...inside.map((name) => newest(path.join(file, name))));
}

function filesBelow(directory, prefix = '') {
  return fs.readdirSync(path.join(directory, prefix), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(prefix, entry.name);
    if (file === 'web' || file.startsWith('.')) return []; // the bundler keeps its own directory clean
    return entry.isDirectory() ? filesBelow(directory, file) : [file];
  });
}

function hasSource(file) {
  const source = path.join(root, file.replace(/\.map$/, ''));
  return [source, source.replace(/\.js$/, '.ts'), source.replace(/\.js$/, '.tsx')].some((candidate) => fs.existsSync(candidate));
}

/** Waits for the build lock and returns what gives it back. A lock whose process has died is taken over. */
async function takeLock() {
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => fs.rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isAlive(holder(lock))) {
      // By a rename, which only one of several waiters can win; and looked at once more, lest it was a newer one.
      const stale = `${lock}.${process.pid}`;
      try {
        fs.renameSync(lock, stale);
        if (isAlive(holder(stale))) fs.linkSync(stale, lock);
        fs.rmSync(stale, { force: true });
      } catch (error) {
        if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
      }
      continue;
    }
    await sleep(100);
  }
}

function holder(file) {
  try {
    const text = fs.readFileSync(file, 'utf8');
    return text === '' ? process.pid : Number(text); // being written at this moment
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
