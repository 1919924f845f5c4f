import type { ClaimContent } from '#libs/codebook';
import type { ClaimInput, NewClaim } from '../src/claims/claim-input.js';
import type { EventData, Proposed } from '../src/events.js';
import { fact, storySlug } from './given.js';
import type { FileReport } from '../src/file-report/file-report.js';
import { sha256Hex } from '../src/report-text/fingerprints.js';
import type { SeenText } from '../src/report-text/seen-text.js';

/** Builders for specs: each supplies what the spec does not care about. */

export const content = (some: Partial<ClaimContent> = {}): ClaimContent => ({
  kind: 'statement', summary: null, span: null, locator: { part: 'body', paragraph: 1 }, participants: [], issue: null, happened: null, place: null,
  attribution: [], observed: false, factuality: { certainty: 'certain', polarity: 'positive' }, hedges: [], quantity: null, quotation: null,
  planStatus: null, stances: [], links: [], attests: 'supports', coderCertainty: null, codes: [], ...some,
});

/** A claim as a request has it: stances absent unless given. */
export const input = (some: Partial<ClaimInput> = {}): ClaimInput => {
  const { stances: _none, ...rest } = content();
  return { ...rest, occurrence: null, ...some };
};

export const newClaim = (id: string, some: Partial<ClaimInput> = {}, more: Partial<NewClaim> = {}): NewClaim => ({
  id, freshOccurrence: id.replace('clm', 'occ'), input: input(some), pointer: '/claims/0', replaces: null, ...more,
});

export const seen = (text: string, some: Partial<SeenText> = {}): SeenText => ({
  text, commitment: `salted:${sha256Hex(text)}`, sha256: sha256Hex(text), sameText: [], similar: [], ...some,
});

export const filing = (some: Partial<FileReport> = {}): FileReport => ({
  report: 'rpt_new', outlet: null, headline: 'A quarantine is announced', url: null, published: null, retrieved: null, language: 'en', wire: null,
  note: null, text: null, claims: [newClaim('clm_new')], ...some,
});

export const opened = (slug = storySlug): Proposed => fact('StoryOpened', { slug, title: 'The quarantine', summary: null, issues: [] });
export const actor = (id: string, some: Partial<EventData['ActorRegistered']> = {}): Proposed =>
  fact('ActorRegistered', { id, kind: 'state', names: [{ text: id, language: 'en', alias: false }], memberOf: null, wikidata: null, iso3: null, sector: null, ...some });
export const issue = (id: string, some: Partial<EventData['IssueOpened']> = {}): Proposed =>
  fact('IssueOpened', { id, title: id, parent: null, aliases: [], description: null, ...some });
export const outlet = (id: string, some: Partial<EventData['OutletRegistered']> = {}): Proposed =>
  fact('OutletRegistered', { id, name: id, family: null, url: null, country: null, languages: [], ...some });
export const source = (id: string, some: Partial<EventData['SourceRegistered']> = {}): Proposed =>
  fact('SourceRegistered', { id, label: id, kind: 'unnamed-role', namedness: 'role', side: 'unknown', actor: null, ...some });

export const filed = (report: string, some: Partial<EventData['ReportFiled']> = {}): Proposed =>
  fact('ReportFiled', {
    report, story: storySlug, outlet: null, headline: `Headline of ${report}`, url: null, textLength: null, textCommitment: null, published: null,
    retrieved: null, language: 'en', wire: null, note: null, similar: [], ...some,
  });
export const reported = (report: string, claim: string, some: Partial<ClaimContent> = {}, order = 0): Proposed =>
  fact('ClaimReported', { report, version: 1, claim, order, paragraph: 1, content: content(some) });
export const opens = (occurrence: string, claim: string, some: Partial<EventData['OccurrenceOpened']> = {}): Proposed =>
  fact('OccurrenceOpened', { occurrence, claim, attests: 'supports', planStatus: null, ...some });
export const joins = (occurrence: string, claim: string, some: Partial<EventData['ClaimAttached']> = {}): Proposed =>
  fact('ClaimAttached', { occurrence, claim, attests: 'supports', planStatus: null, ...some });

/** A report with one claim in an occurrence of its own: `rpt_1` has `clm_1` in `occ_1`. */
export const report = (number: number | string, some: Partial<EventData['ReportFiled']> = {}, claim: Partial<ClaimContent> = {}): Proposed[] => [
  filed(`rpt_${number}`, some),
  reported(`rpt_${number}`, `clm_${number}`, claim),
  opens(`occ_${number}`, `clm_${number}`, { attests: claim.attests ?? 'supports', planStatus: claim.planStatus ?? null }),
];
export const retracted = (id: string): Proposed => fact('ReportRetracted', { report: id, by: 'editor', reason: 'a hoax', published: null, noticeUrl: null });
