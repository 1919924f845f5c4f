import { formatAddress, momentOf } from '../address/address.js';
import { address } from '../address/location.js';
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

/** An actor by name; with a story, a link to what that story tells of them. */
export function ActorLink({ id, story }: { id: string; story: string }) {
  return <a class="actor" href={formatAddress({ screen: 'timeline', slug: story, query: { ...momentOf(address.value.query), actor: [id] } })}><ActorName id={id} /></a>;
}

function One({ participant, story }: { participant: Participant; story: string | undefined }) {
  if (participant.actor === null) return <Foreign>{participant.label ?? 'someone'}</Foreign>;
  return story === undefined ? <ActorName id={participant.actor} /> : <ActorLink id={participant.actor} story={story} />;
}

function Several({ participants, story }: { participants: Participant[]; story: string | undefined }) {
  return <>{participants.map((each, index) => <>{index > 0 && (index === participants.length - 1 ? ' and ' : ', ')}<One participant={each} story={story} /></>)}</>;
}

/** "United States → Israel", "Steve Witkoff × Khalil al-Hayya", "on Hamas". With a story each actor is a link. */
export function WhoOnWhom({ participants, story }: { participants: Participant[]; story?: string | undefined }) {
  const { from, to, mutual, others } = whoOnWhom(participants);
  if (participants.length === 0) return <span class="quiet">nobody named</span>;
  if (mutual) return <span>{from.map((each, index) => <>{index > 0 && <><span aria-hidden="true"> × </span><span class="sr"> with </span></>}<One participant={each} story={story} /></>)}</span>;
  return (
    <span>
      {from.length > 0 ? <Several participants={from} story={story} /> : to.length > 0 ? <span class="quiet">someone unnamed</span> : <><span class="quiet">on </span><Several participants={others} story={story} /></>}
      {to.length > 0 && <><span aria-hidden="true" class="arrow"> → </span><span class="sr"> to </span><Several participants={to} story={story} /></>}
    </span>
  );
}
