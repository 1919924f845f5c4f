import fs from 'node:fs';
import path from 'node:path';
import { DatabaseProblem } from '../database-problem.js';

/** The unprivileged account that runs the server when we are root. PostgreSQL refuses to run as root. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * The account to run the server as: none (our own) for an ordinary user; for root, `CHANCERY_PG_USER` or `nobody`.
 * It must be a named one: initdb looks its own uid up.
 * @throws DatabaseProblem when there is no such account.
 */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const wanted = process.env.CHANCERY_PG_USER?.trim() || 'nobody';
  const row = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name, , uid]) => name === wanted && uid !== '0');
  if (!row) {
    throw new DatabaseProblem(
      `PostgreSQL does not run as root, and there is no unprivileged account "${wanted}" to run it: name one in CHANCERY_PG_USER, or set DATABASE_URL to a server of your own.`,
    );
  }
  return { name: wanted, uid: Number(row[2]), gid: Number(row[3]) };
}

/** Whether every directory above `target` can be entered by the account. A missing directory counts as open: we will make it. */
export function reachableBy(account: Account, target: string): boolean {
  for (let directory = path.dirname(path.resolve(target)); ; directory = path.dirname(directory)) {
    const stat = fs.statSync(directory, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      const searchBit = stat.uid === account.uid ? 0o100 : stat.gid === account.gid ? 0o010 : 0o001;
      if ((stat.mode & searchBit) === 0) return false;
    }
    if (directory === path.dirname(directory)) return true;
  }
}
