import { CannotRun } from '../cannot-run.js';
import { addressOf, listening } from './life.js';

it('listens on port 3000 of this machine alone, unless told otherwise', () => {
  expect(listening({})).toEqual({ port: 3000, host: '127.0.0.1' });
  expect(listening({ PORT: ' 8080 ', HOST: '0.0.0.0' })).toEqual({ port: 8080, host: '0.0.0.0' });
});

it.each(['99999', '-1', '3000.5', 'http', '0x50'])('refuses the port %s', (PORT) => {
  expect(() => listening({ PORT })).toThrow(CannotRun);
  expect(() => listening({ PORT })).toThrow(`PORT is "${PORT}"`);
});

it('tells people an address that they can open', () => {
  const server = { address: () => ({ port: 3000 }) };
  expect(addressOf(server, '0.0.0.0')).toBe('http://localhost:3000');
  expect(addressOf(server, 'chancery.example')).toBe('http://chancery.example:3000');
});
