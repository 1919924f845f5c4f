import { actor, filed, filing, issue, newClaim, opened, outlet, report, reported, retracted, seen, source } from '../../test/builders.js';
import { given } from '../../test/given.js';
import { SpanMismatch, UnknownReference } from '../refusals/index.js';
import { DuplicateReport } from './duplicate-report.js';
import { fileReport } from './file-report.js';

const registers = [opened(), actor('usa'), actor('cuba'), issue('removal'), outlet('tass'), outlet('ap'), source('aide')];
const known = given(...registers, report(1));

describe('filing a report', () => {
  it('records the report, then its claims, then where each belongs', () =>
    known.when(fileReport, filing({ claims: [newClaim('clm_a'), newClaim('clm_b', { occurrence: 'occ_1' })] }))
      .thenTypes('ReportFiled', 'ClaimReported', 'ClaimReported', 'OccurrenceOpened', 'ClaimAttached'));

  it('resolves #refs to later and earlier claims, in links, conditions and anchors', () =>
    known.when(fileReport, filing({
      claims: [
        newClaim('clm_a', {
          ref: 'a', links: [{ type: 'cause', target: '#b' }], happened: { edtf: null, aspect: 'instant', relation: 'before', anchor: '#b' },
          stances: [{ holder: 'usa', issue: 'removal', value: 3, basis: 'declared', conditions: ['#b'] }],
        }),
        newClaim('clm_b', { ref: 'b', kind: 'condition', links: [{ type: 'restates', target: '#a' }, { type: 'about', target: 'clm_1' }] }),
      ],
    })).then(
      { type: 'ReportFiled' },
      { data: { content: { links: [{ target: 'clm_b' }], happened: { anchor: 'clm_b' }, stances: [{ conditions: ['clm_b'] }] } } },
      { data: { content: { links: [{ target: 'clm_a' }, { target: 'clm_1' }] } } },
      {}, {},
    ));

  it('joins the occurrence of an earlier claim of the body', () =>
    known.when(fileReport, filing({ claims: [newClaim('clm_a', { ref: 'a' }), newClaim('clm_b', { ref: 'b', occurrence: '#a' }), newClaim('clm_c', { occurrence: '#b' })] })).then(
      {}, {}, {}, {}, { type: 'OccurrenceOpened', data: { occurrence: 'occ_a', claim: 'clm_a' } }, { type: 'ClaimAttached', data: { occurrence: 'occ_a', claim: 'clm_b' } },
      { type: 'ClaimAttached', data: { occurrence: 'occ_a', claim: 'clm_c' } },
    ));

  it('never joins that of a later one', () =>
    known.when(fileReport, filing({ claims: [newClaim('clm_a', { occurrence: '#b' }), newClaim('clm_b', { ref: 'b' })] }))
      .thenRefuses(UnknownReference, { errors: [{ pointer: '/claims/0/occurrence', got: '#b' }] }));

  it('fills stances in from the kind when they are absent, not when they are empty', () => {
    const act = { kind: 'rejection' as const, issue: 'removal', participants: [{ actor: 'cuba', role: 'initiator' as const, label: null }] };
    known.when(fileReport, filing({ claims: [newClaim('clm_a', act), newClaim('clm_b', { ...act, stances: [] })] })).then(
      {}, { data: { content: { stances: [{ holder: 'cuba', issue: 'removal', value: -3, basis: 'attributed' }] } } }, { data: { content: { stances: [] } } }, {}, {},
    );
  });

  it('names every reference that leads nowhere', () =>
    known.when(fileReport, filing({
      outlet: 'aide', wire: 'reuters',
      claims: [newClaim('clm_a', {
        issue: 'remuval', participants: [{ actor: 'usaa', role: 'initiator', label: null }], occurrence: 'occ_9',
        attribution: [{ source: 'adie', label: null, cue: null, namedness: 'none', side: 'unknown', scopeUnclear: false }],
        stances: [{ holder: 'ussr', issue: 'removal', value: 1, basis: 'attributed', conditions: ['clm_9'] }],
      })],
    })).thenRefuses(UnknownReference, {
      errors: [
        { pointer: '/outlet', got: 'aide' }, // a source is no outlet
        { pointer: '/wire' },
        { pointer: '/claims/0/issue', nearest: ['removal'] },
        { pointer: '/claims/0/participants/0/actor', nearest: ['usa'] },
        { pointer: '/claims/0/attribution/0/source', nearest: ['aide'] },
        { pointer: '/claims/0/stances/0/holder' },
        { pointer: '/claims/0/stances/0/conditions/0' },
        { pointer: '/claims/0/occurrence' },
      ],
    }));

  it('takes an outlet for a voice, since a report may cite another', () =>
    known.when(fileReport, filing({ claims: [newClaim('clm_a', { attribution: [{ source: 'tass', label: null, cue: null, namedness: 'named-office', side: 'unknown', scopeUnclear: false }] })] }))
      .thenTypes('ReportFiled', 'ClaimReported', 'OccurrenceOpened'));

  it('refuses a span that does not quote the text', () =>
    known.when(fileReport, filing({ text: seen('Ships turned back.'), claims: [newClaim('clm_a', { locator: null, span: { start: 0, end: 5, exact: 'Boats' } })] }))
      .thenRefuses(SpanMismatch, { errors: [{ pointer: '/claims/0/span', expected: 'Boats', found: 'Ships' }] }));

  it('keeps similar reports of this story only, and by what the log has of them', () =>
    given(...registers, report(1, { textCommitment: 'c1', textLength: 9 })).when(fileReport, filing({
      text: seen('The words.', {
        similar: [
          { report: 'rpt_1', version: 1, commitment: 'c1', similarity: 0.9 },
          { report: 'rpt_1', version: 1, commitment: 'lost a race', similarity: 0.95 },
          { report: 'rpt_other', version: 1, commitment: 'c2', similarity: 1 },
        ],
      }),
    })).then({ data: { similar: [{ report: 'rpt_1', similarity: 0.9 }] } }, {}, {}));
});

describe('a duplicate', () => {
  const same = { sameText: [{ report: 'rpt_1', version: 1, commitment: 'c1' }] };
  const withUrl = filing({ url: 'https://example.org/a' });

  it('has the same address', () => given(opened(), report(1, { url: 'https://EXAMPLE.org/a/#top' })).when(fileReport, withUrl).thenRefuses(DuplicateReport, { match: 'same-url', sameText: false }));

  it('has the same text', () =>
    given(opened(), report(1, { textCommitment: 'c1' })).when(fileReport, filing({ text: seen('x', same) }))
      .thenRefuses(DuplicateReport, { match: 'same-text', sameText: true, existing: { id: 'rpt_1', version: 1, url: '/api/v1/reports/rpt_1' } }));

  it('is told by its address before its text', () =>
    given(opened(), report(1, { textCommitment: 'c1', url: 'https://example.org/a' })).when(fileReport, { ...withUrl, text: seen('x', same) })
      .thenRefuses(DuplicateReport, { match: 'same-url', sameText: true }));

  it('has the same headline, outlet and publication, where neither has address or text', () => {
    const first = { headline: 'A quarantine is announced', published: '1962-10-22' };
    given(opened(), report(1, first)).when(fileReport, filing({ published: '1962-10-22' })).thenRefuses(DuplicateReport, { match: 'same-headline' });
    given(opened(), report(1, first)).when(fileReport, filing()).thenTypes('ReportFiled', 'ClaimReported', 'OccurrenceOpened');
    given(opened(), report(1, { ...first, url: 'https://example.org' })).when(fileReport, filing({ published: '1962-10-22' })).thenTypes('ReportFiled', 'ClaimReported', 'OccurrenceOpened');
  });

  it('is none once the first one is retracted', () =>
    given(opened(), report(1, { url: 'https://example.org/a' }), retracted('rpt_1')).when(fileReport, withUrl).thenTypes('ReportFiled', 'ClaimReported', 'OccurrenceOpened'));

  it('is not made by a text that never reached the log', () =>
    given(opened(), filed('rpt_1', { textCommitment: 'another' }), reported('rpt_1', 'clm_1')).when(fileReport, filing({ text: seen('x', same) }))
      .thenTypes('ReportFiled', 'ClaimReported', 'OccurrenceOpened'));
});
