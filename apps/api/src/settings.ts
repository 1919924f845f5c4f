import { WrongSetting, type HttpSettings } from '#libs/http';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the API process can be told, beside where its database is. */
export interface ApiSettings {
  readonly http: Partial<HttpSettings>;
  /** Whether this process also does the background work (projections, sealing). */
  readonly workers: boolean;
}

/**
 * Reads the settings of the API from the environment: `ADMIN_KEY`, `ANONYMOUS_READ`, `RATE_READ`, `RATE_WRITE`, `TRUST_PROXY`,
 * `OIDC_ISSUER` with `OIDC_AUDIENCE`, `OIDC_ALGORITHMS` (comma-separated, default RS256) and `OIDC_JWKS_URI`, `WORKERS`.
 * @throws WrongSetting that names the setting and what it should be
 */
export function apiSettings(env: Environment): ApiSettings {
  const issuer = text(env, 'OIDC_ISSUER');
  return {
    workers: yesNo(env, 'WORKERS', true),
    http: {
      adminKey: text(env, 'ADMIN_KEY'),
      anonymousRead: yesNo(env, 'ANONYMOUS_READ', true),
      rateRead: whole(env, 'RATE_READ', 600),
      rateWrite: whole(env, 'RATE_WRITE', 120),
      trustProxy: yesNo(env, 'TRUST_PROXY', false),
      oidc: issuer === null ? null : {
        issuer,
        audience: text(env, 'OIDC_AUDIENCE') ?? missing('OIDC_AUDIENCE', 'OIDC_ISSUER is set, so the audience of its tokens is needed'),
        algorithms: (text(env, 'OIDC_ALGORITHMS') ?? 'RS256').split(',').map((name) => name.trim()),
        jwksUri: text(env, 'OIDC_JWKS_URI'),
      },
    },
  };
}

function text(env: Environment, name: string): string | null {
  return env[name]?.trim() || null;
}

function yesNo(env: Environment, name: string, otherwise: boolean): boolean {
  const given = text(env, name)?.toLowerCase();
  if (given === undefined) return otherwise;
  if (['true', 'on', 'yes', '1'].includes(given)) return true;
  if (['false', 'off', 'no', '0'].includes(given)) return false;
  return missing(name, `it is "${given}" but must be true or false`);
}

function whole(env: Environment, name: string, otherwise: number): number {
  const given = text(env, name);
  if (given === null) return otherwise;
  return /^\d{1,9}$/.test(given) ? Number(given) : missing(name, `it is "${given}" but must be a whole number; 0 switches the limit off`);
}

function missing(name: string, why: string): never {
  throw new WrongSetting(name, why);
}
