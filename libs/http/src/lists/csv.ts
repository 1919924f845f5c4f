/** Rows looked at before the header is written, when the caller does not name the columns. */
const rowsForHeader = 200;

type Items = Iterable<object> | AsyncIterable<object>;

/**
 * CSV as API §1.5 has it: RFC 4180, CRLF, a header row of dotted member names, lists of plain values joined by `|`, deeper
 * values as JSON text. Without `columns` the header is the union of the members of the first {@link rowsForHeader} rows, in
 * the order met; a list whose rows differ more than that names its columns.
 */
export async function* csvRows(items: Items, columns: readonly string[] | null = null): AsyncGenerator<string> {
  let header = columns;
  if (header !== null) yield line(header.map(quoted));
  let waiting: object[] = [];
  for await (const item of items) {
    if (header !== null) {
      yield rowOf(item, header);
      continue;
    }
    waiting.push(item);
    if (waiting.length === rowsForHeader) {
      header = columnsOf(waiting);
      yield line(header.map(quoted));
      for (const one of waiting) yield rowOf(one, header);
      waiting = [];
    }
  }
  if (header === null && waiting.length > 0) {
    header = columnsOf(waiting);
    yield line(header.map(quoted));
    for (const one of waiting) yield rowOf(one, header);
  }
}

function columnsOf(rows: readonly object[]): string[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of cellsOf(row).keys()) names.add(name);
  // A member that is null in one row and an object in another has its dotted columns only.
  return [...names].filter((name) => ![...names].some((other) => other.startsWith(`${name}.`)));
}

function rowOf(item: object, header: readonly string[]): string {
  const cells = cellsOf(item);
  return line(header.map((name) => {
    const value = cells.has(name) ? cells.get(name) : memberAt(item, name);
    return cell(value);
  }));
}

/** The value at a dotted name, for a column that names a whole object. */
function memberAt(item: object, name: string): unknown {
  return name.split('.').reduce<unknown>((value, step) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined), item);
}

function cellsOf(item: object, prefix = '', cells = new Map<string, unknown>()): Map<string, unknown> {
  for (const [name, value] of Object.entries(item)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) cellsOf(value as object, `${prefix}${name}.`, cells);
    else cells.set(prefix + name, value);
  }
  return cells;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) {
    return value.every((entry) => typeof entry !== 'object' || entry === null) ? textCell(value.map((entry) => String(entry ?? '')).join('|')) : quoted(JSON.stringify(value));
  }
  if (typeof value === 'object') return quoted(JSON.stringify(value));
  return typeof value === 'string' ? textCell(value) : String(value as number | boolean);
}

/** A text that a spreadsheet would run as a formula gets a leading apostrophe; numbers keep their sign. */
function textCell(text: string): string {
  return quoted(/^[=+\-@\t]/.test(text) ? `'${text}` : text);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function line(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}
