// Runs the specs of test/e2e in a real browser:  npm run test:browser [-- jest options]
// Without a browser it says so and does nothing; with REQUIRE_BROWSER=1, as in the full run, that is a failure.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const browser = candidates.find((file) => file && fs.existsSync(file));
if (!browser) {
  console.log('Browser tests NOT run: no Chromium or Chrome found. Install one (Debian: apt-get install chromium), or name it in CHROMIUM_PATH.');
  process.exit(process.env.REQUIRE_BROWSER === '1' ? 1 : 0);
}

const { jest } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const config = {
  ...jest,
  rootDir: root,
  testMatch: ['<rootDir>/dist/test/e2e/**/*.spec.js'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
  maxWorkers: 1, // one browser at a time: two on a small machine make each other late
};
console.log(`Browser tests with ${browser}`);
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    path.join(root, 'node_modules/jest/bin/jest.js'),
    '--config',
    JSON.stringify(config),
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH: browser } },
);
process.exit(status ?? 1);
