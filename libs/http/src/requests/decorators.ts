import { ValidateBy, type ValidationOptions } from 'class-validator';

const nullables = new WeakMap<object, Set<string>>();
const omittables = new WeakMap<object, Set<string>>();

/**
 * The field may be null. A field without a default (an initializer) must still be sent:
 * `@Nullable() outlet!: string | null` is required and may be null, `@Nullable() url: string | null = null` may be left out.
 */
export function Nullable(): PropertyDecorator {
  return (prototype, property) => remember(nullables, prototype, property as string);
}

/** The field may be left out although it has no default; it is then undefined. Sent as null it is refused. */
export function Omittable(): PropertyDecorator {
  return (prototype, property) => remember(omittables, prototype, property as string);
}

export function isNullable(type: Function, property: string): boolean {
  return recall(nullables, type, property);
}

export function isOmittable(type: Function, property: string): boolean {
  return recall(omittables, type, property);
}

function remember(table: WeakMap<object, Set<string>>, prototype: object, property: string): void {
  const names = table.get(prototype) ?? new Set<string>();
  table.set(prototype, names.add(property));
}

function recall(table: WeakMap<object, Set<string>>, type: Function, property: string): boolean {
  for (let prototype: object | null = type.prototype as object; prototype !== null; prototype = Object.getPrototypeOf(prototype) as object | null) {
    if (table.get(prototype)?.has(property)) return true;
  }
  return false;
}

/**
 * A check of one's own for a field: `says` answers null when the value is fine, else what is wrong ("must be …").
 * `code` is the code of the fault, `format` what the OpenAPI document shows; with `text` anything but a text is a fault of type.
 */
export function Checked(code: string, says: (value: unknown) => string | null, options: { format?: string; pattern?: string; maxLength?: number; each?: boolean; text?: boolean } = {}): PropertyDecorator {
  const validation: ValidationOptions = { context: { code, says, format: options.format, pattern: options.pattern, maxLength: options.maxLength, text: options.text ?? false } };
  if (options.each) validation.each = true;
  return ValidateBy({ name: 'checked', validator: { validate: (value: unknown) => says(value) === null, defaultMessage: (args) => says(args?.value) ?? '' } }, validation);
}

const slugPattern = /^[a-z0-9][a-z0-9-]{0,78}[a-z0-9]$/;

/** An id or slug chosen by clients (API §1.1). */
export function IsSlug(options: { each?: boolean } = {}): PropertyDecorator {
  return Checked('pattern', (value) => (typeof value === 'string' && slugPattern.test(value) ? null : 'must be 2 to 80 characters of a–z, 0–9 and "-", without "-" at either end'), { pattern: slugPattern.source, text: true, ...options });
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:[Zz]|[+-](\d\d):(\d\d))$/;

/** Whether a text is an RFC 3339 time with an offset, on a day that exists. A leap second counts as a time. */
export function isRfc3339(text: string): boolean {
  const match = rfc3339.exec(text);
  if (match === null) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const daysInMonth = month < 1 || month > 12 ? 0 : new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return day >= 1 && day <= daysInMonth && hour <= 23 && minute <= 59 && second <= 60 && Number(match[7] ?? 0) <= 23 && Number(match[8] ?? 0) <= 59;
}

/**
 * The same instant as the database writes it: UTC, six fractional digits. For comparisons only, since a leap second becomes
 * the second after it, digits beyond the sixth go, and years before 1 become the first instant of year 1: PostgreSQL knows
 * neither such offsets nor such years as RFC 3339 allows.
 */
export function utcTime(text: string): string {
  const [, year, month, day, hour, minute, second, , sign, offsetHours, offsetMinutes] =
    /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0));
  const instant = new Date(0);
  instant.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  instant.setUTCHours(Number(hour), Number(minute) - offset, Number(second), 0);
  if (instant.getTime() < firstInstant) return '0001-01-01T00:00:00.000000Z';
  const fraction = (/\.(\d+)/.exec(text)?.[1] ?? '').slice(0, 6).padEnd(6, '0');
  // Beyond year 9999 the text would get a sign; nothing is recorded that late.
  return instant.getTime() > lastInstant ? '9999-12-31T23:59:59.999999Z' : `${instant.toISOString().slice(0, 19)}.${fraction}Z`;
}
const firstInstant = Date.parse('0001-01-01T00:00:00Z');
const lastInstant = Date.parse('9999-12-31T23:59:59Z');

/** An RFC 3339 time with an offset. */
export function IsTime(options: { each?: boolean } = {}): PropertyDecorator {
  return Checked('pattern', (value) => (typeof value === 'string' && isRfc3339(value) ? null : 'must be an RFC 3339 time with an offset, for example 2026-11-22T10:00:00Z'), { format: 'date-time', text: true, ...options });
}

let edtfCheck: (text: string) => string | null = () => null;

/**
 * Binds what an EDTF text is: `says` answers null for a valid one, else what is wrong. The vocabulary lives in the
 * codebook, which this library does not know; `apps/api` binds it at start.
 */
export function bindEdtf(says: (text: string) => string | null): void {
  edtfCheck = says;
}

export function edtfComplaint(text: string): string | null {
  return edtfCheck(text);
}

/** An EDTF text (API §3), checked by what {@link bindEdtf} bound. */
export function IsEdtf(options: { each?: boolean } = {}): PropertyDecorator {
  return Checked('edtf', (value) => (typeof value === 'string' ? edtfCheck(value) : 'must be an EDTF text'), { format: 'edtf', text: true, ...options });
}
