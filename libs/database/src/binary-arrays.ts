/**
 * One-dimensional arrays in PostgreSQL's binary format. The driver sends a Buffer parameter as binary. The text format
 * would escape every payload once here and unescape it once there; at batches of a thousand that was a third of an append, and half of
 * writing rows.
 */
const oid = { int4: 23, int8: 20, json: 114, text: 25, uuid: 2950 } as const;
const emptyHeader = 12;
const header = 20;

export function int4Array(values: readonly number[]): Buffer {
  const buffer = start(oid.int4, values.length, values.length * 8, false);
  let at = header;
  for (const value of values) {
    at = buffer.writeInt32BE(4, at);
    at = buffer.writeInt32BE(value, at);
  }
  return buffer;
}

/** Ids in the usual hyphenated spelling. */
export function uuidArray(values: readonly string[]): Buffer {
  const buffer = start(oid.uuid, values.length, values.length * 20, false);
  let at = header;
  for (const value of values) {
    at = buffer.writeInt32BE(16, at);
    at += buffer.write(value.replaceAll('-', ''), at, 'hex');
  }
  return buffer;
}

/** Whole numbers, as positions are. */
export function int8Array(values: readonly (number | null)[]): Buffer {
  const nulls = values.includes(null);
  const buffer = start(oid.int8, values.length, values.reduce<number>((bytes, value) => bytes + (value === null ? 4 : 12), 0), nulls);
  let at = header;
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at);
      continue;
    }
    at = buffer.writeInt32BE(8, at);
    at = buffer.writeInt32BE(Math.floor(value / 4_294_967_296), at);
    at = buffer.writeUInt32BE(value >>> 0, at);
  }
  return buffer;
}

export const textArray = (values: readonly (string | null)[]): Buffer => arrayOfTexts(oid.text, values);

/** JSON texts: the server checks them once, where `text[]` would be read and then cast. */
export const jsonArray = (values: readonly (string | null)[]): Buffer => arrayOfTexts(oid.json, values);

function arrayOfTexts(element: number, values: readonly (string | null)[]): Buffer {
  let bytes = 0;
  let nulls = false;
  for (const value of values) {
    if (value === null) nulls = true;
    else bytes += Buffer.byteLength(value);
  }
  const buffer = start(element, values.length, bytes + values.length * 4, nulls);
  let at = header;
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at);
      continue;
    }
    const written = buffer.write(value, at + 4, 'utf8');
    buffer.writeInt32BE(written, at);
    at += 4 + written;
  }
  return buffer;
}

function start(element: number, length: number, bytes: number, nulls: boolean): Buffer {
  const buffer = Buffer.allocUnsafe(length === 0 ? emptyHeader : header + bytes);
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(nulls ? 1 : 0, 4);
  buffer.writeInt32BE(element, 8);
  if (length > 0) {
    buffer.writeInt32BE(length, 12);
    buffer.writeInt32BE(1, 16);
  }
  return buffer;
}
