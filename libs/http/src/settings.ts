/** What the HTTP side can be told from outside; `apps/api` reads it from the environment. */
export class HttpSettings {
  /** Role reader for requests without a key. */
  anonymousRead = true;
  /** An admin key in the form `chy_<id>_<secret>` that is valid from the start, or null. */
  adminKey: string | null = null;
  /** Requests a minute for each key, else each address; 0 switches the limit off. */
  rateRead = 600;
  rateWrite = 120;
  /** Open event streams for each key, else each address. */
  streams = 20;
  /** Bytes of a JSON body. */
  jsonLimit = 1024 * 1024;
  /** Bytes of an import body. */
  importLimit = 64 * 1024 * 1024;
  /** Milliseconds between the heartbeats of an event stream. */
  heartbeatMs = 15_000;
  /** OIDC tokens are accepted when an issuer is set. */
  oidc: OidcSettings | null = null;
  /** Trust `X-Forwarded-For` of a proxy in front. */
  trustProxy = false;
  /** Version of the service. */
  version = '0.1.0';
  /** The report of a claim, for the right action where a claim was to be edited. */
  reportOf: (claimId: string) => Promise<string | null> = () => Promise.resolve(null);
}

export interface OidcSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Accepted signature algorithms, for example RS256 or ES256. Never `none`, never a shared secret. */
  readonly algorithms: readonly string[];
  /** Where the keys are; by default found through the issuer's discovery document. */
  readonly jwksUri: string | null;
}

/** A setting that cannot be used. The command line tells it in one line, by its name. */
export class WrongSetting extends Error {
  constructor(setting: string, why: string) {
    super(`Setting ${setting}: ${why}.`);
    this.name = 'WrongSetting';
  }
}
