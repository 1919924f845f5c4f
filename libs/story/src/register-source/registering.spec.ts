import { AlreadyExists } from '#libs/http';
import { actor, issue, outlet, source } from '../../test/builders.js';
import { given } from '../../test/given.js';
import { openIssue } from '../open-issue/open-issue.js';
import { UnknownReference } from '../refusals/index.js';
import { registerActor } from '../register-actor/register-actor.js';
import { registerOutlet } from '../register-outlet/register-outlet.js';
import { registerSource } from './register-source.js';

const data = <T extends { data: object }>(proposed: T) => proposed.data as never;

describe('registering', () => {
  it('gives an id once', () => {
    given(actor('usa')).whenRegistering(registerActor, data(actor('usa'))).thenRefuses(AlreadyExists, { facts: { existing: '/api/v1/actors/usa' } });
    given(issue('removal')).whenRegistering(openIssue, data(issue('removal'))).thenRefuses(AlreadyExists);
  });

  it('gives outlets and sources one id space', () => {
    given(outlet('tass')).whenRegistering(registerSource, data(source('tass'))).thenRefuses(AlreadyExists, { facts: { existing: '/api/v1/outlets/tass' } });
    given(source('tass')).whenRegistering(registerOutlet, data(outlet('tass'))).thenRefuses(AlreadyExists, { facts: { existing: '/api/v1/sources/tass' } });
  });

  it('lets an actor and an outlet have the same id', () => given(actor('tass')).whenRegistering(registerOutlet, data(outlet('tass'))).thenTypes('OutletRegistered'));

  it('refers to what is registered', () => {
    given().whenRegistering(registerActor, data(actor('idf', { memberOf: 'isr' }))).thenRefuses(UnknownReference, { errors: [{ pointer: '/memberOf' }] });
    given().whenRegistering(openIssue, data(issue('removal', { parent: 'missiles' }))).thenRefuses(UnknownReference, { errors: [{ pointer: '/parent' }] });
    given().whenRegistering(registerSource, data(source('aide', { actor: 'usa' }))).thenRefuses(UnknownReference, { errors: [{ pointer: '/actor' }] });
    given(actor('isr')).whenRegistering(registerActor, data(actor('idf', { memberOf: 'isr' }))).then({ type: 'ActorRegistered', stream: 'actor/idf' });
  });
});
