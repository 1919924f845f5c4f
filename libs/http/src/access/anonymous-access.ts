import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { Access } from './access.js';
import { anonymous, roleNames, type Caller, type RoleName } from './caller.js';

/**
 * Access without a key store, for specs of single features: everybody reads; a bearer token that is a role's name gives that
 * role. Never bound in the service.
 */
@Injectable()
export class AnonymousAccess extends Access {
  authenticate(request: FastifyRequest): Promise<Caller | null> {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return Promise.resolve(anonymous);
    const role = roleNames.find((name) => name === token) as RoleName | undefined;
    if (role === undefined) throw new Problem('unauthenticated', 'The key is not valid.', {}, { 'WWW-Authenticate': 'Bearer' });
    return Promise.resolve({ id: `test-${role}`, name: role, kind: 'key', role });
  }

  stillValid(): Promise<boolean> {
    return Promise.resolve(true);
  }
}
