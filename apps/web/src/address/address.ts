/**
 * The address is the view: this codec is the only place that knows how a view is written in the address bar.
 * Members carry the names of the API, so that a reader can carry one over from the address to a request.
 */

export type Screen = 'stories' | 'timeline' | 'stances' | 'cell' | 'markers' | 'compare' | 'new-report' | 'report' | 'claim' | 'occurrence' | 'nowhere';

const LISTS = ['actor', 'issue', 'kind', 'voice', 'marker'] as const;
const SINGLES = [
  'q', 'happenedFrom', 'happenedTo', 'undated', 'clock', 'knownAt', 'publishedBy', 'groupBy', 'step', 'from', 'to', 'cursor',
  'view', 'sort', 'rule', 'severity', 'changed', 'families', 'changeOf', 'cosmetic', 'texts', 'claim', 'version', 'act', 'selected',
] as const;

export type ListMember = (typeof LISTS)[number];
export type SingleMember = (typeof SINGLES)[number];
export type Query = { [K in ListMember]?: string[] } & { [K in SingleMember]?: string };

export interface Address {
  screen: Screen;
  /** The story on story screens. */
  slug?: string;
  /** The cell on screen `cell`. */
  holder?: string;
  issue?: string;
  /** The two moments of screen `compare`; absent when the pair is to be chosen by default. */
  a?: string;
  b?: string;
  /** The report, claim or occurrence of a page of its own. */
  id?: string;
  query: Query;
}

/** Reads a path with query into an address. Members the view does not know are left out; repeated values count once. */
export function parseAddress(text: string): Address {
  const url = new URL(text, 'http://view');
  const parts = url.pathname.split('/').filter((part) => part !== '').map(decode);
  const query: Query = {};
  for (const name of LISTS) {
    const values = [...new Set(url.searchParams.getAll(name).filter((value) => value !== ''))];
    if (values.length > 0) query[name] = values;
  }
  for (const name of SINGLES) {
    const value = url.searchParams.get(name);
    if (value !== null && value !== '') query[name] = value;
  }
  const [first, id, sub, third, fourth, ...rest] = parts;
  if (first === undefined) return { screen: 'stories', query };
  const single = ({ reports: 'report', claims: 'claim', occurrences: 'occurrence' } as const)[first];
  if (single !== undefined && id !== undefined && sub === undefined) return { screen: single, id, query };
  if (first !== 'stories' || rest.length > 0) return { screen: 'nowhere', query };
  if (id === undefined) return { screen: 'stories', query };
  if (sub === undefined) return { screen: 'timeline', slug: id, query };
  if (sub === 'stances' && third === undefined) return { screen: 'stances', slug: id, query };
  if (sub === 'stances' && third !== undefined && fourth !== undefined) return { screen: 'cell', slug: id, holder: third, issue: fourth, query };
  if (sub === 'markers' && third === undefined) return { screen: 'markers', slug: id, query };
  if (sub === 'new-report' && third === undefined) return { screen: 'new-report', slug: id, query };
  if (sub === 'compare' && fourth === undefined) {
    if (third === undefined) return { screen: 'compare', slug: id, query };
    const cut = third.indexOf('...');
    if (cut > 0 && cut + 3 < third.length) return { screen: 'compare', slug: id, a: third.slice(0, cut), b: third.slice(cut + 3), query };
  }
  return { screen: 'nowhere', query };
}

/** Writes an address; the members always stand in one order, so that equal views have equal addresses. */
export function formatAddress(address: Address): string {
  const params = new URLSearchParams();
  for (const name of LISTS) for (const value of address.query[name] ?? []) params.append(name, value);
  for (const name of SINGLES) {
    const value = address.query[name];
    if (value !== undefined && value !== '') params.set(name, value);
  }
  const query = params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/');
  return pathOf(address) + (query === '' ? '' : `?${query}`);
}

function pathOf(address: Address): string {
  const story = `/stories/${encodeURIComponent(address.slug ?? '')}`;
  switch (address.screen) {
    case 'stories':
    case 'nowhere':
      return '/';
    case 'timeline':
      return story;
    case 'stances':
      return `${story}/stances`;
    case 'cell':
      return `${story}/stances/${encodeURIComponent(address.holder ?? '')}/${encodeURIComponent(address.issue ?? '')}`;
    case 'markers':
      return `${story}/markers`;
    case 'new-report':
      return `${story}/new-report`;
    case 'compare':
      return address.a === undefined || address.b === undefined ? `${story}/compare` : `${story}/compare/${moment(address.a)}...${moment(address.b)}`;
    case 'report':
      return `/reports/${encodeURIComponent(address.id ?? '')}`;
    case 'claim':
      return `/claims/${encodeURIComponent(address.id ?? '')}`;
    case 'occurrence':
      return `/occurrences/${encodeURIComponent(address.id ?? '')}`;
  }
}

/** The members that say at which moment one looks; they go along from screen to screen. */
export function momentOf(query: Query): Query {
  const kept: Query = {};
  if (query.clock !== undefined) kept.clock = query.clock;
  if (query.knownAt !== undefined) kept.knownAt = query.knownAt;
  if (query.publishedBy !== undefined) kept.publishedBy = query.publishedBy;
  return kept;
}

/** The members that narrow what a story screen shows. */
export function filtersOf(query: Query): Query {
  const kept: Query = {};
  for (const name of LISTS) if (query[name] !== undefined) kept[name] = query[name];
  for (const name of ['q', 'happenedFrom', 'happenedTo', 'undated'] as const) if (query[name] !== undefined) kept[name] = query[name];
  return kept;
}

const moment = (text: string): string => encodeURIComponent(text).replaceAll('%3A', ':');

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A broken escape is a wrong address, not a broken page.
  }
}
