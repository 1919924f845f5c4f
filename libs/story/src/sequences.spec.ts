import fc from 'fast-check';
import { kinds, planStatuses } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import { isRefusal } from '#libs/http';
import { actor, issue, newClaim, opened, outlet, source } from '../test/builders.js';
import { factsAfter, stored } from '../test/given.js';
import { assessCredibility } from './assess-credibility/assess-credibility.js';
import type { NewClaim } from './claims/claim-input.js';
import { correctReport, type Correction } from './correct-report/correct-report.js';
import type { Proposed } from './events.js';
import { RegisterHistory, StoryFacts } from './facts/index.js';
import { fileReport } from './file-report/file-report.js';
import { mergeOccurrences } from './merge-occurrences/merge-occurrences.js';
import { mergeRegistered } from './merge-registered/merge-registered.js';
import { overrideStance } from './override-stance/override-stance.js';
import { activeClaims } from './refusals/index.js';
import { retractReport } from './retract-report/retract-report.js';
import { reviseReport, type Outcome } from './revise-report/revise-report.js';
import { setPlanStatus } from './set-plan-status/set-plan-status.js';
import { splitOccurrence } from './split-occurrence/split-occurrence.js';
import { splitRegistered } from './split-registered/split-registered.js';

/** `CHANCERY_SEQUENCES=10000` for the long run. */
const runs = Number(process.env.CHANCERY_SEQUENCES ?? 150);

const ops = ['file', 'file', 'file', 'revise', 'correct', 'retract', 'merge', 'merge', 'split', 'restore', 'plan', 'grade', 'override', 'merge-actors', 'split-actors'] as const;
const step = fc.record({ op: fc.constantFrom(...ops), picks: fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }) });
type Step = { op: (typeof ops)[number]; picks: number[] };

const actors = ['usa', 'ussr', 'cuba', 'washington'];
const registers = [opened(), ...actors.map((id) => actor(id)), issue('removal'), issue('quarantine', { parent: 'removal' }), outlet('tass'), source('aide')];

/** A story that grows by one decision after another, as the pipeline would let it. */
class Story {
  facts = factsAfter(registers);
  readonly log: StoredEvent[] = registers.map((event, i) => stored(event, i + 1));
  private made = 0;

  take({ op, picks }: Step): void {
    let next = 0;
    const draw = (): number => picks[next++ % picks.length]! + next;
    const pick = <T>(from: readonly T[]): T | undefined => (from.length === 0 ? undefined : from[draw() % from.length]);
    const reports = [...this.facts.reports.values()];
    const occurrences = [...this.facts.occurrences.values()];
    const report = pick(reports);
    const occurrence = pick(occurrences);
    const claims = [...this.facts.claims.values()];
    const claim = (replaces: string | null = null): NewClaim => {
      const id = `clm_${++this.made}`;
      return newClaim(id, {
        ref: `r${this.made}`, kind: pick(kinds)!, issue: pick(['removal', 'quarantine', null])!, attests: pick(['supports', 'denies', 'mentions'] as const)!,
        participants: [{ actor: pick(actors)!, role: 'initiator', label: null }], planStatus: draw() % 3 === 0 ? pick(planStatuses)! : null,
        occurrence: draw() % 3 === 0 ? (occurrence?.id ?? null) : null,
        links: draw() % 4 === 0 && claims.length > 0 ? [{ type: 'restates', target: pick(claims)!.id }] : [],
        happened: draw() % 2 === 0 ? null : { edtf: pick(['1962-10', '1962-10-24', '1962-10-23/1962-10-24', null])!, aspect: 'instant', relation: null, anchor: null },
      }, { replaces });
    };

    switch (op) {
      case 'file':
        return this.append(() => fileReport({
          report: `rpt_${++this.made}`, outlet: pick(['tass', null])!, headline: `Headline ${this.made}`, url: null, published: pick(['1962-10-25', '1987', null])!, retrieved: null,
          language: 'en', wire: null, note: null, text: null, claims: Array.from({ length: 1 + (draw() % 3) }, () => claim()),
        }, this.facts));
      case 'revise':
        if (report === undefined) return;
        return this.append(() => reviseReport({
          report: report.id, headline: `Headline ${++this.made}`, published: null, retrieved: null, notice: { kind: 'update', text: 'x' }, text: null, before: null,
          outcomes: activeClaims(report.id, this.facts).map(({ id }): Outcome => {
            const outcome = pick(['carried', 'reworded', 'corrected', 'dropped'] as const)!;
            if (outcome === 'dropped') return { outcome, claim: id };
            return outcome === 'carried' ? { outcome, claim: id, span: null, locator: { part: 'body', paragraph: draw() } } : { outcome, claim: id, with: claim(id) };
          }).concat(draw() % 2 === 0 ? [{ outcome: 'added', with: claim() }] : []),
        }, this.facts));
      case 'correct':
        if (report === undefined) return;
        return this.append(() => correctReport({
          report: report.id, reason: 'x', details: { headline: `Headline ${++this.made}` }, kept: null,
          corrections: activeClaims(report.id, this.facts).flatMap(({ id }): Correction[] =>
            [[], [{ action: 'withdraw' as const, claim: id }], [{ action: 'replace' as const, claim: id, with: claim(id) }]][draw() % 3]!),
        }, this.facts));
      case 'retract':
        if (report === undefined || draw() % 3 > 0) return;
        return this.append(() => retractReport({ report: report.id, by: 'editor', reason: 'x', published: null, noticeUrl: null }, this.facts));
      case 'merge':
        if (occurrence === undefined) return;
        return this.append(() => mergeOccurrences({ occurrence: occurrence.id, absorb: [pick(occurrences)!.id, pick(occurrences)!.id], reason: 'x', elsewhere: [] }, this.facts));
      case 'split':
        if (occurrence === undefined || occurrence.claims.length === 0) return;
        return this.append(() => splitOccurrence({ occurrence: occurrence.id, reason: 'x', part: { claims: [pick(occurrence.claims)!], into: `occ_s${++this.made}` } }, this.facts));
      case 'restore': {
        const absorbing = pick(occurrences.filter(({ absorbed }) => absorbed.length > 0));
        if (absorbing === undefined) return;
        return this.append(() => splitOccurrence({ occurrence: absorbing.id, reason: 'x', part: { restore: pick(absorbing.absorbed)!.id } }, this.facts));
      }
      case 'plan':
        if (occurrence === undefined) return;
        return this.append(() => setPlanStatus({ occurrence: occurrence.id, status: pick(planStatuses)!, scheduledFor: null, reason: 'x' }, this.facts));
      case 'grade':
        if (claims.length === 0) return;
        return this.append(() => assessCredibility({ claim: pick(claims)!.id, grade: 3, reason: 'x' }, this.facts));
      case 'override':
        return this.append(() => overrideStance({ holder: pick(actors)!, issue: 'removal', value: pick([-3, 0, 2, null])!, reason: 'x', cellShown: true }, this.facts));
      case 'merge-actors':
        return this.append(() => mergeRegistered({ register: 'actor', id: pick(actors)!, absorb: [pick(actors)!], reason: 'x' }, this.facts.registers));
      case 'split-actors':
        return this.append(() => splitRegistered({ register: 'actor', id: pick(actors)!, restore: pick(actors)!, reason: 'x' }, this.facts.registers));
    }
  }

  /** A refusal leaves everything as it is; anything else that is thrown fails the property. */
  private append(decide: () => Proposed[]): void {
    let proposed: Proposed[];
    try {
      proposed = decide();
    } catch (error) {
      if (isRefusal(error)) return;
      throw error;
    }
    expect(proposed.length).toBeGreaterThan(0);
    for (const event of proposed) {
      const next = stored(event, this.log.length + 1);
      this.log.push(next);
      this.facts.history.apply(next);
      this.facts.apply(next);
      this.facts.position = next.position;
    }
  }
}

function refolded(log: readonly StoredEvent[]): StoryFacts {
  const history = new RegisterHistory();
  const facts = new StoryFacts('quarantine', history);
  for (const event of log) {
    history.apply(event);
    facts.apply(event);
  }
  return facts;
}
const shown = (facts: StoryFacts) => ({ reports: [...facts.reports.entries()], claims: [...facts.claims.entries()], occurrences: [...facts.occurrences.entries()] });

function checkWhole(facts: StoryFacts): void {
  for (const claim of facts.claims.values()) {
    // A lineage has one root and at most one active end (DOMAIN §7.5).
    const line = facts.lineageOf(claim);
    expect(line.filter((one) => facts.isActive(one)).length).toBeLessThanOrEqual(1);
    expect(line[0]!.supersedes).toBeNull();
    // Every claim belongs to exactly one occurrence, one that is not absorbed.
    expect([...facts.occurrences.values()].filter(({ claims }) => claims.includes(claim.id)).map(({ id }) => id)).toEqual([claim.occurrence]);
    expect(facts.occurrence(claim.occurrence!)!.absorbedInto).toBeNull();
  }
  for (const occurrence of facts.occurrences.values()) if (occurrence.absorbedInto !== null) expect(occurrence.claims).toEqual([]);
}

it('no sequence of acts leads to a state that a later act cannot read', () =>
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
      const story = new Story();
      for (const one of steps) story.take(one);
      checkWhole(story.facts);
      expect(shown(refolded(story.log))).toEqual(shown(story.facts));
    }),
    { numRuns: runs },
  ), 600_000);

it('a merge and the split that takes it back leave every claim where it was', () =>
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 15 }), fc.nat(), fc.nat(), (steps, a, b) => {
      const story = new Story();
      for (const one of steps) story.take(one);
      const { facts } = story;
      const free = [...facts.occurrences.values()].filter(({ absorbedInto, claims }) => absorbedInto === null && claims.length > 0);
      const [into, from] = [free[a % Math.max(free.length, 1)], free[b % Math.max(free.length, 1)]];
      fc.pre(into !== undefined && from !== undefined && into !== from);
      const before = [...facts.occurrences.entries()].map(([id, { claims, absorbed }]) => ({ id, claims, absorbed }));
      const apply = (events: Proposed[]) => events.forEach((event) => facts.apply(stored(event, (facts.position += 1))));
      try {
        apply(mergeOccurrences({ occurrence: into!.id, absorb: [from!.id], reason: 'x', elsewhere: [] }, facts));
      } catch (error) {
        fc.pre(!isRefusal(error));
        throw error;
      }
      apply(splitOccurrence({ occurrence: into!.id, reason: 'x', part: { restore: from!.id } }, facts));
      expect([...facts.occurrences.entries()].map(([id, { claims, absorbed }]) => ({ id, claims, absorbed }))).toEqual(before);
    }),
    { numRuns: Math.ceil(runs / 3) },
  ), 600_000);
