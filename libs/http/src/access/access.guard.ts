import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RateLimits } from '../limits/rate-limits.js';
import { Problem } from '../problems/problem.js';
import { planOf } from '../requests/plan.js';
import { stateOf } from '../requests/request-state.js';
import { Access } from './access.js';
import { includesRole, roleName } from './caller.js';

/** Who may do what (API §1.9), and how often (§1.10): 401, then 403; 429 may come before 403. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const plan = planOf(context.getClass(), context.getHandler().name);
    const state = stateOf(request);
    state.plan = plan;
    if (plan.role === null) {
      if (!plan.unlimited) this.limits.count(request, null);
      return true;
    }
    let caller;
    try {
      caller = await this.access.authenticate(request);
    } catch (error) {
      // Guessing keys is limited like reading, by address.
      this.limits.count(request, null);
      throw error;
    }
    this.limits.count(request, caller);
    const required = roleName(plan.role);
    if (caller === null || (caller.kind === 'anonymous' && required !== 'reader')) {
      throw new Problem('unauthenticated', `This needs a key with the role ${required} in the header Authorization.`, {}, { 'WWW-Authenticate': 'Bearer' });
    }
    state.caller = caller;
    if (!includesRole(caller.role, required)) {
      throw new Problem('insufficient-role', `This needs the role ${required}; the key has ${caller.role}.`, { required, actual: caller.role });
    }
    return true;
  }
}
