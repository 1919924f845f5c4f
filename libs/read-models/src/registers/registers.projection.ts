import type { Projection } from '#libs/projections';
import { type Recorded, type Register, type RegisterEntry, type Registers, type Reliability, type StoryFacts, type StoryTouched } from '#libs/story';

/** An entry of a register (API §4): its fields as filed, what it stands for after merges, and what was assessed of it. */
export interface RegisterRow {
  register: Register;
  id: string;
  canonicalId: string;
  absorbed: string[];
  recorded: Recorded;
  /** Names and titles in one text, for the word search of lists. */
  [field: string]: unknown;
}

/** Rows of the partition of registers; keys are `actor/usa`, `outlet/al-mayadeen`, `source/…`, `issue/…`. */
export const registerKey = (register: Register, id: string): string => `${register}/${id}`;

export const registers: Projection<StoryFacts, StoryTouched, RegisterRow> = {
  name: 'registers',
  version: 1,
  handles: [
    'ActorRegistered', 'ActorsMerged', 'ActorsSplit', 'IssueOpened', 'IssueClosed', 'IssuesMerged', 'IssuesSplit', 'OutletRegistered',
    'OutletFamilyAssigned', 'SourceRegistered', 'SourceIdentified', 'SourceReliabilityAssessed', 'SourcesMerged', 'SourcesSplit',
  ],
  *keys(event, _touched, facts) {
    // Stories are told of restructured registers too; their rows are of the partition of registers alone.
    if (facts.slug !== '') return;
    const { id, absorbed = [], restored } = event.data as { id: string; absorbed?: string[]; restored?: string };
    const register = registerOfType(event.type);
    const ids = [id, ...absorbed, ...(restored === undefined ? [] : [restored])];
    // Who was absorbed long before is read as somebody else too.
    for (const one of new Set(ids.flatMap((each) => facts.registers.family(register, each)))) {
      for (const kind of register === 'source' ? (['source', 'outlet'] as const) : [register]) {
        if (facts.registers.entry(kind, one) !== undefined) yield registerKey(kind, one);
      }
    }
  },
  evolve(key, facts) {
    const [register, id] = key.split('/') as [Register, string];
    const entry = facts.registers.entry(register, id);
    return entry === undefined ? null : rowOf(facts.registers, entry, id);
  },
  facets: (row) => ({ register: row.register, id: row.id, text: searchText(row), canonicalId: row.canonicalId, recorded: row.recorded.position }),
};

function registerOfType(type: string): Register {
  if (type.startsWith('Actor')) return 'actor';
  return type.startsWith('Issue') ? 'issue' : 'source';
}

function rowOf(all: Registers, entry: RegisterEntry, id: string): RegisterRow {
  const ends = {
    canonicalId: all.canonical(entry.register, id),
    absorbed: [...entry.absorbed],
    recorded: entry.recorded,
  };
  switch (entry.register) {
    case 'actor':
      return { register: 'actor', ...entry.data, ...ends };
    case 'issue':
      return { register: 'issue', ...entry.data, closed: entry.closed, ...ends };
    case 'outlet':
      return { register: 'outlet', ...entry.data, family: entry.family, reliability: entry.reliability as Reliability[], ...ends };
    case 'source':
      return { register: 'source', ...entry.data, namedness: entry.namedness, actor: entry.actor, reliability: entry.reliability as Reliability[], ...ends };
  }
}

function searchText(row: RegisterRow): string {
  const names = (row.names as { text: string }[] | undefined)?.map((name) => name.text) ?? [];
  const aliases = (row.aliases as string[] | undefined) ?? [];
  return [row.id, row.title, row.name, row.label, ...names, ...aliases].filter((one) => typeof one === 'string').join(' ');
}

/** The register a ref such as `source/x` names, at these registers: outlets and sources share their refs. */
export function registerOfRef(all: Registers, ref: string): { register: Register; id: string } {
  const [register, id] = ref.split('/') as [Register, string];
  return { register: register === 'source' && all.outlet(id) !== undefined ? 'outlet' : register, id };
}
