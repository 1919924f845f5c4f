import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { Problem } from '../problems/problem.js';
import { WrongSetting, type OidcSettings } from '../settings.js';
import { roleNames, type Caller } from './caller.js';

/** Signature algorithms that may be configured. No shared secrets, and `none` is none. */
const asymmetric = /^(?:RS|PS|ES)(?:256|384|512)$|^EdDSA$|^Ed25519$/;

/** Checks OIDC access tokens: signature by the issuer's published keys, issuer, audience, times, and `chanceryRole`. */
export class TokenCheck {
  private keys: JWTVerifyGetKey | null;

  constructor(private readonly settings: OidcSettings, keys: JWTVerifyGetKey | null = null) {
    const wrong = settings.algorithms.filter((algorithm) => !asymmetric.test(algorithm));
    if (settings.algorithms.length === 0 || wrong.length > 0) throw new WrongSetting('OIDC_ALGORITHMS', `it must list signature algorithms with public keys, such as RS256 or ES256${wrong.length > 0 ? `; not ${wrong.join(', ')}` : ''}`);
    this.keys = keys;
  }

  /** The caller a token names, or null when it is not valid here. @throws Problem `unavailable` when the issuer's keys cannot be had */
  async check(token: string): Promise<Caller | null> {
    try {
      const { payload } = await jwtVerify(token, await this.issuerKeys(), {
        issuer: this.settings.issuer,
        audience: this.settings.audience,
        algorithms: [...this.settings.algorithms],
        requiredClaims: ['sub', 'exp'],
        clockTolerance: 5,
      });
      const role = roleNames.find((name) => name === payload.chanceryRole);
      if (role === undefined || typeof payload.sub !== 'string') return null;
      const name = [payload.name, payload.preferred_username].find((text): text is string => typeof text === 'string') ?? payload.sub;
      return { id: payload.sub, name, kind: 'jwt', role };
    } catch (error) {
      if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error instanceof TypeError || (error as { code?: unknown }).code === 'ERR_JOSE_GENERIC') throw new Problem('unavailable', 'The keys of the token issuer cannot be fetched at the moment.');
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  private async issuerKeys(): Promise<JWTVerifyGetKey> {
    if (this.keys !== null) return this.keys;
    const uri = this.settings.jwksUri ?? (await discover(this.settings.issuer));
    return (this.keys = createRemoteJWKSet(new URL(uri)));
  }
}

async function discover(issuer: string): Promise<string> {
  const reply = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  const document = reply?.ok ? ((await reply.json()) as { issuer?: unknown; jwks_uri?: unknown }) : null;
  if (document === null || document.issuer !== issuer || typeof document.jwks_uri !== 'string') throw new Problem('unavailable', 'The discovery document of the token issuer cannot be read at the moment.');
  return document.jwks_uri;
}
