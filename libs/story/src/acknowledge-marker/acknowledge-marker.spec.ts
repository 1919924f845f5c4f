import { opened } from '../../test/builders.js';
import { given } from '../../test/given.js';
import { acknowledgeMarker, MarkerClosed } from './acknowledge-marker.js';

const open = { rule: 'single-source', subject: { type: 'occurrence', id: 'occ_1' } };
it('says that an open marker was seen', () => given(opened()).when(acknowledgeMarker, { marker: 'mrk_1', note: 'known', open }).then({ type: 'MarkerAcknowledged', data: { marker: 'mrk_1', ...open } }));
it('refuses a closed one', () => given(opened()).when(acknowledgeMarker, { marker: 'mrk_1', note: 'known', open: null }).thenRefuses(MarkerClosed));
