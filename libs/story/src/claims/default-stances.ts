import { defaultStance, type Kind, type Participant, type StanceEntry } from '#libs/codebook';

/**
 * The stances a claim shows when it names none (DOMAIN §4): the value of its kind, for each initiator that is a registered actor,
 * on the claim's issue. Whoever did not act gets none: of a cancelled meeting only the one who cancelled it is an initiator.
 */
export function defaultStances({ kind, participants, issue }: { kind: Kind; participants: readonly Participant[]; issue: string | null }): StanceEntry[] {
  const value = defaultStance(kind);
  if (value === null || issue === null) return [];
  const holders = new Set(participants.flatMap(({ role, actor }) => (role === 'initiator' && actor !== null ? [actor] : [])));
  return [...holders].map((holder) => ({ holder, issue, value, basis: 'attributed', conditions: [] }));
}
