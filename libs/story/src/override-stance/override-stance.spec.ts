import { NotFound } from '#libs/http';
import { opened } from '../../test/builders.js';
import { fact, given } from '../../test/given.js';
import { NothingChanged } from '../refusals/index.js';
import { overrideStance, type OverrideStance } from './override-stance.js';

const override = (some: Partial<OverrideStance> = {}): OverrideStance => ({ holder: 'usa', issue: 'removal', value: 2, reason: 'the letter says so', cellShown: true, ...some });
const overridden = (value: number | null) => fact('StanceOverridden', { holder: 'usa', issue: 'removal', value, reason: '' });

describe('overriding a stance', () => {
  it('is recorded', () => given(opened()).when(overrideStance, override()).then({ type: 'StanceOverridden', data: { value: 2 } }));
  it('is lifted with null', () => given(opened(), overridden(2)).when(overrideStance, override({ value: null })).thenTypes('StanceOverridden'));
  it('is refused when it says the same', () => given(opened(), overridden(2)).when(overrideStance, override()).thenRefuses(NothingChanged));
  it('has nothing to lift where none stands', () => {
    given(opened()).when(overrideStance, override({ value: null })).thenRefuses(NothingChanged);
    given(opened(), overridden(2), overridden(null)).when(overrideStance, override({ value: null })).thenRefuses(NothingChanged);
  });
  it('needs a cell: without a claim there is no stance to judge', () => given(opened()).when(overrideStance, override({ cellShown: false })).thenRefuses(NotFound));
});
