import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { TokenCheck } from './token-check.js';

const settings = { issuer: 'https://issuer.example', audience: 'chancery', algorithms: ['ES256'], jwksUri: null };

describe('a token of an issuer', () => {
  let sign: (claims: object, options?: { alg?: string; expires?: string; issuer?: string; audience?: string }) => Promise<string>;
  let check: (token: string) => ReturnType<TokenCheck['check']>;
  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    sign = (claims, { alg = 'ES256', expires = '1h', issuer = settings.issuer, audience = settings.audience } = {}) =>
      new SignJWT({ sub: 'u1', name: 'Ana', chanceryRole: 'editor', ...claims }).setProtectedHeader({ alg }).setIssuedAt().setIssuer(issuer).setAudience(audience).setExpirationTime(expires).sign(privateKey);
    const tokens = new TokenCheck(settings, () => publicKey as never);
    check = (token) => tokens.check(token);
  });

  it('names its holder and role', async () => expect(await check(await sign({}))).toEqual({ id: 'u1', name: 'Ana', kind: 'jwt', role: 'editor' }));

  it('is refused when expired, for others, from others, without a role or subject', async () => {
    const tokens = [await sign({}, { expires: '-1h' }), await sign({}, { audience: 'other' }), await sign({}, { issuer: 'https://evil.example' }), await sign({ chanceryRole: 'root' }), await sign({ sub: undefined })];
    for (const token of tokens) expect(await check(token)).toBeNull();
  });

  it('is refused unsigned, altered, or when it is no token', async () => {
    const token = await sign({});
    const unsigned = new UnsecuredJWT({ chanceryRole: 'admin', sub: 'u1' }).setIssuer(settings.issuer).setAudience('chancery').setExpirationTime('1h').encode();
    for (const bad of [unsigned, `${token.slice(0, -4)}AAAA`, 'a.b.c', 'nonsense']) expect(await check(bad)).toBeNull();
  });

  it('needs signature algorithms with public keys', () => {
    for (const algorithms of [[], ['none'], ['HS256'], ['RS256', 'HS512']]) expect(() => new TokenCheck({ ...settings, algorithms })).toThrow('OIDC_ALGORITHMS');
  });
});
