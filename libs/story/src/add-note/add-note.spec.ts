import { actor, opened, report, source } from '../../test/builders.js';
import { given } from '../../test/given.js';
import { UnknownReference } from '../refusals/index.js';
import { addNote, type Subject } from './add-note.js';

const known = given(opened(), actor('usa'), source('aide'), report(1, {}, { quantity: { best: 3, low: null, high: null, unit: 'ship', of: 'ships', kind: 'exact', asOf: null, cue: null } }));
const on = (subject: Subject, shown = false) => ({ note: 'note_1', subject, text: 'look again', shown });

it.each<Subject>([
  { type: 'story', id: 'quarantine' }, { type: 'report', id: 'rpt_1' }, { type: 'claim', id: 'clm_1' }, { type: 'occurrence', id: 'occ_1' }, { type: 'plan', id: 'occ_1' },
  { type: 'quantity', id: 'ships/ship' }, { type: 'actor', id: 'usa' }, { type: 'source', id: 'aide' },
])('notes something on a $type', (subject) => known.when(addNote, on(subject)).then({ type: 'NoteAdded', data: { subject } }));

it.each<Subject>([
  { type: 'story', id: 'another' }, { type: 'report', id: 'rpt_9' }, { type: 'claim', id: 'rpt_1' }, { type: 'quantity', id: 'ships/men' }, { type: 'issue', id: 'usa' },
  { type: 'marker', id: 'mrk_1' }, { type: 'stance', id: 'usa/removal' },
])('refuses a $type that is not there', (subject) => known.when(addNote, on(subject)).thenRefuses(UnknownReference, { errors: [{ pointer: '/subject/id' }] }));

it('believes the read side about markers and stances', () => known.when(addNote, on({ type: 'stance', id: 'usa/removal' }, true)).thenTypes('NoteAdded'));
