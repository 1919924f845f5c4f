import pg from 'pg';

/** What the driver's prepared queries are made of, as far as it is used here; its type package leaves it out. */
interface Wire {
  submittedNamedStatements: Record<string, string>;
  parse(statement: { name: string; text: string }): void;
  bind(values: { portal: string; statement: string; values: unknown[]; binary: boolean; valueMapper: (value: unknown) => unknown }): void;
  execute(portal: { portal: string }): void;
  sync(): void;
}
interface DriverQuery {
  text: string;
  name: string;
  values: unknown[];
  hasBeenParsed(wire: Wire): boolean;
}
const Query = pg.Query as unknown as new (statement: object, callback: (error: Error | null) => void) => DriverQuery;

/**
 * A prepared statement that answers one row, taken as the raw text of its columns. The driver would have each reply described
 * by the server and build parsers from the description, every time: a twentieth of a single append.
 */
export class RowQuery extends Query {
  row: (string | null)[] | null = null;

  prepare(wire: Wire): void {
    if (!this.hasBeenParsed(wire)) {
      wire.parse({ name: this.name, text: this.text });
      wire.submittedNamedStatements[this.name] = this.text;
    }
    wire.bind({ portal: '', statement: this.name, values: this.values, binary: false, valueMapper: (value) => value });
    wire.execute({ portal: '' });
    wire.sync();
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.row = fields;
  }
}
