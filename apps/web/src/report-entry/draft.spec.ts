import { claimInput, emptyDraft, faultsAt, isLost, newClaim, paragraphOf, reanchor, reportBody, rolesOf, slugOf, withKind, withText } from './draft.js';

const text = 'The United States is urging Israel to start.\n\nIsrael rejects the plan.';
const span = { start: 18, end: 43, exact: 'is urging Israel to start' };

describe('a draft report', () => {
  it('sends what was entered and leaves the defaults to the service', () => {
    const draft = { ...emptyDraft('k'), headline: 'H', text, published: 'about Dec 2025' };
    const claim = { ...withKind(newClaim(draft, span), 'pressure'), participants: [{ actor: 'usa', role: 'initiator', label: null }] };
    expect(reportBody({ ...draft, claims: [claim] })).toEqual({ outlet: null, headline: 'H', text, published: '2025-12~', language: 'en', claims: [{ ref: 'c1', kind: 'pressure', span, participants: [{ actor: 'usa', role: 'initiator' }] }] });
  });
  it('says nothing about when it happened unless the coder does', () => {
    const draft = { ...emptyDraft('k'), published: '5 Dec 2025' };
    expect(claimInput(newClaim(draft, span))).not.toHaveProperty('happened');
  });
  it('sends a date that it does not understand as typed, so that the service says why', () => {
    expect(claimInput({ ...newClaim(emptyDraft('k'), span), happened: 'soon' })).toMatchObject({ happened: { edtf: 'soon' } });
  });
  it('never asks for the same voice or issue twice', () => {
    const first = { ...newClaim(emptyDraft('k'), span), issue: 'deal', attribution: [{ source: 'al-mayadeen', label: null, cue: 'says', namedness: 'named-office', side: 'unknown', scopeUnclear: false }] };
    expect(newClaim({ claims: [first] }, null)).toMatchObject({ ref: 'c2', issue: 'deal', attribution: first.attribution, locator: { part: 'body' } });
  });
});

describe('what a kind brings with it', () => {
  const claim = { ...newClaim(emptyDraft('k'), span), participants: [{ actor: 'usa', role: 'initiator', label: null }, { actor: 'isr', role: 'recipient', label: null }] };
  it('a planned meeting is scheduled, and both sides meet', () => expect(withKind(claim, 'planned-meeting')).toMatchObject({ planStatus: 'scheduled', participants: [{ role: 'initiator' }, { role: 'initiator' }] }));
  it('a cancelled one says of whom, not by whom', () => expect(withKind(claim, 'cancelled-meeting')).toMatchObject({ planStatus: 'cancelled', participants: [{ role: 'subject' }, { role: 'recipient' }] }));
  it('a denial denies, and no longer does when the kind is changed', () => {
    const denial = withKind(claim, 'denial');
    expect(denial.attests).toBe('denies');
    expect(withKind(denial, 'statement').attests).toBe('supports');
  });
  it('a quantity asks for a number', () => expect(withKind(claim, 'quantity').quantity).toMatchObject({ kind: 'exact' }));
  it('mutual acts have no recipient', () => expect(rolesOf('meeting').whom).toBeNull());
});

describe('spans in an edited text', () => {
  it('follow their words to the nearest place', () => expect(reanchor(span, `Now: ${text}`)).toEqual({ start: 23, end: 48, exact: span.exact }));
  it('are lost, and say so, when their words are gone', () => {
    const draft = withText({ ...emptyDraft('k'), text, claims: [newClaim(emptyDraft('k'), span)] }, 'Something else.');
    expect(isLost(draft.claims[0]!, draft.text)).toBe(true);
  });
  it('are told by paragraph, empty lines not counted', () => expect([0, 18, text.indexOf('rejects')].map((at) => paragraphOf(text, at))).toEqual([1, 1, 2]));
});

it('shows a fault at the field its pointer names, or below it', () => {
  const fault = (pointer: string) => ({ in: 'body', name: null, pointer, code: 'enum', message: pointer });
  const errors = [fault('/claims/1/kind'), fault('/claims/10/kind'), fault('/headline')];
  expect(faultsAt(errors, '/claims/1').map((each) => each.pointer)).toEqual(['/claims/1/kind']);
  expect(faultsAt(errors, '/claims/1', false)).toEqual([]);
});
it('proposes an id from a name', () => expect([slugOf('Gulf Wire'), slugOf('  São Tomé! ')]).toEqual(['gulf-wire', 'sao-tome']));
