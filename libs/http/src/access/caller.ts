import type { Role } from '../requests/plan.js';

export type RoleName = 'reader' | 'reporter' | 'editor' | 'admin';

/** Who sent a request; `id` and `name` are what `recordedBy` of an event keeps. */
export interface Caller {
  readonly id: string | null;
  readonly name: string | null;
  readonly kind: 'key' | 'jwt' | 'anonymous';
  readonly role: RoleName;
}

export const roleNames = ['reader', 'reporter', 'editor', 'admin'] as const satisfies readonly RoleName[];
const letters: Record<Role, RoleName> = { R: 'reader', P: 'reporter', E: 'editor', A: 'admin' };

export function roleName(role: Role): RoleName {
  return letters[role];
}

/** Whether a role includes another: each includes those before it. */
export function includesRole(has: RoleName, needs: RoleName): boolean {
  return roleNames.indexOf(has) >= roleNames.indexOf(needs);
}

export const anonymous: Caller = { id: null, name: null, kind: 'anonymous', role: 'reader' };
