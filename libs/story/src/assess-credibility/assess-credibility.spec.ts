import { NotFound } from '#libs/http';
import { opened, report } from '../../test/builders.js';
import { given } from '../../test/given.js';
import { assessCredibility } from './assess-credibility.js';

const grade = { claim: 'clm_1', grade: 2 as const, reason: 'two cables agree' };
it('grades a claim in the stream of its report', () =>
  given(opened(), report(1)).when(assessCredibility, grade).then({ type: 'CredibilityAssessed', stream: 'report/rpt_1', data: { ...grade, report: 'rpt_1' } }));
it('keeps a second grade that says the same: somebody else may have looked', () => given(opened(), report(1)).when(assessCredibility, { ...grade, grade: null }).thenTypes('CredibilityAssessed'));
it('grades only claims there are', () => given(opened()).when(assessCredibility, grade).thenRefuses(NotFound));
