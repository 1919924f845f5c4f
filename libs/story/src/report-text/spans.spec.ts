import { spanFault } from './spans.js';

const at = (text: string, start: number, end: number, exact: string) => spanFault(text, { start, end, exact });

describe('a span quotes the text as sent', () => {
  it('is right when the slice is the quoted words', () => expect(at('The envoy left.', 4, 9, 'envoy')).toBeNull());

  it('says what stands there instead', () => expect(at('The envoy left.', 4, 10, 'envoy')).toEqual({ why: 'differs', found: 'envoy ' }));

  it('is wrong beyond the end, and when it is empty', () => {
    expect(at('short', 0, 6, 'short ')?.why).toBe('outside');
    expect(at('short', 3, 3, '')?.why).toBe('outside');
  });

  it('counts UTF-16 units: a character beyond the basic plane is two', () => expect(at('🕊 peace', 3, 8, 'peace')).toBeNull());

  it('never cuts a surrogate pair, at either end', () => {
    expect(at('🕊 peace', 1, 8, '\udd4a peace')?.why).toBe('splits-a-character');
    expect(at('peace 🕊', 0, 7, 'peace \ud83d')?.why).toBe('splits-a-character');
  });

  it('tells a combining mark from the composed letter', () => {
    expect(at('cafe\u0301 talks', 0, 5, 'cafe\u0301')).toBeNull();
    expect(at('cafe\u0301 talks', 0, 5, 'caf\u00e9')?.why).toBe('differs');
  });
});
