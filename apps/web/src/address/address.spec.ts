import { type Address, filtersOf, formatAddress, momentOf, parseAddress } from './address.js';

describe('the address of a view', () => {
  const views: Address[] = [
    { screen: 'stories', query: {} },
    { screen: 'timeline', slug: 'rafah-first-reconstruction', query: { actor: ['usa', 'isr'], voice: ['relayed'], q: 'meeting Istanbul', knownAt: '106', selected: 'occ_5E' } },
    { screen: 'timeline', slug: 'x-y', query: { clock: 'published', publishedBy: '2026-11-23T10:00:00Z', from: '2025-01-01', to: '2025-02-01' } },
    { screen: 'stances', slug: 'x-y', query: { view: 'lanes' } },
    { screen: 'cell', slug: 'x-y', holder: 'usa', issue: 'us-hamas-contact', query: {} },
    { screen: 'markers', slug: 'x-y', query: { severity: '2', rule: 'single-source' } },
    { screen: 'compare', slug: 'x-y', a: '26', b: 'head', query: { claim: 'clm_1A' } },
    { screen: 'compare', slug: 'x-y', a: '2026-11-22T10:00:00Z', b: '2026-11-24T08:30:00.000000Z', query: {} },
    { screen: 'new-report', slug: 'x-y', query: {} },
    { screen: 'report', id: 'rpt_7Q', query: { claim: 'clm_1A', version: '2' } },
    { screen: 'claim', id: 'clm_1A', query: { knownAt: '12' } },
    { screen: 'occurrence', id: 'occ_5E', query: {} },
  ];
  it.each(views.map((view) => [formatAddress(view), view] as const))('%s opens the view it was written from', (text, view) => {
    expect(parseAddress(text)).toEqual(view);
    expect(formatAddress(parseAddress(text))).toBe(text);
  });
  it('is the same for equal views, whatever the order in which filters were chosen', () => {
    expect(formatAddress(parseAddress('/stories/x-y?q=a&actor=usa&knownAt=3'))).toBe(formatAddress(parseAddress('/stories/x-y?knownAt=3&actor=usa&q=a')));
  });
  it('leaves out members that a view does not know, empty ones and repetitions', () => {
    expect(parseAddress('/stories/x-y?actor=usa&actor=usa&actor=&key=chy_secret&q=').query).toEqual({ actor: ['usa'] });
  });
  it('splits a pair at the first three dots', () => {
    expect(parseAddress('/stories/x-y/compare/1...2...3')).toMatchObject({ a: '1', b: '2...3' });
  });
  it.each(['/stories/x-y/compare/26', '/stories/x-y/unknown', '/elsewhere', '/stories/x-y/stances/usa', '/reports'])('%s is no view', (text) => expect(parseAddress(text).screen).toBe('nowhere'));
  it('survives a broken escape', () => expect(parseAddress('/stories/%E0%A4%A').screen).toBe('timeline'));
  it('takes moment and filters along to another screen, and nothing else', () => {
    const { query } = parseAddress('/stories/x-y?actor=usa&knownAt=7&selected=occ_1&clock=recorded&groupBy=kind');
    expect({ ...filtersOf(query), ...momentOf(query) }).toEqual({ actor: ['usa'], knownAt: '7', clock: 'recorded' });
  });
});
