import type { RowIndex } from '#libs/projections';
import { ResourceTags, type Resource, type ResourceTag } from '#libs/story';
import { registerKey } from '../registers/index.js';

/** Which read model serves a resource, and under which key. */
const served: Record<Exclude<Resource['type'], 'story'>, { projection: string; keyOf: (id: string) => string }> = {
  report: { projection: 'reports', keyOf: (id) => id },
  claim: { projection: 'claims', keyOf: (id) => id },
  occurrence: { projection: 'timeline', keyOf: (id) => id },
  stance: { projection: 'stances', keyOf: (id) => id },
  marker: { projection: 'markers', keyOf: (id) => id },
  actor: { projection: 'registers', keyOf: (id) => registerKey('actor', id) },
  issue: { projection: 'registers', keyOf: (id) => registerKey('issue', id) },
  outlet: { projection: 'registers', keyOf: (id) => registerKey('outlet', id) },
  source: { projection: 'registers', keyOf: (id) => registerKey('source', id) },
};
const registerTypes = new Set<Resource['type']>(['actor', 'issue', 'outlet', 'source']);

/** The ETags of single resources, read off the rows that serve them. A row's `knownFrom` is the newest event that changed what it shows. */
export class RowTags extends ResourceTags {
  constructor(
    private readonly rows: RowIndex,
    private readonly versions: ReadonlyMap<string, number>,
    /** Waits until the rows include a position. */
    private readonly reach: (position: number) => Promise<unknown>,
    /** The last event of a story by a position; a story shows when it was last recorded, so each of them changes it. */
    private readonly lastOf: (slug: string, position: number) => Promise<number | null>,
  ) {
    super();
  }

  async of(resource: Resource, position: number): Promise<ResourceTag | null> {
    await this.reach(position);
    if (resource.type === 'story') return this.ofStory(resource.id, position);
    const { projection, keyOf } = served[resource.type];
    const found = await this.place(resource, projection, keyOf(resource.id));
    if (found === null) return null;
    const [row] = await this.rows.rowTexts(projection, found.story, [found.key], position);
    if (row === undefined || (resource.type === 'stance' && (JSON.parse(row.text) as { value: number | null }).value === null)) return null;
    // A report and an occurrence show their claims too.
    const joined = joinedClaims(resource.type, row.text);
    const claims = joined.length === 0 ? [] : await this.rows.rowTexts('claims', found.story, joined, position);
    const changedAt = claims.reduce((newest, { knownFrom }) => Math.max(newest, knownFrom), row.knownFrom);
    return { story: found.story === '' ? null : found.story, changedAt, rev: this.rev(resource.type) };
  }

  rev(type: Resource['type'] | 'note'): number {
    return this.versions.get(type === 'story' || type === 'note' ? 'reports' : served[type].projection) ?? 1;
  }

  private async place(resource: Resource, projection: string, key: string): Promise<{ story: string; key: string } | null> {
    if (registerTypes.has(resource.type)) return { story: '', key };
    if (resource.type === 'stance') return resource.story === undefined ? null : { story: resource.story, key };
    return this.rows.find(projection, key);
  }

  private async ofStory(slug: string, position: number): Promise<ResourceTag | null> {
    const changedAt = await this.lastOf(slug, position);
    return changedAt === null ? null : { story: slug, changedAt, rev: this.rev('story') };
  }
}

function joinedClaims(type: Resource['type'], text: string): string[] {
  if (type === 'report') return (JSON.parse(text) as { claims: string[] }).claims;
  return type === 'occurrence' ? (JSON.parse(text) as { members: string[] }).members : [];
}
