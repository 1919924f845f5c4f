import { NotFound } from '#libs/http';
import { actor, issue, outlet, source } from '../../test/builders.js';
import { fact, given } from '../../test/given.js';
import { assessReliability } from '../assess-reliability/assess-reliability.js';
import { closeIssue } from '../close-issue/close-issue.js';
import { identifySource } from '../identify-source/identify-source.js';
import { NothingChanged, UnknownReference } from '../refusals/index.js';
import { assignFamily } from './assign-family.js';

const reason = 'as published';

it('assigns a family, and takes it away', () => {
  given(outlet('tass')).whenRegistering(assignFamily, { id: 'tass', family: 'soviet-state', reason }).then({ type: 'OutletFamilyAssigned', stream: 'source/tass' });
  given(outlet('tass', { family: 'soviet-state' })).whenRegistering(assignFamily, { id: 'tass', family: null, reason }).thenTypes('OutletFamilyAssigned');
});
it('refuses the family an outlet has', () => given(outlet('tass', { family: 'soviet-state' })).whenRegistering(assignFamily, { id: 'tass', family: 'soviet-state', reason }).thenRefuses(NothingChanged));
it('gives families to outlets only', () => given(source('aide')).whenRegistering(assignFamily, { id: 'aide', family: null, reason }).thenRefuses(NotFound));

it('closes an issue once', () => {
  given(issue('removal')).whenRegistering(closeIssue, { id: 'removal', reason }).then({ type: 'IssueClosed' });
  given(issue('removal'), fact('IssueClosed', { id: 'removal', reason })).whenRegistering(closeIssue, { id: 'removal', reason }).thenRefuses(NothingChanged);
});

const named = { id: 'aide', actor: 'feklisov', namedness: 'named-person' as const, reason };
it('identifies a source', () => given(source('aide'), actor('feklisov')).whenRegistering(identifySource, named).then({ type: 'SourceIdentified', data: named }));
it('refuses what is known of it already', () => given(source('aide'), actor('feklisov'), fact('SourceIdentified', named)).whenRegistering(identifySource, named).thenRefuses(NothingChanged));
it('identifies it with somebody registered', () => given(source('aide')).whenRegistering(identifySource, named).thenRefuses(UnknownReference, { errors: [{ pointer: '/actor' }] }));

const grade = { id: 'tass', grade: 'c' as const, topic: 'removal', from: null, reason };
it('grades an outlet on a topic, as often as one likes', () =>
  given(outlet('tass'), issue('removal'), fact('SourceReliabilityAssessed', grade)).whenRegistering(assessReliability, { register: 'outlet', data: grade }).then({ type: 'SourceReliabilityAssessed' }));
it('grades on a topic that there is', () => given(outlet('tass')).whenRegistering(assessReliability, { register: 'outlet', data: grade }).thenRefuses(UnknownReference, { errors: [{ pointer: '/topic' }] }));
it('grades a source under its own address', () => given(outlet('tass')).whenRegistering(assessReliability, { register: 'source', data: grade }).thenRefuses(NotFound));
