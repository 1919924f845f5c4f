import { seedingKey } from './seeding.js';

it('files seeds under one name at every start, so that a broken start is finished by the next, and with a new secret', () => {
  const [first, second] = [seedingKey(), seedingKey()];
  expect(first).toMatch(/^chy_[a-z0-9]{12}_[A-Za-z0-9]{43}$/);
  expect(first.split('_')[1]).toBe(second.split('_')[1]);
  expect(first.split('_')[2]).not.toBe(second.split('_')[2]);
});
