import type { Projection } from '#libs/projections';
import type { EventData, StoryFacts, StoryTouched } from '#libs/story';
import { by, contentOf, fact, hop, placed, reported, SpecStory, stance, type Fact, type SpecClaim } from './spec-story.js';

/** A small generator of the same numbers on every machine (mulberry32). */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

export const actors = ['usa', 'isr', 'egy', 'qat'];
export const issues = ['plan', 'border'];
export const outlets = ['wire', 'daily', 'weekly'];
const sources = ['aide', 'envoy'];
const days = ['1962-10-22', '1962-10-23', '1962-10', '1962-10-24/1962-10-26', '1962-11-01'];

/** A story of random acts, each of a kind the service could have taken. */
export class RandomStory {
  readonly story: SpecStory;
  private claimIds = 0;
  private reportIds = 0;
  private occurrenceIds = 0;

  /**
   * @param below draws a number from 0 to n − 1: all that is left to chance
   * @param more members for each claim, drawn by the caller
   */
  constructor(
    private readonly below: (n: number) => number,
    projections: readonly Projection<StoryFacts, StoryTouched, any>[],
    private readonly more: () => Partial<SpecClaim> = () => ({}),
  ) {
    this.story = new SpecStory(projections);
    this.story.actors(...actors).issues(...issues).outlets(...outlets).source('aide', 'role', 'usa').source('envoy', 'named-person', 'egy');
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
  private chance(percent: number): boolean {
    return this.below(100) < percent;
  }
  private get claimsNow() {
    return [...this.story.facts.claims.values()];
  }
  private get activeClaims() {
    return this.claimsNow.filter((claim) => this.story.facts.isActive(claim));
  }
  private get occurrencesNow() {
    return [...this.story.facts.occurrences.values()].filter((one) => one.absorbedInto === null && one.claims.length > 0);
  }

  private claim(): SpecClaim {
    const others = this.claimsNow;
    const quantity = this.chance(25)
      ? { best: this.pick([10, 11, 40]), low: null, high: null, unit: 'person', of: 'fighters', kind: this.pick(['exact', 'approximate'] as const), asOf: null, cue: null }
      : null;
    const link = others.length > 0 && this.chance(40)
      ? [{ type: this.pick(['cause', 'responds-to', 'precondition', 'cancels', 'fulfils', 'restates'] as const), target: this.pick(others).id }]
      : [];
    const anchored = others.length > 0 && this.chance(20);
    const conditions = others.length > 0 && this.chance(30) ? [this.pick(others).id] : [];
    return {
      id: String(++this.claimIds), kind: this.pick(['statement', 'meeting', 'proposal', 'quantity', 'state'] as const), issue: this.pick([...issues, null]),
      participants: this.chance(80) ? by(this.pick(actors)) : [],
      happened: anchored
        ? { edtf: null, aspect: 'instant', relation: this.pick(['before', 'after'] as const), anchor: this.chance(50) ? this.pick(others).id : this.pick(this.occurrencesNow)?.id ?? null }
        : this.chance(60) ? { edtf: this.pick(days), aspect: 'instant', relation: null, anchor: null } : null,
      attribution: this.chance(60) ? [hop({ source: this.pick([...sources, ...outlets, null]), label: this.pick(['an aide', null]), namedness: this.pick(['none', 'role', 'named-office'] as const) })] : [],
      quantity, links: link, ...(this.chance(20) ? { locator: { part: 'headline' as const, paragraph: null } } : {}), attests: this.pick(['supports', 'supports', 'supports', 'denies'] as const),
      planStatus: this.chance(30) ? this.pick(['scheduled', 'cancelled'] as const) : null,
      stances: this.chance(60) ? [stance(this.below(7) - 3, { holder: this.pick(actors), issue: this.pick(issues), conditions })] : [],
      ...(this.occurrencesNow.length > 0 && this.chance(50) ? { occurrence: this.pick(this.occurrencesNow).id } : {}),
      ...this.more(),
    };
  }

  act(): void {
    const { story } = this;
    const { facts } = story;
    const published = this.pick(['1962-10-22', '1962-10-23', '1963', null]);
    const standing = [...facts.reports.values()].filter((report) => report.status === 'standing');
    const active = this.activeClaims.filter((claim) => standing.some((report) => report.id === claim.report));
    const similar = standing.length > 0 && this.chance(30) ? [{ report: this.pick(standing).id, similarity: 0.9 }] : [];
    const choice = standing.length < 3 ? 0 : this.below(17);
    const reason = 'because';
    switch (choice) {
      default: {
        const told = Array.from({ length: 1 + this.below(3) }, () => this.claim());
        story.report(String(++this.reportIds), { outlet: this.pick([...outlets, null]), wire: this.chance(20) ? 'wire' : null, published, similar }, ...told);
        return;
      }
      case 5: {
        const report = this.pick(standing);
        const own = active.filter((claim) => claim.report === report.id);
        const version = report.versions.length + 1;
        story.revise(report.id.slice(4), version, { published, similar: similar.filter((one) => one.report !== report.id) },
          ...own.flatMap((claim): Fact[] => {
            switch (this.below(4)) {
              case 0: return [fact('ClaimDropped', { report: report.id, version, claim: claim.id, notice: null })];
              case 1: {
                const { id, ...next } = this.claim();
                const { claim: _, ...data } = reported(report.id, version, { id, ...next }).data as EventData['ClaimReported'];
                const type = this.pick(['ClaimReworded', 'ClaimCorrected'] as const);
                const again = fact(type, { ...data, claim: `clm_${id}`, supersedes: claim.id, notice: 'corrected' } as EventData[typeof type]);
                return [again, placed({ id, ...contentOf({ id, ...next }), occurrence: claim.occurrence! })];
              }
              default: return [fact('ClaimCarried', { report: report.id, version, claim: claim.id, span: null, locator: null, paragraph: 1 })];
            }
          }));
        return;
      }
      case 6:
        story.tell(fact('ReportRetracted', { report: this.pick(standing).id, by: this.pick(['outlet', 'editor'] as const), reason, published: null, noticeUrl: null }));
        return;
      case 7: {
        const claim = this.pick(active);
        if (claim === undefined) return;
        const { id, occurrence: _, ...next } = this.claim();
        const version = facts.placementOf(claim).version;
        story.tell(
          fact('ClaimRecoded', { report: claim.report, version, claim: `clm_${id}`, supersedes: claim.id, order: 0, paragraph: null, content: contentOf({ id, ...next }), reason }),
          placed({ id, ...contentOf({ id, ...next }), occurrence: claim.occurrence! }));
        return;
      }
      case 8: {
        const claim = this.pick(active);
        if (claim !== undefined) story.tell(fact('ClaimWithdrawn', { report: claim.report, version: facts.placementOf(claim).version, claim: claim.id, reason }));
        return;
      }
      case 9:
      case 10: {
        const [into, other] = [this.pick(this.occurrencesNow), this.pick(this.occurrencesNow)];
        if (into.id !== other.id) story.tell(fact('OccurrencesMerged', { occurrence: into.id, absorbed: [other.id], claims: { [other.id]: [...other.claims] }, reason }));
        return;
      }
      case 11: {
        const merged = this.occurrencesNow.find((one) => one.absorbed.length > 0 && one.claims.length > one.absorbed[0]!.claims.length);
        const large = this.occurrencesNow.find((one) => one.claims.length > 1);
        if (merged !== undefined && this.chance(70)) {
          const back = merged.absorbed[0]!;
          story.tell(fact('OccurrenceSplit', { occurrence: merged.id, into: back.id, claims: [...back.claims], restored: back.id, reason }));
        } else if (large !== undefined) {
          story.tell(fact('OccurrenceSplit', { occurrence: large.id, into: `occ_split${++this.occurrenceIds}`, claims: [large.claims[0]!], restored: null, reason }));
        }
        return;
      }
      case 12:
        story.tell(fact('PlanStatusSet', { occurrence: this.pick(this.occurrencesNow).id, status: this.pick(['held', 'lapsed'] as const), scheduledFor: this.pick([null, '1962-11']), reason }));
        return;
      case 13:
        story.tell(fact('StanceOverridden', { holder: this.pick(actors), issue: this.pick(issues), value: this.pick([null, 2, -1]), reason }));
        return;
      case 14:
        story.tell(fact('ReportDetailsCorrected', { report: this.pick(standing).id, details: { published, outlet: this.pick([...outlets, null]) }, reason }));
        return;
      case 15: {
        const absorbed = this.pick([['actor', 'qat', 'egy'], ['issue', 'border', 'plan'], ['source', 'weekly', 'daily']] as const);
        const [register, other, id] = absorbed;
        const isMerged = facts.registers.canonical(register, other) !== other;
        const [merge, split] = { actor: ['ActorsMerged', 'ActorsSplit'], issue: ['IssuesMerged', 'IssuesSplit'], source: ['SourcesMerged', 'SourcesSplit'] }[register] as ['ActorsMerged', 'ActorsSplit'];
        story.tell(isMerged ? fact(split, { id, restored: other, reason }) : fact(merge, { id, absorbed: [other], reason }));
        return;
      }
      case 16:
        story.tell(this.chance(50)
          ? fact('OutletFamilyAssigned', { id: this.pick(outlets), family: this.pick(['group', null]), reason })
          : fact('SourceIdentified', { id: 'aide', actor: this.pick(actors), namedness: 'named-person', reason }));
    }
  }
}
