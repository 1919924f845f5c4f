import { kindRow, type ClaimContent, type Participant, type ParticipantRole } from '#libs/codebook';
import type { ClaimFacts, Registers, StoryFacts } from '#libs/story';
import { membersOf } from './members.js';

/** The display name of an actor (API §4): the first name that is no alias, of the entry it is read as. */
export function actorName(registers: Registers, id: string): string {
  const canonical = registers.canonical('actor', id);
  const names = registers.actor(canonical)?.data.names ?? [];
  return (names.find((name) => !name.alias) ?? names[0])?.text ?? canonical;
}

/** The title of an occurrence (API §7.1): the summary of its first supporting claim, else made from kind, actors and place. */
export function titleOf(facts: StoryFacts, occurrence: string): string | null {
  const one = facts.occurrence(occurrence);
  const first = one === undefined ? undefined : membersOf(facts, one).shown[0];
  return first === undefined ? null : claimTitle(facts.registers, first);
}

/** What a claim is called where it stands alone. */
export function claimTitle(registers: Registers, { content }: Pick<ClaimFacts, 'content'>): string {
  if (content.summary !== null) return content.summary;
  const { revision } = registers;
  const known = made.get(content);
  if (known?.revision === revision) return known.title;
  const title = titleFrom(registers, content);
  made.set(content, { revision, title });
  return title;
}

// Every marker on a claim and on its occurrence is shown with it. Names stand as long as the registers read claims alike.
const made = new WeakMap<ClaimContent, { revision: number; title: string }>();

function titleFrom(registers: Registers, content: ClaimContent): string {
  const named = (role: ParticipantRole): string => listed(content.participants.filter((one) => one.role === role).map((one) => nameOf(registers, one)));
  const initiators = named('initiator');
  const recipients = named('recipient');
  const others = listed(content.participants.filter(({ role }) => role !== 'initiator' && role !== 'recipient').map((one) => nameOf(registers, one)));
  const { meeting, title } = kindRow(content.kind);
  const kind = content.kind === 'planned-meeting' ? 'Meeting' : title;
  const mutual = meeting && recipients === '';
  const who = [
    initiators && `${mutual ? 'of' : 'by'} ${initiators}`,
    recipients && `towards ${recipients}`,
    !initiators && others && `${meeting ? 'of' : 'concerning'} ${others}`,
  ].filter(Boolean).join(' ');
  return `${kind}${who && ` ${who}`}${content.place === null ? '' : `, ${content.place.label}`}`;
}

const nameOf = (registers: Registers, { actor, label }: Participant): string => (actor === null ? (label ?? '') : actorName(registers, actor));

function listed(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
