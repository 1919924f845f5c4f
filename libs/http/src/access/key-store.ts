import { IsNull, type DataSource } from 'typeorm';
import { utcTime } from '../requests/decorators.js';
import { NotFound } from '../problems/problem.js';
import { ApiKey } from './api-key.entity.js';
import type { RoleName } from './caller.js';
import { hashOf, newKey } from './key-text.js';

/** A key without its secret, as lists show it. Times are RFC 3339. */
export interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly role: RoleName;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** Makes, lists and revokes API keys; used by the API and by `chancery keys`. */
export class KeyStore {
  constructor(private readonly source: DataSource) {}

  /** A new key. `key` is its only appearance: the database keeps a hash of the secret. */
  async createKey({ name, role, expiresAt }: { name: string; role: RoleName; expiresAt: string | null }): Promise<KeyView & { key: string }> {
    const { id, secret, text } = newKey();
    const keys = this.source.getRepository(ApiKey);
    await keys.insert({ id, name, role, secretHash: hashOf(secret), expiresAt: expiresAt === null ? null : new Date(utcTime(expiresAt)) });
    return { ...viewOf(await keys.findOneByOrFail({ id })), key: text };
  }

  /** All keys, also expired and revoked ones, oldest first. */
  async listKeys(): Promise<KeyView[]> {
    const keys = await this.source.getRepository(ApiKey).find({ order: { createdAt: 'asc', id: 'asc' } });
    return keys.map(viewOf);
  }

  /** Ends a key from now on; once more changes nothing. @throws NotFound */
  async revokeKey(id: string): Promise<KeyView> {
    const keys = this.source.getRepository(ApiKey);
    await keys.update({ id, revokedAt: IsNull() }, { revokedAt: () => 'now()' });
    const key = await keys.findOneBy({ id });
    if (key === null) throw new NotFound('key', id);
    return viewOf(key);
  }
}

function viewOf({ id, name, role, createdAt, expiresAt, revokedAt }: ApiKey): KeyView {
  return { id, name, role, createdAt: timeOf(createdAt)!, expiresAt: timeOf(expiresAt), revokedAt: timeOf(revokedAt) };
}

function timeOf(time: Date | string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
