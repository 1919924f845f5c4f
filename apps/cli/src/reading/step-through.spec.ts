import { frameAt, wishOf, type Wish } from './step-through.js';
import type { Frame } from './frames.js';

const typed = (keys: string): Wish => [...keys].reduce<Wish>((wish, key) => wishOf(wish.do === 'type' ? wish.line : '', key), { do: 'type', line: '' });

it('steps, plays, blames and quits at one key', () => {
  expect(['n', 'p', ' ', 'b', 'q'].map(typed)).toEqual([{ do: 'step', by: 1 }, { do: 'step', by: -1 }, { do: 'play' }, { do: 'blame' }, { do: 'quit' }]);
});

it('gathers numbers until Enter, and lets a slip be taken back', () => {
  expect(typed('g 12\r')).toEqual({ do: 'go', to: 12 });
  expect(typed('d 12 27\u007f6\r')).toEqual({ do: 'compare', a: 12, b: 26 });
});

it('drops a line that makes no sense', () => {
  expect([typed('g\r'), typed('d 12\r'), typed('x')]).toEqual([{ do: 'type', line: '' }, { do: 'type', line: '' }, { do: 'type', line: '' }]);
});

it('goes to the last frame that is not later than the position', () => {
  const frames = [11, 26, 30].map((position) => ({ position }) as Frame);
  expect([1, 11, 27, 99].map((position) => frameAt(frames, position))).toEqual([0, 0, 1, 2]);
});
