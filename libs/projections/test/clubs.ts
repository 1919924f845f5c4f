import type { StoredEvent } from '#libs/event-store';
import { REGISTERS, type AppendProjection, type FactsFold, type Model, type Projection, type Touched } from '../src/index.js';

/**
 * A small world with everything that makes projecting hard: clubs are stories; people are registered once and named by many
 * clubs; people merge and split, which changes rows of every club that named them; a row of one key depends on events of
 * others; a flag remembers since when it is up.
 */
export type ClubEvent =
  | { type: 'PersonRegistered'; data: { id: string } }
  | { type: 'PeopleMerged'; data: { id: string; absorbed: string } }
  | { type: 'PeopleSplit'; data: { id: string; restored: string } }
  | { type: 'Joined'; data: { person: string; team: string } }
  | { type: 'Left'; data: { person: string } }
  | { type: 'Scored'; data: { person: string; points: number } }
  | { type: 'TeamRenamed'; data: { team: string; name: string } }
  | { type: 'Broken'; data: object };

const of = (event: StoredEvent): ClubEvent & StoredEvent => event as ClubEvent & StoredEvent;

/** Who stands for whom, at every position. */
export class People {
  private readonly into = new Map<string, { from: number; into: string | null }[]>();
  readonly registered: string[] = [];

  apply(stored: StoredEvent): void {
    const event = of(stored);
    if (event.type === 'PersonRegistered') this.registered.push(event.data.id);
    // Merges in a circle and splits of what was never merged mean nothing; the write side would have refused them.
    if (event.type === 'PeopleMerged' && this.canonical(event.data.id, event.position) !== this.canonical(event.data.absorbed, event.position)) {
      if (this.canonical(event.data.absorbed, event.position) === event.data.absorbed) this.put(event.data.absorbed, event.position, event.data.id);
    }
    if (event.type === 'PeopleSplit' && this.into.get(event.data.restored)?.at(-1)?.into === event.data.id) this.put(event.data.restored, event.position, null);
  }

  canonical(id: string, position: number): string {
    let at = id;
    for (let steps = 0; steps < 50; steps++) {
      const next = this.into.get(at)?.findLast(({ from }) => from <= position)?.into ?? null;
      if (next === null) return at;
      at = next;
    }
    return id;
  }

  private put(id: string, from: number, into: string | null): void {
    this.into.set(id, [...(this.into.get(id) ?? []), { from, into }]);
  }
}

export interface Club {
  name: string;
  people: People;
  position: number;
  members: Map<string, { team: string; points: number }>;
  teams: Map<string, string>;
}

export interface ClubTouched extends Touched { members: string[]; teams: string[] }

const ref = (person: string): string => `person/${person}`;

/** Whoever stands for a member, just before and from now on. */
const restructured = ({ members, people, position }: Club): string[] => [...members.keys()].flatMap((person) => [people.canonical(person, position - 1), people.canonical(person, position)]);

export const clubFold: FactsFold<People, Club, ClubTouched> = {
  openGlobal: () => new People(),
  applyGlobal: (people, event) => people.apply(event),
  open: (name, people) => ({ name, people, position: 0, members: new Map(), teams: new Map() }),
  apply(club, stored) {
    const event = of(stored);
    club.position = event.position;
    const canonical = (person: string): string => club.people.canonical(person, club.position);
    switch (event.type) {
      case 'Joined': {
        const former = club.members.get(event.data.person);
        club.members.set(event.data.person, { team: event.data.team, points: former?.points ?? 0 });
        return { refs: [ref(event.data.person), ref(canonical(event.data.person))], members: [canonical(event.data.person)], teams: [event.data.team, ...(former ? [former.team] : [])] };
      }
      case 'Left': {
        const former = club.members.get(event.data.person);
        club.members.delete(event.data.person);
        return { refs: [], members: [canonical(event.data.person)], teams: former ? [former.team] : [] };
      }
      case 'Scored': {
        const member = club.members.get(event.data.person);
        // Mutated on purpose: what a row was made from may change before the engine compares it.
        if (member !== undefined) member.points += event.data.points;
        return { refs: [], members: [canonical(event.data.person)], teams: member ? [member.team] : [] };
      }
      case 'TeamRenamed':
        club.teams.set(event.data.team, event.data.name);
        return { refs: [], members: [], teams: [event.data.team] };
      case 'PeopleMerged':
        return { refs: [event.data.id, event.data.absorbed, canonical(event.data.id)].map(ref), members: restructured(club), teams: [] };
      case 'PeopleSplit':
        return { refs: [], members: restructured(club), teams: [] };
      case 'Broken':
        throw new Error('This event cannot be folded');
      default:
        return { refs: [], members: [], teams: [] };
    }
  },
  concerns(stored) {
    const event = of(stored);
    if (event.type === 'PeopleMerged') return [ref(event.data.id), ref(event.data.absorbed)];
    if (event.type === 'PeopleSplit') return [ref(event.data.id), ref(event.data.restored)];
    return [];
  },
};

export interface MemberRow { person: string; names: string[]; teams: string[]; points: number }

export const members: Projection<Club, ClubTouched, MemberRow> = {
  name: 'members',
  version: 1,
  handles: 'all',
  keys: (_event, touched) => touched.members,
  evolve(key, club) {
    const ours = [...club.members].filter(([person]) => club.people.canonical(person, club.position) === key);
    if (ours.length === 0 || club.name === REGISTERS) return null;
    const points = ours.reduce((sum, [, member]) => sum + member.points, 0);
    if (points === 13) throw new Error(`Unlucky ${key}`);
    return { person: key, names: ours.map(([person]) => person), teams: [...new Set(ours.map(([, { team }]) => team))], points };
  },
  facets: ({ points }) => ({ points }),
};

export interface TeamRow { team: string; name: string; size: number; points: number }

/** Every event about one member changes the row of a team. */
export const teams: Projection<Club, ClubTouched, TeamRow> = {
  name: 'teams',
  version: 1,
  handles: ['Joined', 'Left', 'Scored', 'TeamRenamed'],
  keys: (_event, touched) => touched.teams,
  evolve(team, club) {
    const ours = [...club.members.values()].filter((member) => member.team === team);
    if (ours.length === 0) return null;
    return { team, name: club.teams.get(team) ?? team, size: ours.length, points: ours.reduce((sum, { points }) => sum + points, 0) };
  },
  facets: ({ size, points }) => ({ size, points }),
};

export interface FlagRow { team: string; since: number; sum: number }

/** A flag goes up when a team has 10 points, and remembers where; taken down, it is forgotten. */
export const flags: Projection<Club, ClubTouched, FlagRow> = {
  name: 'flags',
  version: 1,
  handles: ['Joined', 'Left', 'Scored'],
  keys: (_event, touched) => touched.teams,
  evolve(team, club, event) {
    const sum = [...club.members.values()].filter((member) => member.team === team).reduce((total, { points }) => total + points, 0);
    return sum >= 10 ? { team, since: event.position, sum } : null;
  },
  carry: (former, next) => (next === null || former === null ? next : { ...next, since: former.since }),
  facets: ({ since }) => ({ since }),
};

/** Rows of the register partition. */
export const people: Projection<Club, ClubTouched, { id: string; standsFor: string }> = {
  name: 'people',
  version: 1,
  handles: ['PersonRegistered', 'PeopleMerged', 'PeopleSplit'],
  keys(stored, _touched, club) {
    if (club.name !== REGISTERS) return [];
    const event = of(stored);
    if (event.type === 'PersonRegistered') return [event.data.id];
    return event.type === 'PeopleMerged' ? [event.data.absorbed] : event.type === 'PeopleSplit' ? [event.data.restored] : [];
  },
  evolve: (id, club) => ({ id, standsFor: club.people.canonical(id, club.position) }),
  facets: () => ({}),
};

/** What each append changed; it looks at facts too, as they stood after the append. */
export const differences: AppendProjection<Club> = {
  name: 'differences',
  version: 1,
  *fromAppend({ partition, events, rows, facts }) {
    for (const { projection, key, before, after } of rows) {
      const position = events.at(-1)!.position;
      yield { key: `${String(position).padStart(8, '0')}/${projection}/${key}`, row: { partition, before, after, members: facts.members.size, of: events.length }, facets: { projection } };
    }
  },
};

export const clubs: Model<People, Club, ClubTouched> = { fold: clubFold, projections: [members, teams, flags, people], appendProjections: [differences] };

/** By this name threads of a rebuild look for it. */
export { clubs as model };

export const tables = ['members', 'teams', 'flags', 'people', 'differences'] as const;
