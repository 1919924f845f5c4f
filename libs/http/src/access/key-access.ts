import type { Pool } from '#libs/database';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { stateOf } from '../requests/request-state.js';
import { WrongSetting, type HttpSettings } from '../settings.js';
import { Access } from './access.js';
import { anonymous, roleNames, type Caller, type RoleName } from './caller.js';
import { hashOf, readKey, sameSecret, type KeyParts } from './key-text.js';
import type { TokenCheck } from './token-check.js';

interface KeyRow {
  id: string;
  name: string;
  role: RoleName;
  secret_hash: Buffer;
  valid: boolean;
}

/** Access by API key, by OIDC token, or anonymous (API §1.9). */
export class KeyAccess extends Access {
  private readonly admin: { id: string; hash: Buffer } | null;
  /** Lookups that wait for the one under way, by key id. */
  private waiting = new Map<string, ((row: KeyRow | null | Error) => void)[]>();
  private asking = false;

  constructor(
    private readonly pool: Pool,
    private readonly settings: Pick<HttpSettings, 'anonymousRead' | 'adminKey'>,
    private readonly tokens: TokenCheck | null,
  ) {
    super();
    const parts = settings.adminKey === null ? null : readKey(settings.adminKey);
    if (settings.adminKey !== null && parts === null) throw new WrongSetting('ADMIN_KEY', 'it must have the form chy_<12 characters a-z 0-9>_<43 characters A-Z a-z 0-9>');
    this.admin = parts === null ? null : { id: parts.id, hash: hashOf(parts.secret) };
  }

  async authenticate(request: FastifyRequest): Promise<Caller | null> {
    const header = request.headers.authorization;
    if (header === undefined) return this.settings.anonymousRead ? anonymous : null;
    const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
    if (token === undefined) throw refused('Credentials are sent as "Authorization: Bearer <key>".');
    if (token.startsWith('chy_')) {
      const parts = readKey(token);
      const caller = parts === null ? null : await this.callerOf(parts);
      if (caller === null) throw refused('The key is unknown, expired or revoked.');
      return caller;
    }
    const caller = await this.tokens?.check(token);
    if (caller === undefined || caller === null) throw refused('The token is not valid here.');
    return caller;
  }

  async stillValid(request: FastifyRequest): Promise<boolean> {
    try {
      const before = stateOf(request).caller;
      const now = await this.authenticate(request);
      return now !== null && now.id === before?.id && roleNames.indexOf(now.role) >= roleNames.indexOf(before.role);
    } catch (error) {
      if (error instanceof Problem && error.problemType === 'unauthenticated') return false;
      throw error;
    }
  }

  private async callerOf({ id, secret }: KeyParts): Promise<Caller | null> {
    if (this.admin?.id === id) return sameSecret(secret, this.admin.hash) ? { id, name: 'admin', kind: 'key', role: 'admin' } : null;
    const row = await this.lookUp(id);
    if (row === null || !sameSecret(secret, row.secret_hash) || !row.valid) return null;
    return { id: row.id, name: row.name, kind: 'key', role: row.role };
  }

  /**
   * The row of a key as it is now: a revocation counts for every request that arrives after it, in every process, so nothing
   * is cached. Requests that arrive while one look is under way share the next, which makes many cost little more than one.
   */
  private lookUp(id: string): Promise<KeyRow | null> {
    return new Promise((resolve, reject) => {
      const others = this.waiting.get(id) ?? [];
      others.push((row) => (row instanceof Error ? reject(row) : resolve(row)));
      this.waiting.set(id, others);
      if (!this.asking) void this.ask();
    });
  }

  private async ask(): Promise<void> {
    this.asking = true;
    while (this.waiting.size > 0) {
      const round = this.waiting;
      this.waiting = new Map();
      let rows: Map<string, KeyRow> | Error;
      try {
        const { rows: found } = await this.pool.query<KeyRow>({
          name: 'api-keys',
          text: 'select id, name, role, secret_hash, revoked_at is null and (expires_at is null or expires_at > now()) as valid from app.api_key where id = any($1::text[])',
          values: [[...round.keys()]],
        });
        rows = new Map(found.map((row) => [row.id, row]));
      } catch (error) {
        rows = error instanceof Error ? error : new Error(String(error));
      }
      for (const [id, tell] of round) for (const one of tell) one(rows instanceof Error ? rows : (rows.get(id) ?? null));
    }
    this.asking = false;
  }
}

function refused(detail: string): Problem {
  return new Problem('unauthenticated', detail, {}, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
}
