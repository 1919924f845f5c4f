import { isUtf8 } from 'node:buffer';
import { fault, Problem, type Fault } from '../problems/problem.js';

/** Deepest nesting of arrays and objects that a body may have. */
export const maxDepth = 32;

export interface JsonReading {
  readonly value: unknown;
  /** What parses but cannot be stored exactly: told together with the other mistakes of the request. */
  readonly faults: Fault[];
}

/**
 * Reads a JSON body so that it is either stored exactly or refused.
 * Not UTF-8, not JSON, or a member named twice: `malformed-json` with line and column. Lone surrogates, NUL characters,
 * numbers that a double cannot hold exactly, `__proto__`: one fault each, with a pointer, so that they are answered in the
 * order of API §1.2 together with everything else. Nesting below {@link maxDepth} levels is reported and not read.
 *
 * A parser of its own, because `JSON.parse` keeps the last of two members and rounds numbers without a word.
 */
export function readJson(bytes: Buffer): JsonReading {
  if (!isUtf8(bytes)) throw new Problem('malformed-json', `The body is not UTF-8: the first wrong byte is at offset ${firstWrongByte(bytes)}.`);
  return new JsonReader(bytes.toString('utf8')).read();
}

/** The offset of the first byte that does not continue valid UTF-8. */
function firstWrongByte(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (validPrefix(bytes.subarray(0, middle + 1))) low = middle + 1;
    else high = middle;
  }
  return low;
}

function validPrefix(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** In a /u expression a paired surrogate is one character of another category. */
const lone = /\p{Surrogate}/u;
const escapes: Record<string, string> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

class JsonReader {
  private at = 0;
  private readonly path: (string | number)[] = [];
  private readonly faults: Fault[] = [];
  constructor(private readonly text: string) {}

  read(): JsonReading {
    this.blank();
    const value = this.value();
    this.blank();
    if (this.at < this.text.length) this.malformed('there is something after the end of the document');
    return { value, faults: this.faults };
  }

  private value(): unknown {
    switch (this.text.charCodeAt(this.at)) {
      case 0x22: return this.checkedString();
      case 0x7b: return this.object();
      case 0x5b: return this.array();
      case 0x74: return this.word('true', true);
      case 0x66: return this.word('false', false);
      case 0x6e: return this.word('null', null);
      default: return this.number();
    }
  }

  private object(): unknown {
    const result: Record<string, unknown> = {};
    const seen = new Set<string>();
    if (this.tooDeep()) return null;
    this.at++;
    this.blank();
    if (this.take(0x7d)) return result;
    for (;;) {
      const start = this.at;
      if (this.text.charCodeAt(start) !== 0x22) this.malformed('a member name in double quotes is expected');
      const name = this.string();
      if (seen.has(name)) this.malformed(`the member ${JSON.stringify(name)} is named twice in one object`, start);
      seen.add(name);
      this.blank();
      if (!this.take(0x3a)) this.malformed('":" is expected after a member name');
      this.blank();
      this.path.push(name);
      this.checkText(name, 'The member name');
      if (name === '__proto__') {
        this.complain('unknown-field', 'A member may not be called __proto__.', null);
        this.value();
      } else result[name] = this.value();
      this.path.pop();
      this.blank();
      if (this.take(0x2c)) {
        this.blank();
        continue;
      }
      if (this.take(0x7d)) return result;
      this.malformed('"," or "}" is expected');
    }
  }

  private array(): unknown {
    const result: unknown[] = [];
    if (this.tooDeep()) return null;
    this.at++;
    this.blank();
    if (this.take(0x5d)) return result;
    for (;;) {
      this.path.push(result.length);
      result.push(this.value());
      this.path.pop();
      this.blank();
      if (this.take(0x2c)) {
        this.blank();
        continue;
      }
      if (this.take(0x5d)) return result;
      this.malformed('"," or "]" is expected');
    }
  }

  /** Reports the place once and skips what lies deeper, without recursion, so that no body can exhaust the stack. */
  private tooDeep(): boolean {
    if (this.path.length < maxDepth) return false;
    this.complain('depth', `Arrays and objects are nested deeper than ${maxDepth} levels.`, null);
    let open = 0;
    do {
      const code = this.text.charCodeAt(this.at);
      if (code === 0x22) this.string();
      else {
        if (code === 0x7b || code === 0x5b) open++;
        if (code === 0x7d || code === 0x5d) open--;
        if (Number.isNaN(code)) this.malformed('the document ends too early');
        this.at++;
      }
    } while (open > 0);
    return true;
  }

  private checkedString(): string {
    const value = this.string();
    this.checkText(value, 'The text');
    return value;
  }

  private checkText(value: string, what: string): void {
    if (value.includes('\0')) this.complain('pattern', `${what} contains a NUL character, which cannot be stored.`, null);
    // Only an escape can bring a lone surrogate into valid UTF-8, so most strings are clean without a search.
    if (this.sawEscape && lone.test(value)) {
      this.complain('pattern', `${what} contains half of a surrogate pair at character ${value.search(lone)}.`, null);
    }
  }

  private sawEscape = false;

  private string(): string {
    const { text } = this;
    const start = ++this.at;
    this.sawEscape = false;
    let parts = '';
    let from = start;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === 0x22) {
        const value = parts + text.slice(from, this.at);
        this.at++;
        return value;
      }
      if (code === 0x5c) {
        parts += text.slice(from, this.at) + this.escape();
        from = this.at;
        continue;
      }
      if (Number.isNaN(code)) this.malformed('a string is not closed', start - 1);
      if (code < 0x20) this.malformed('a control character stands unescaped in a string');
      this.at++;
    }
  }

  private escape(): string {
    const letter = this.text[this.at + 1];
    if (letter === 'u') {
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.malformed('\\u needs four hexadecimal digits');
      this.at += 6;
      this.sawEscape = true;
      return String.fromCharCode(parseInt(digits, 16));
    }
    const meant = letter === undefined ? undefined : escapes[letter];
    if (meant === undefined) this.malformed(`\\${letter ?? ''} is no escape`);
    this.at += 2;
    return meant;
  }

  private number(): number {
    numberToken.lastIndex = this.at;
    const token = numberToken.exec(this.text)?.[0];
    if (token === undefined) return this.malformed(this.at >= this.text.length ? 'the document ends too early' : 'a value is expected');
    this.at += token.length;
    const value = Number(token);
    // Any decimal of at most 15 digits in the normal range survives the way to a double and back.
    if (token.length <= 15 && !/[eE]/.test(token)) return value === 0 ? 0 : value;
    if (!Number.isFinite(value)) this.complain('range', `The number ${short(token)} is larger than a double can hold.`, short(token));
    else if (decimal(token) !== decimal(String(value))) {
      this.complain('range', `The number ${short(token)} cannot be kept exactly; the nearest is ${value}. Send it as text if every digit matters.`, short(token));
    }
    return value === 0 ? 0 : value;
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.malformed('a value is expected');
    this.at += word.length;
    return value;
  }

  private blank(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  private complain(code: Fault['code'], message: string, got: string | null): void {
    if (this.faults.length < 100) this.faults.push(fault('body', pointerOf(this.path), code, message, { got }));
  }

  private malformed(what: string, at = this.at): never {
    const before = this.text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - before.lastIndexOf('\n');
    const place = this.path.length > 0 ? `, at ${pointerOf(this.path)}` : '';
    throw new Problem('malformed-json', `Line ${line}, column ${column}${place}: ${what}.`);
  }
}

/** RFC 6901 pointer of a path. */
export function pointerOf(path: readonly (string | number)[]): string {
  return path.map((step) => `/${typeof step === 'number' ? step : step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function short(token: string): string {
  return token.length <= 60 ? token : `${token.slice(0, 57)}…`;
}

/** A decimal literal as its significant digits and exponent, so that 1e2, 100 and 100.0 compare equal. */
function decimal(literal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + (digits.length - significant.length)}`;
}
