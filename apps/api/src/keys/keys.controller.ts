import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { IsIn, IsString, Length } from 'class-validator';
import { Caller, Describe, Heads, InvalidRequest, IsTime, KeyStore, List, Nullable, Role, fault, listPage, roleNames, utcTime, type Answer, type CallerIdentity, type ListAnswer, type ListRequest, type RoleName } from '#libs/http';

export class CreateKey {
  @IsString() @Length(1, 80) name!: string;
  @IsIn(roleNames) role!: RoleName;
  @Nullable() @IsTime() expiresAt: string | null = null;
}

const keyExample = { id: 'k3v0a1b2c3d4', name: 'ana', role: 'editor', createdAt: '2026-11-22T10:00:00.000Z', expiresAt: null, revokedAt: null };

/** Keys are kept beside the log: they say who may write it. */
@Controller()
export class KeysController {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(Heads) private readonly heads: Heads,
  ) {}

  @Get('keys')
  @Role('A')
  @Describe('All keys, without their secrets', { example: { items: [keyExample], next: null, position: 26 } })
  async list(@List() { after, limit, whole }: ListRequest): Promise<ListAnswer> {
    const keys = await this.keys.listKeys();
    const rest = keys.slice(after === null ? 0 : keys.findIndex(({ id }) => id === after) + 1);
    const page = whole ? { items: rest, after: null } : listPage(rest, limit, ({ id }) => id);
    return { ...page, ...(await this.now()) };
  }

  @Post('keys')
  @Role('A')
  @Describe('A new key; it is shown this once', { request: { name: 'ana', role: 'editor', expiresAt: null }, example: { id: keyExample.id, name: 'ana', role: 'editor', expiresAt: null, key: 'chy_k3v0a1b2c3d4_…' } })
  async create(@Body() request: CreateKey): Promise<Answer> {
    if (request.expiresAt !== null && Date.parse(utcTime(request.expiresAt)) <= Date.now()) {
      throw new InvalidRequest([fault('body', '/expiresAt', 'range', 'expiresAt must be in the future.', { got: request.expiresAt })]);
    }
    const { id, name, role, expiresAt, key } = await this.keys.createKey(request);
    return { body: { id, name, role, expiresAt, key }, status: 201, location: '/api/v1/keys', ...(await this.now()) };
  }

  @Post('keys/:id/revocation')
  @Role('A')
  @Describe('Ends a key, in force at once', { example: { ...keyExample, revokedAt: '2026-11-23T10:00:00.000Z' } })
  async revoke(@Param('id') id: string): Promise<Answer> {
    return { body: await this.keys.revokeKey(id), status: 201, ...(await this.now()) };
  }

  @Get('whoami')
  @Role('R')
  @Describe('Who the service takes you for', { example: { id: 'k3v0a1b2c3d4', name: 'ana', role: 'editor', kind: 'key' } })
  async whoami(@Caller() { id, name, role, kind }: CallerIdentity): Promise<Answer> {
    return { body: { id, name, role, kind }, ...(await this.now()) };
  }

  private async now(): Promise<{ position: number; changedAt: number; rev: number; noStore: true }> {
    const { position } = await this.heads.head();
    return { position, changedAt: position, rev: 1, noStore: true };
  }
}
