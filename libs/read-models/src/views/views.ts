import { JsonText, NotFound, nearest, type ListAnswer, type ListRequest, type Moment } from '#libs/http';
import type { Entry, ReadRow, StoryRead, StoryReads } from '../reading/index.js';
import { readModels } from '../model.js';
import type { StoryCatalog } from '../stories/index.js';

/** How many rows are fetched at a time while a list streams whole. */
const chunk = 500;

/** Pages of one order that are kept. */
const mostPages = 20;

/** What a list of rows answers beside the rows. */
export interface ListOptions {
  projection: string;
  /** Read models the answer is made of; its ETag moves with each of them. Default: the projection alone. */
  madeOf?: readonly string[];
  extra?: object;
  /** Changes a row before it is sent; without it the stored text goes out as it is. */
  shape?: (row: ReadRow, entry: Entry) => object | Promise<object>;
  columns?: readonly string[];
}

/** Opens stories at a moment and answers lists of their rows: what every view of a story shares. */
export class Views {
  /** Pages of stored rows by the order they were cut from: an order lives as long as its rows stand, so a page asked for again needs no query. */
  private readonly pages = new WeakMap<readonly Entry[], Map<string, object[]>>();
  private readonly places = new WeakMap<readonly Entry[], Map<string, number>>();

  constructor(readonly reads: StoryReads, readonly catalog: StoryCatalog) {}

  /**
   * A read of the story at the moment. A story that was opened later is empty there: it has no rows yet.
   * @throws NotFound with the nearest slugs when there is no such story
   */
  async open(slug: string, moment: Moment): Promise<StoryRead> {
    if ((await this.catalog.find(slug, moment.head)) === null) throw new NotFound('story', slug, nearest(slug, (await this.catalog.at(moment.head)).map((story) => story.slug)));
    return this.reads.open(slug, moment);
  }

  /** A page, or the whole, of rows in an order made from their facets. */
  async list(read: StoryRead, ordered: readonly Entry[], request: ListRequest, options: ListOptions): Promise<ListAnswer> {
    const { projection, madeOf = [projection], extra, columns } = options;
    const about = {
      position: read.position,
      changedAt: await read.changedAt(...madeOf),
      rev: revOf(projection),
      ...(extra === undefined ? {} : { extra }),
      ...(columns === undefined ? {} : { columns }),
      ...(request.count ? { total: ordered.length } : {}),
    };
    if (request.whole) return { items: this.stream(read, ordered, options), after: null, ...about };
    const from = this.placeAfter(ordered, request.after);
    const page = ordered.slice(from, from + request.limit);
    return {
      items: await this.page(read, ordered, page, from, options),
      after: from + request.limit < ordered.length ? page[page.length - 1]!.key : null,
      ...about,
    };
  }

  private async page(read: StoryRead, ordered: readonly Entry[], page: readonly Entry[], from: number, options: ListOptions): Promise<object[]> {
    if (options.shape !== undefined) return this.shaped(read, page, options);
    let pages = this.pages.get(ordered);
    if (pages === undefined) this.pages.set(ordered, (pages = new Map()));
    const place = `${from}+${page.length}`;
    const known = pages.get(place);
    if (known !== undefined) return known;
    const items = await this.shaped(read, page, options);
    if (pages.size >= mostPages) pages.clear();
    pages.set(place, items);
    return items;
  }

  private async *stream(read: StoryRead, ordered: readonly Entry[], options: ListOptions): AsyncGenerator<object> {
    for (let from = 0; from < ordered.length; from += chunk) yield* await this.shaped(read, ordered.slice(from, from + chunk), options);
  }

  private async shaped(read: StoryRead, entries: readonly Entry[], { projection, shape }: ListOptions): Promise<object[]> {
    const rows = await read.rows(projection, entries.map(({ key }) => key));
    if (shape === undefined) return rows.map(withBounds);
    const byKey = new Map(entries.map((entry) => [entry.key, entry]));
    return Promise.all(rows.map((row) => shape(row, byKey.get(row.key)!)));
  }

  private placeAfter(ordered: readonly Entry[], after: unknown): number {
    if (typeof after !== 'string') return 0;
    let places = this.places.get(ordered);
    if (places === undefined) this.places.set(ordered, (places = new Map(ordered.map(({ key }, index) => [key, index + 1]))));
    return places.get(after) ?? ordered.length;
  }
}

/** The stored row as it is, with the positions between which it stood. */
export const withBounds = ({ text, knownFrom, knownTo }: ReadRow): JsonText => new JsonText(`${text.slice(0, -1)},"knownFrom":${knownFrom},"knownTo":${knownTo}}`);

const revs = new Map(readModels.map(({ name, version }) => [name, version]));
/** Version of the projection that serves an answer: the second half of its ETag. */
export const revOf = (projection: string): number => revs.get(projection) ?? 1;
