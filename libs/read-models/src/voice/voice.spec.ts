import { fact, hop, SpecStory, type SpecClaim } from '../../test/spec-story.js';
import { effectiveNamedness, isAnonymous, isRelay, sameVoice, strongestVoice, voiceActor, voiceClass } from './voice.js';

const story = () => new SpecStory().actors('usa').outlets('wire', 'daily').source('aide', 'role', 'usa').source('rusk', 'named-person', 'usa');
const telling = (...attribution: SpecClaim['attribution'] & object) => story().report('1', { outlet: 'daily' }, { id: 'a', attribution });
const classOf = (told: SpecStory) => voiceClass(told.facts, told.facts.claim('clm_a')!);

describe('how well a hop is named', () => {
  const { registers } = story().facts;
  it.each([
    ['its own word, where there is no source', hop({ namedness: 'unit' }), 'unit'],
    ['its source, where that is better', hop({ source: 'rusk', namedness: 'role' }), 'named-person'],
    ['its own word, where that is better', hop({ source: 'aide', namedness: 'named-person' }), 'named-person'],
    ['a named office, for an outlet', hop({ source: 'wire' }), 'named-office'],
  ])('is %s', (_, one, expected) => expect(effectiveNamedness(registers, one)).toBe(expected));

  it('is anonymous up to knowledge described, and not from a named office on', () =>
    expect((['none', 'described-knowledge', 'named-office', 'document'] as const).map((namedness) => isAnonymous(registers, hop({ label: 'x', namedness })))).toEqual([true, true, false, false]));

  it('makes a relay of an outlet and of nobody, not of a label or a source', () =>
    expect([hop({ source: 'wire' }), hop({}), hop({ label: 'aides' }), hop({ source: 'aide' })].map((one) => isRelay(registers, one))).toEqual([true, true, false, false]));
});

describe('the class of a voice', () => {
  it.each([
    ['outlet, for an empty chain', [], 'outlet'],
    ['named', [hop({ source: 'rusk' })], 'named'],
    ['unnamed', [hop({ source: 'aide' })], 'unnamed'],
    ['relayed, wherever in the chain the relay stands', [hop({ source: 'wire' }), hop({ source: 'rusk' })], 'relayed'],
  ] as const)('is %s', (_, attribution, expected) => expect(classOf(telling(...attribution))).toBe(expected));

  it('rises when the source is identified, or merged into one that is named', () => {
    const told = telling(hop({ source: 'aide' }));
    expect(classOf(told.tell(fact('SourceIdentified', { id: 'aide', actor: 'usa', namedness: 'named-office', reason: 'memoir' })))).toBe('named');
    expect(classOf(telling(hop({ source: 'aide' })).tell(fact('SourcesMerged', { id: 'rusk', absorbed: ['aide'], reason: 'one' })))).toBe('named');
  });

  it('is the strongest among several: named, outlet, unnamed, relayed', () => {
    const told = story().report('1', {}, { id: 'a', attribution: [hop({})] }, { id: 'b', attribution: [hop({ source: 'aide' })] }, { id: 'c' });
    const claims = ['a', 'b', 'c'].map((id) => told.facts.claim(`clm_${id}`)!);
    expect([strongestVoice(told.facts, claims.slice(0, 1)), strongestVoice(told.facts, claims.slice(0, 2)), strongestVoice(told.facts, claims), strongestVoice(told.facts, [])]).toEqual(['relayed', 'unnamed', 'outlet', null]);
  });
});

describe('two voices', () => {
  const same = (a: SpecClaim['attribution'], b: SpecClaim['attribution'], outlets: [string | null, string | null] = ['daily', 'wire']) => {
    const told = story().report('1', { outlet: outlets[0] }, { id: 'a', attribution: a! }).report('2', { outlet: outlets[1] }, { id: 'b', attribution: b! });
    return sameVoice(told.facts, told.facts.claim('clm_a')!, told.facts.claim('clm_b')!);
  };
  it('are the same by their source', () => expect([same([hop({ source: 'rusk' })], [hop({ source: 'rusk' })]), same([hop({ source: 'rusk' })], [hop({ source: 'aide' })])]).toEqual([true, false]));
  it('are the same by their label, letter case ignored', () => expect(same([hop({ label: 'The Aide' })], [hop({ label: 'the aide' })])).toBe(true));
  it('are the same by the outlet, where the last hop or the chain says nothing', () =>
    expect([same([], [hop({})], ['daily', 'daily']), same([], [], ['daily', 'wire'])]).toEqual([true, false]));
  it('of unknown outlets are those of their reports', () => expect(same([], [], [null, null])).toBe(false));
  it('speak for the actor of their source', () => {
    const told = telling(hop({ source: 'rusk' }));
    expect(voiceActor(told.facts, told.facts.claim('clm_a')!)).toBe('usa');
  });
});
