import { type JsonText, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import type { ReadRow } from '../reading/index.js';
import { revOf, withBounds, type Views } from './views.js';

/** Whether a row version is shown, by its key. */
export type Shows = (key: string) => boolean;

/** Every row version of a read model that had begun by a moment (API §1.3, `versions=all`), by key, oldest first. */
export class AllVersions {
  constructor(private readonly views: Views) {}

  async list(
    slug: string, projection: string, moment: Moment, request: ListRequest, shows: Shows | null, shape: (row: ReadRow) => object = withBounds,
  ): Promise<ListAnswer> {
    const read = await this.views.open(slug, moment);
    const about = { position: read.position, changedAt: await read.changedAt(projection), rev: revOf(projection) };
    const rows = this.rows(slug, projection, read.position, shows, request.whole ? null : (request.after as [string, number] | null));
    if (request.whole) return { items: shaped(rows, shape), after: null, ...about };
    const page: ReadRow[] = [];
    for await (const row of rows) if (page.push(row) > request.limit) break;
    const shown = page.slice(0, request.limit);
    const last = shown.at(-1);
    return {
      items: shown.map(shape) as JsonText[],
      after: page.length > request.limit && last !== undefined ? [last.key, last.knownFrom] : null,
      ...(request.count ? { total: await this.count(slug, projection, read.position, shows) } : {}),
      ...about,
    };
  }

  private async *rows(slug: string, projection: string, position: number, shows: Shows | null, after: [string, number] | null): AsyncGenerator<ReadRow> {
    for await (const page of this.views.reads.versions(projection, slug, position)) {
      for (const row of page) {
        if (after !== null && (row.key < after[0] || (row.key === after[0] && row.knownFrom <= after[1]))) continue;
        if (shows === null || shows(row.key)) yield row;
      }
    }
  }

  private async count(slug: string, projection: string, position: number, shows: Shows | null): Promise<number> {
    let count = 0;
    for await (const _row of this.rows(slug, projection, position, shows, null)) count++;
    return count;
  }
}

async function* shaped(rows: AsyncIterable<ReadRow>, shape: (row: ReadRow) => object): AsyncGenerator<object> {
  for await (const row of rows) yield shape(row);
}
