import { readFileSync } from 'node:fs';
import type { Actor, Change, Claim, Issue, Marker, Outlet, Participant, Recorded, Report, Source, StanceCell, StanceStep, Story, TimelineItem, Voice } from '../../../apps/web/src/api/shapes.js';

/** Everything a stubbed service answers from. Row versions stand beside one another, as `versions=all` gives them. */
export interface StoryFixture {
  head: number;
  story: Story;
  actors: Actor[];
  issues: Issue[];
  outlets: Outlet[];
  sources: Source[];
  reports: Report[];
  claims: Claim[];
  timeline: TimelineItem[];
  stances: StanceCell[];
  steps: (StanceStep & { holder: string; issue: string })[];
  markers: Marker[];
  changes: (Change & { position: number })[];
}

interface SeedClaim extends Omit<Claim, 'id'> { ref: string; occurrence: string }
interface Seed {
  registers: { outlets: Outlet[]; actors: Actor[]; issues: Issue[]; sources: Source[] };
  story: { slug: string; title: string; summary: string; issues: string[] };
  report: Omit<Report, 'claims'> & { claims: SeedClaim[] };
  expected: {
    stances: { holder: string; issue: string; value: number; basis: StanceCell['basis']; conditional: boolean; conditions: string[]; from: string; claims: number; origins: number; claimRefs: string[] }[];
    markers: Record<string, string[]>;
    order: { after: { occurrence: string; after: string }[]; undatedOnly: string[] };
    reportEvidence: Record<string, (string | string[])[]>;
  };
}

export const WORDS: Record<string, string> = { 3: 'champions', 2: 'supports', 1: 'leans-for', 0: 'neutral', '-1': 'doubts', '-2': 'opposes', '-3': 'rejects' };
const SEVERITY: Record<string, number> = { 'single-source': 2, contested: 3, unattributed: 2, 'anonymous-attribution': 2, 'second-hand-relay': 2, 'internal-inconsistency': 2, 'headline-body-mismatch': 2 };
const SCOPE: Record<string, string> = { 'single-source': 'occurrence', contested: 'occurrence', 'undated-report': 'report', 'internal-inconsistency': 'report', 'headline-body-mismatch': 'report' };
const SAYS: Record<string, [says: string, closesIf: string]> = {
  'single-source': ['One origin carries this.', 'a second independent origin, or a denial on record'],
  contested: ['One voice reports this and another denies it.', 'withdrawal of one side, or an admission'],
  'vague-time': ['No day is given.', 'a dated report'],
  'anonymous-attribution': ['The voice is not named.', 'the source named, or a named telling'],
  'vague-actor': ['Who acts is left open.', 'a named actor'],
  'interested-party': ['The voice is a party to the matter.', 'recoding, or a third party telling the same'],
  hypothetical: ['Told as planned or conditional.', 'told as fact'],
  unattributed: ['The outlet says it without naming a voice.', 'a telling with a voice'],
  'hedged-modality': ['The words leave it open.', 'a telling without the hedge'],
  'second-hand-relay': ['Told through another outlet or an unstated relay.', 'a telling at first hand'],
  'approximate-quantity': ['The number is not exact.', 'an exact number'],
  'ambiguous-scope': ['It cannot be told whose words these are.', 'recoding'],
  'headline-body-mismatch': ['The headline says more than the body.', 'a revision'],
  'internal-inconsistency': ['The report tells one thing in two ways.', 'a revision'],
  'undated-report': ['The report has no date.', 'a date'],
};

export function recorded(position: number, at: string): Recorded {
  return { position, at, by: { id: 'k3vseed00000', name: 'ana', kind: 'key' } };
}

const FIRST = '2026-11-22T10:00:00.000000Z';
const SECOND = '2026-11-24T08:30:00.000000Z';
const THIRD = '2026-12-03T16:05:00.000000Z';

/** The seed story out of its lines of requests, beside the results worked out by hand. */
export function readSeed(): Seed {
  const lines = readFileSync('seeds/rafah-first-reconstruction.jsonl', 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { post?: string; body: never });
  const bodies = <T>(path: string): T[] => lines.filter((line) => line.post === `/api/v1/${path}`).map((line) => line.body);
  const [story] = bodies<Seed['story']>('stories');
  const [report] = bodies<Seed['report']>(`stories/${story!.slug}/reports`);
  return {
    registers: { outlets: bodies('outlets'), actors: bodies('actors'), issues: bodies('issues'), sources: bodies('sources') }, story: story!, report: report!,
    expected: JSON.parse(readFileSync('seeds/fixtures/rafah-first-reconstruction.expected.json', 'utf8')) as Seed['expected'],
  };
}

/** The seed story as the service would answer it, with two `[synthetic]` follow-ups: a denial, then dated tellings. */
export function rafahFixture(seed: Seed = readSeed()): StoryFixture {
  const slug = seed.story.slug;
  const registered = <T>(entry: T & { id: string }, position: number): T & { canonicalId: string; knownFrom: number; knownTo: null } =>
    ({ ...entry, canonicalId: entry.id, absorbed: [], recorded: recorded(position, FIRST), knownFrom: position, knownTo: null });
  let position = 1;
  const outlets = seed.registers.outlets.map((entry) => registered(entry, ++position));
  const actors = seed.registers.actors.map((entry) => registered(entry, ++position));
  const issues = seed.registers.issues.map((entry) => registered(entry, ++position));
  const sources = seed.registers.sources.map((entry) => registered(entry, ++position));
  const named = new Set(['named-office', 'named-person', 'document']);

  const filed = ++position;
  const report: Report = {
    ...seed.report, id: 'rpt_seed', story: slug, version: 1, versions: 1, status: 'standing', textSha256: null, textLength: null, published: null, notice: null,
    retraction: null, markers: [], recorded: recorded(filed, FIRST), knownFrom: filed, knownTo: null, claims: [],
  };
  const occurrenceOf = (claim: SeedClaim): string => `occ_${claim.occurrence === null ? claim.ref : claim.occurrence.replace('#', '')}`;
  const voiceOf = (claim: SeedClaim): Voice => {
    if (claim.attribution.length === 0) return 'outlet';
    if (claim.attribution.some((hop) => (hop.source === null && hop.label === null) || outlets.some((outlet) => outlet.id === hop.source))) return 'relayed';
    return named.has(claim.attribution.at(-1)!.namedness) ? 'named' : 'unnamed';
  };
  const claims: Claim[] = seed.report.claims.map((claim) => ({
    ...claim, id: `clm_${claim.ref}`, report: report.id, version: 1, story: slug, occurrence: occurrenceOf(claim), excerpt: null, voice: voiceOf(claim), span: null,
    status: 'active', supersedes: null, supersededBy: null, markers: [], recorded: recorded(++position, FIRST), knownFrom: position, knownTo: null,
    credibility: { suggested: 3, assessed: null }, coderCertainty: null,
    links: claim.links.map((link) => ({ ...link, target: link.target.replace('#', 'clm_') })),
    happened: claim.happened && { ...claim.happened, min: null, max: null, precision: null, qualifier: null },
  }));
  const attachedAt = new Map<string, number>();
  for (const claim of claims) attachedAt.set(claim.id, ++position);
  const head1 = position;

  // Markers: rule and subject as the worked results list them; the seed names an occurrence by its first claim.
  const markers: Marker[] = [];
  for (const [rule, refs] of Object.entries(seed.expected.markers)) {
    for (const ref of refs) {
      const scope = SCOPE[rule] ?? 'claim';
      const id = scope === 'report' ? report.id : `${scope === 'claim' ? 'clm' : 'occ'}_${ref}`;
      const from = scope === 'report' ? filed : scope === 'claim' ? claims.find((claim) => claim.id === id)!.knownFrom : attachedAt.get(`clm_${ref}`)!;
      markers.push(marker(rule, scope, id, from, FIRST, scope === 'report' ? 'Report' : titleOf(claims, ref), [{ claim: scope === 'report' ? null : `clm_${ref}`, report: report.id, version: 1, span: null }]));
    }
  }
  for (const claim of claims) claim.markers = markers.filter((each) => each.subject.id === claim.id).map(({ id, rule, severity }) => ({ id, rule, severity }));
  report.markers = markers.filter((each) => each.subject.id === report.id).map(({ id, rule, severity }) => ({ id, rule, severity }));
  report.claims = claims.slice();

  const timeline: TimelineItem[] = [];
  for (const ref of seed.expected.order.undatedOnly) {
    const all = claims.filter((claim) => claim.occurrence === `occ_${ref}`);
    all.forEach((_, index) => {
      const known = all.slice(0, index + 1);
      const from = attachedAt.get(known.at(-1)!.id)!;
      const next = all[index + 1];
      const edges = seed.expected.order.after;
      timeline.push({
        ...rowOf(`occ_${ref}`, known, markers, from, next === undefined ? null : attachedAt.get(next.id)!, FIRST),
        ordering: {
          basis: edges.some((edge) => edge.occurrence === ref || edge.after === ref) ? 'relation' : 'reported',
          after: edges.filter((edge) => edge.occurrence === ref).map((edge) => `occ_${edge.after}`),
          before: edges.filter((edge) => edge.after === ref).map((edge) => `occ_${edge.occurrence}`),
        },
      });
    });
  }

  const steps: StoryFixture['steps'] = [];
  const stances: StanceCell[] = seed.expected.stances.map((cell) => {
    const from = Math.max(...cell.claimRefs.map((ref) => attachedAt.get(`clm_${ref}`)!));
    const first = attachedAt.get(`clm_${cell.claimRefs[0]}`)!;
    cell.claimRefs.forEach((ref, index) => steps.push({
      holder: cell.holder, issue: cell.issue, position: attachedAt.get(`clm_${ref}`)!, at: FIRST, published: null, before: index === 0 ? null : cell.value, after: cell.value,
      movement: index === 0 ? 'opened' : 'confirmed', claim: `clm_${ref}`, report: report.id, conditions: cell.conditions.map((each) => `clm_${each}`),
    }));
    return {
      holder: cell.holder, issue: cell.issue, value: cell.value, word: WORDS[cell.value]!, basis: cell.basis, settled: true, conditional: cell.conditional,
      conditions: cell.conditions.map((each) => `clm_${each}`), claims: cell.claims, origins: cell.origins, since: recorded(from, FIRST), previous: null,
      markers: { count: 3, worst: 2 }, knownFrom: first, knownTo: null,
    };
  });

  const changes: StoryFixture['changes'] = [];
  const change = (at: number, kind: string, subject: Change['subject'], sentence: string, extra: Partial<Omit<Change, 'position'>> = {}): void => {
    changes.push({ position: at, kind, changeOf: 'story', cosmetic: false, nature: null, subject, before: null, after: null, sentence, rule: `${kind}@1`, because: [{ position: at, event: 'ClaimReported', report: report.id, version: 1, claim: null, span: null }], ...extra });
  };
  change(filed, 'report-filed', { type: 'report', id: report.id }, `A report was filed: ${report.headline}`);
  for (const claim of claims) change(claim.knownFrom, 'claim-added', { type: 'claim', id: claim.id }, claim.summary ?? claim.kind);
  for (const row of timeline.filter((each) => each.knownTo === null)) change(row.recorded.first.position, 'occurrence-opened', { type: 'occurrence', id: row.occurrence }, row.title);
  for (const cell of stances) change(cell.knownFrom, 'stance-opened', { type: 'stance', id: `${cell.holder}/${cell.issue}` }, `${cell.holder} ${cell.word} ${cell.issue}.`);
  for (const each of markers) change(each.knownFrom, 'marker-opened', { type: 'marker', id: each.id }, each.says);

  // Follow-up 1: the envoy's office denies the meeting.
  const wire = ++position;
  outlets.push(registered({ id: 'gulf-wire', name: 'Gulf Wire', family: null, url: null, country: null, languages: ['en'] } as unknown as Outlet, wire));
  const denialText = 'The envoy\'s office said on Monday that no meeting was set.\n\u202bقال مكتب المبعوث إنه لم يُحدَّد أي اجتماع مع خليل الحية.\u202c';
  const exact = 'no meeting was set';
  const denialReport: Report = {
    id: 'rpt_denial', story: slug, version: 1, versions: 1, status: 'standing', outlet: 'gulf-wire', wire: null, url: null, headline: '[synthetic] Envoy\'s office: no meeting was set', text: denialText,
    textSha256: '7'.repeat(64), textLength: denialText.length, language: 'en', published: '2026-11-23', retrieved: null, notice: null,
    retraction: null, claims: [], markers: [], recorded: recorded(++position, SECOND), knownFrom: position, knownTo: null,
  };
  const denial = simpleClaim('clm_denial', denialReport, ++position, SECOND, {
    kind: 'denial', issue: 'us-hamas-contact', occurrence: 'occ_seed-E20', attests: 'denies', voice: 'named', summary: 'The envoy\'s office says no meeting was set.',
    participants: [{ actor: 'steve-witkoff', role: 'initiator', label: null }], span: { start: denialText.indexOf(exact), end: denialText.indexOf(exact) + exact.length, exact }, excerpt: exact,
    attribution: [{ source: null, label: 'the envoy\'s office', cue: 'said', namedness: 'named-office', side: 'party', scopeUnclear: false }],
  });
  denialReport.claims = [denial];
  claims.push(denial);
  const contestedAt = ++position;
  const meeting = timeline.find((row) => row.occurrence === 'occ_seed-E20' && row.knownTo === null)!;
  const contested = marker('contested', 'occurrence', 'occ_seed-E20', contestedAt, SECOND, meeting.title, [{ claim: 'clm_denial', report: denialReport.id, version: 1, span: denial.span }]);
  markers.push(contested, marker('interested-party', 'claim', denial.id, denial.knownFrom, SECOND, denial.summary!, [{ claim: denial.id, report: denialReport.id, version: 1, span: denial.span }]));
  timeline.splice(timeline.indexOf(meeting) + 1, 0, {
    ...meeting, attests: { ...meeting.attests, denies: 1 }, outlets: 1, markers: { count: meeting.markers.count + 1, worst: 3, rules: { ...meeting.markers.rules, contested: 1 } },
    recorded: { first: meeting.recorded.first, last: recorded(contestedAt, SECOND) }, knownFrom: contestedAt,
  });
  meeting.knownTo = contestedAt;
  const because = [{ position: contestedAt, event: 'ClaimAttached', report: denialReport.id, version: 1, claim: denial.id, span: denial.span }];
  change(denialReport.knownFrom, 'report-filed', { type: 'report', id: denialReport.id }, `A report was filed: ${denialReport.headline}`, { because });
  change(denial.knownFrom, 'claim-added', { type: 'claim', id: denial.id }, 'The envoy\'s office says no meeting was set.', { because });
  change(contestedAt, 'contradiction-opened', { type: 'occurrence', id: 'occ_seed-E20' }, 'A second voice denies the meeting: 2 support, 1 denies.', { before: { denies: 0 }, after: { denies: 1 }, because });
  change(contestedAt, 'marker-opened', { type: 'marker', id: contested.id }, 'One voice reports the meeting and another denies it.', { because });
  change(denial.knownFrom, 'marker-opened', { type: 'marker', id: markers.at(-1)!.id }, 'The voice is a party to the matter.', { because });

  // Follow-up 2: dated tellings, a softened stance.
  const laterReport: Report = {
    ...denialReport, id: 'rpt_later', headline: '[synthetic] Officers visit Rafah; establishment eases its line', text: null, textSha256: null, textLength: null,
    published: '2026-12-02', recorded: recorded(++position, THIRD), knownFrom: position, claims: [], markers: [],
  };
  const later: Claim[] = [
    simpleClaim('clm_visit', laterReport, ++position, THIRD, { kind: 'visit', issue: 'rafah-clearance', occurrence: 'occ_visit', voice: 'named', summary: 'Officers of Southern Command tour the eastern edge of Rafah.', participants: [{ actor: 'isr-southern-command', role: 'initiator', label: null }], happened: dated('2026-11-28', '2026-11-28', '2026-11-28', 'day') }),
    simpleClaim('clm_ease', laterReport, ++position, THIRD, { kind: 'statement', issue: 'rafah-first-reconstruction', occurrence: 'occ_ease', voice: 'unnamed', summary: 'The security establishment says it could live with a small first site.', participants: [{ actor: 'isr-security-establishment', role: 'initiator', label: null }, { actor: 'usa', role: 'recipient', label: null }], happened: dated('2026-12~', '2026-12-01', '2026-12-31', 'month'), stances: [{ holder: 'isr-security-establishment', issue: 'rafah-first-reconstruction', value: -1, basis: 'attributed', conditions: [] }] }),
    simpleClaim('clm_round', laterReport, ++position, THIRD, { kind: 'planned-meeting', issue: 'us-hamas-contact', occurrence: 'occ_round', voice: 'relayed', summary: 'A second round is planned for mid-January.', participants: [{ actor: 'usa', role: 'initiator', label: null }, { actor: 'hamas', role: 'initiator', label: null }], planStatus: 'scheduled', happened: dated('2027-01-10/2027-01-20', '2027-01-10', '2027-01-20', 'interval') }),
  ];
  laterReport.claims = later;
  claims.push(...later);
  for (const claim of later) {
    const at = ++position;
    attachedAt.set(claim.id, at);
    markers.push(marker('single-source', 'occurrence', claim.occurrence, at, THIRD, claim.summary!, [{ claim: claim.id, report: laterReport.id, version: 1, span: null }]));
    timeline.push({ ...rowOf(claim.occurrence, [claim], markers, at, null, THIRD), ordering: { basis: 'dated', after: [], before: [] }, outlets: 1, published: { first: '2026-12-02', last: '2026-12-02' } });
    change(at, 'occurrence-opened', { type: 'occurrence', id: claim.occurrence }, claim.summary!, { because: [{ position: at, event: 'OccurrenceOpened', report: laterReport.id, version: 1, claim: claim.id, span: null }] });
    change(claim.knownFrom, 'claim-added', { type: 'claim', id: claim.id }, claim.summary!, { because: [{ position: claim.knownFrom, event: 'ClaimReported', report: laterReport.id, version: 1, claim: claim.id, span: null }] });
  }
  change(laterReport.knownFrom, 'report-filed', { type: 'report', id: laterReport.id }, `A report was filed: ${laterReport.headline}`, { because: [{ position: laterReport.knownFrom, event: 'ReportFiled', report: laterReport.id, version: 1, claim: null, span: null }] });
  const old = stances.find((cell) => cell.holder === 'isr-security-establishment' && cell.issue === 'rafah-first-reconstruction')!;
  const easedAt = attachedAt.get('clm_ease')!;
  old.knownTo = easedAt;
  stances.push({ ...old, value: -1, word: 'doubts', basis: 'attributed', claims: 3, since: recorded(easedAt, THIRD), previous: old.value, knownFrom: easedAt, knownTo: null });
  steps.push({ holder: old.holder, issue: old.issue, position: easedAt, at: THIRD, published: '2026-12-02', before: -3, after: -1, movement: 'softened', claim: 'clm_ease', report: laterReport.id, conditions: [] });
  change(easedAt, 'stance-softened', { type: 'stance', id: `${old.holder}/${old.issue}` }, 'The Israeli security establishment softened on rebuilding Rafah first: rejects → doubts.', { changeOf: 'world', before: { value: -3, word: 'rejects' }, after: { value: -1, word: 'doubts' }, because: [{ position: easedAt, event: 'OccurrenceOpened', report: laterReport.id, version: 1, claim: 'clm_ease', span: null }] });

  changes.sort((a, b) => a.position - b.position);
  const open = timeline.filter((row) => row.knownTo === null);
  return {
    head: position, outlets, actors, issues, sources, reports: [report, denialReport, laterReport], claims, timeline, stances, steps, markers, changes,
    story: {
      slug, title: seed.story.title, summary: seed.story.summary, issues: seed.story.issues, published: { min: '2026-11-23', max: '2026-12-02' },
      counts: { reports: 3, claims: claims.length, occurrences: open.length, undated: open.filter((row) => row.happened === null || row.happened.edtf === null).length, stances: stances.filter((cell) => cell.knownTo === null).length, openMarkers: markers.length, unattributedClaims: 8 },
      recorded: { first: recorded(1, FIRST), last: recorded(position, THIRD) }, knownFrom: head1, knownTo: null,
    },
  };
}

function dated(edtf: string, min: string, max: string, precision: string): Claim['happened'] {
  return { edtf, aspect: 'instant', relation: null, anchor: null, min, max, precision, qualifier: edtf.includes('~') ? 'approximate' : 'none' };
}

function titleOf(claims: Claim[], ref: string): string {
  return claims.find((claim) => claim.id === `clm_${ref}`)?.summary ?? ref;
}

function marker(rule: string, scope: string, id: string, position: number, at: string, title: string, evidence: Marker['evidence']): Marker {
  const [says, closesIf] = SAYS[rule] ?? [rule, 'a new telling'];
  return {
    id: `mrk_${rule}-${id}`, rule, ruleVersion: 1, scope, severity: SEVERITY[rule] ?? 1, subject: { type: scope, id }, title, says, closesIf, evidence,
    dependants: { stances: scope === 'report' ? 0 : 1, occurrences: 0 }, opened: recorded(position, at), closed: null, acknowledgement: null, knownFrom: position, knownTo: null,
  };
}

function simpleClaim(id: string, report: Report, position: number, at: string, members: Partial<Claim>): Claim {
  return {
    id, report: report.id, version: 1, story: report.story, occurrence: '', kind: 'statement', summary: null, span: null, locator: null, participants: [] as Participant[], issue: null, happened: null, place: null,
    attribution: [], observed: false, factuality: { certainty: 'certain', polarity: 'positive' }, hedges: [], quantity: null, quotation: null, planStatus: null, stances: [], links: [], attests: 'supports', coderCertainty: null,
    excerpt: null, voice: 'outlet', status: 'active', supersedes: null, supersededBy: null, markers: [], recorded: recorded(position, at), credibility: null, knownFrom: position, knownTo: null, ...members,
  };
}

const RANK: Voice[] = ['relayed', 'unnamed', 'outlet', 'named'];

function rowOf(occurrence: string, known: Claim[], markers: Marker[], from: number, to: number | null, at: string): TimelineItem {
  const first = known[0]!;
  const supporting = known.filter((claim) => claim.attests === 'supports');
  const ids = new Set([occurrence, ...known.map((claim) => claim.id)]);
  const open = markers.filter((each) => ids.has(each.subject.id));
  const rules: Record<string, number> = {};
  for (const each of open) rules[each.rule] = (rules[each.rule] ?? 0) + 1;
  const attests = { supports: 0, denies: 0, queries: 0, mentions: 0 };
  for (const claim of known) attests[claim.attests as keyof typeof attests] += 1;
  return {
    occurrence, title: first.summary ?? first.kind, kind: first.kind, issue: first.issue, participants: first.participants.map((each) => ({ ...each, label: each.label ?? null })), place: first.place, happened: first.happened,
    ordering: { basis: 'reported', after: [], before: [] }, planStatus: supporting.findLast((claim) => claim.planStatus !== null)?.planStatus ?? null, status: 'attested',
    voice: RANK[Math.max(...supporting.map((claim) => RANK.indexOf(claim.voice)))]!, hedge: Math.max(0, ...supporting.flatMap((claim) => claim.hedges.map((hedge) => hedge.strength))), attests, origins: 1, outlets: 1,
    markers: { count: open.length, worst: Math.max(0, ...open.map((each) => each.severity)), rules }, published: { first: null, last: null },
    recorded: { first: recorded(first.knownFrom, at), last: recorded(from, at) }, group: null, knownFrom: from, knownTo: to,
  };
}
