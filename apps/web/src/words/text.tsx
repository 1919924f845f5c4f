import type { Participant } from '../api/shapes.js';
import { actorName, shortName } from './names.js';
import { whoOnWhom } from './words.js';

/** Foreign words inside a sentence: isolated, so that a name written from the right leaves the punctuation in place. */
export function Foreign({ children, lang }: { children: string; lang?: string | null | undefined }) {
  return <bdi dir="auto" lang={lang ?? undefined}>{children}</bdi>;
}

export function ActorName({ id, short = true }: { id: string; short?: boolean }) {
  const name = actorName(id);
  return <Foreign lang={name.language}>{short ? shortName(name.text) : name.text}</Foreign>;
}

function One({ participant }: { participant: Participant }) {
  return participant.actor === null ? <Foreign>{participant.label ?? 'someone'}</Foreign> : <ActorName id={participant.actor} />;
}

function Several({ participants }: { participants: Participant[] }) {
  return <>{participants.map((each, index) => <>{index > 0 && (index === participants.length - 1 ? ' and ' : ', ')}<One participant={each} /></>)}</>;
}

/** "United States → Israel", "Steve Witkoff × Khalil al-Hayya", "on Hamas". */
export function WhoOnWhom({ participants }: { participants: Participant[] }) {
  const { from, to, mutual, others } = whoOnWhom(participants);
  if (participants.length === 0) return <span class="quiet">nobody named</span>;
  if (mutual) return <span>{from.map((each, index) => <>{index > 0 && <><span aria-hidden="true"> × </span><span class="sr"> with </span></>}<One participant={each} /></>)}</span>;
  return (
    <span>
      {from.length > 0 ? <Several participants={from} /> : to.length > 0 ? <span class="quiet">someone unnamed</span> : <><span class="quiet">on </span><Several participants={others} /></>}
      {to.length > 0 && <><span aria-hidden="true" class="arrow"> → </span><span class="sr"> to </span><Several participants={to} /></>}
    </span>
  );
}
