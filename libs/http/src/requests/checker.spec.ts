import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsInt, IsNumber, IsOptional, IsString, Length, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import type { Fault } from '../problems/problem.js';
import { checkBody, checkParameters, shapeOf } from './checker.js';
import { bindEdtf, IsEdtf, IsSlug, IsTime, isRfc3339, Nullable, Omittable, utcTime } from './decorators.js';
import { exampleOf } from '../openapi/examples.js';
import { SchemaBook } from '../openapi/shape-schema.js';

class Point {
  @IsInt() @Min(0) x!: number;
  @Nullable() @IsNumber() y: number | null = null;
}
class Carried {
  @IsIn(['carried']) outcome!: string;
  @IsString() claim!: string;
}
class Added {
  @IsIn(['added']) outcome!: string;
  @ValidateNested() @Type(() => Point) with!: Point;
}
class Base {
  @IsString() @Length(2, 5) id!: string;
}
class Body extends Base {
  @Nullable() @IsSlug() outlet!: string | null;
  @IsBoolean() keep = true;
  @Omittable() @IsTime() retrieved?: string;
  @IsOptional() @IsString() loose?: string | null;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(2) @ValidateNested({ each: true }) @Type(() => Point) points!: Point[];
  @Nullable() @ValidateNested() @Type(() => Point) origin: Point | null = null;
  @IsArray() @IsString({ each: true }) @MaxLength(3, { each: true }) tags: string[] = [];
  @IsArray() @ValidateNested({ each: true })
  @Type(() => Object, { keepDiscriminatorProperty: true, discriminator: { property: 'outcome', subTypes: [{ name: 'carried', value: Carried }, { name: 'added', value: Added }] } })
  claims: (Carried | Added)[] = [];
  @ValidateIf(({ keep }: { keep?: boolean }) => keep !== true) @IsString() why?: string;
  @Nullable() @IsEdtf() published: string | null = null;
}

const good = { id: 'ab', outlet: 'al-mayadeen', points: [{ x: 1 }], keep: true };
function faultsOf(value: unknown): [string | null, string][] {
  const faults: Fault[] = [];
  checkBody(shapeOf(Body), value, faults);
  return faults.map(({ pointer, code }) => [pointer, code]);
}

describe('a body against its class', () => {
  beforeAll(() => bindEdtf((text) => (/^\d{4}/.test(text) ? null : 'must be an EDTF text')));
  afterAll(() => bindEdtf(() => null));

  it('becomes an instance with defaults, nested ones too', () => {
    const faults: Fault[] = [];
    const body = checkBody(shapeOf(Body), { ...good, claims: [{ outcome: 'added', with: { x: 2 } }] }, faults) as Body;
    expect(faults).toEqual([]);
    expect(body).toBeInstanceOf(Body);
    expect(body.points[0]).toBeInstanceOf(Point);
    expect(body).toMatchObject({ id: 'ab', keep: true, tags: [], origin: null, points: [{ x: 1, y: null }], claims: [{ outcome: 'added', with: { x: 2, y: null } }] });
    expect('retrieved' in body).toBe(false);
  });

  it.each<[string, unknown, [string, string][]]>([
    ['a field that is missing', { ...good, outlet: undefined }, [['/outlet', 'required']]],
    ['null where there is a default', { ...good, keep: null, why: 'x' }, [['/keep', 'type']]],
    ['null where a field may only be left out', { ...good, retrieved: null }, [['/retrieved', 'type']]],
    ['null and absence where both are fine', { ...good, outlet: null, loose: null, origin: null }, []],
    ['a wrong type, once', { ...good, id: 7 }, [['/id', 'type']]],
    ['a text too short or too long', { ...good, id: 'a' }, [['/id', 'length']]],
    ['a time without offset', { ...good, retrieved: '2026-11-22T10:00:00' }, [['/retrieved', 'pattern']]],
    ['a text that is no EDTF', { ...good, published: 'yesterday' }, [['/published', 'edtf']]],
    ['an object where a list belongs', { ...good, points: {} }, [['/points', 'type']]],
    ['a list too long, and its items', { ...good, points: [{ x: -1 }, { x: 1.5 }, { x: 1, z: 1 }] }, [['/points', 'length'], ['/points/0/x', 'range'], ['/points/1/x', 'type'], ['/points/2/z', 'unknown-field']]],
    ['a list too short', { ...good, points: [] }, [['/points', 'length']]],
    ['items of plain lists', { ...good, tags: ['abc', 'abcd', 5] }, [['/tags/1', 'length'], ['/tags/2', 'type']]],
    ['a variant without its tag, with a wrong one, with a wrong field', { ...good, claims: [{}, { outcome: 'caried' }, { outcome: 'carried', claim: 'c', with: {} }, 3] }, [['/claims/0/outcome', 'required'], ['/claims/1/outcome', 'enum'], ['/claims/2/with', 'unknown-field'], ['/claims/3', 'type']]],
    ['a field that another makes necessary', { ...good, keep: false }, [['/why', 'required']]],
    ['no object', [], [['', 'type']]],
    ['nothing', undefined, [['', 'required']]],
    ['a field of a parent class', { ...good, id: undefined }, [['/id', 'required']]],
  ])('tells of %s', (_what, body, expected) => expect(faultsOf(body)).toEqual(expected));

  it('suggests, and lists what is allowed', () => {
    const faults: Fault[] = [];
    checkBody(shapeOf(Body), { ...good, Outlet: 'x', claims: [{ outcome: 'caried' }] }, faults);
    expect(faults).toMatchObject([{ code: 'unknown-field', suggestion: 'outlet', got: 'x' }, { code: 'enum', allowed: ['carried', 'added'], suggestion: 'carried', got: 'caried' }]);
  });

  it('does not repeat a key that was sent in the wrong place', () => {
    const faults: Fault[] = [];
    checkParameters('query', shapeOf(Point), new Map([['key', [`chy_abcdefghijk0_${'S'.repeat(43)}`]]]), faults);
    expect(faults).toMatchObject([{ code: 'unknown-parameter' }, { code: 'required' }]);
    expect(JSON.stringify(faults)).not.toContain('SSS');
  });

  it('tells at most a hundred mistakes', () => {
    const faults: Fault[] = [];
    checkBody(shapeOf(Body), { ...good, tags: Array.from({ length: 500 }, () => 'too long') }, faults);
    expect(faults).toHaveLength(100);
  });

  it('is described by a schema that says the same', () => {
    const book = new SchemaBook();
    book.refTo(shapeOf(Body));
    const schema = book.schemas.Body as { required: string[]; properties: Record<string, unknown> };
    expect(schema.required.sort()).toEqual(['id', 'outlet', 'points']);
    expect(schema.properties).toMatchObject({
      id: { type: 'string', minLength: 2, maxLength: 5 }, keep: { type: 'boolean', default: true }, retrieved: { type: 'string', format: 'date-time' },
      points: { type: 'array', minItems: 1, maxItems: 2, items: { $ref: '#/components/schemas/Point' } }, origin: { oneOf: [{ $ref: '#/components/schemas/Point' }, { type: 'null' }] },
      published: { type: ['string', 'null'], format: 'edtf' }, tags: { type: 'array', items: { type: 'string', maxLength: 3 } },
    });
    expect(faultsOf(exampleOf(shapeOf(Body)))).toEqual([]); // the example is a valid body
  });
});

class Query {
  @IsSlug({ each: true }) actor: string[] = [];
  @IsIn(['asc', 'desc']) order = 'asc';
  @IsInt() @Min(1) @Max(9) from = 1;
  @IsBoolean() deep = false;
  @Omittable() @IsNumber() speed?: number;
}
function queryOf(given: Record<string, string[]>): { query: Query; faults: [string | null, string][] } {
  const faults: Fault[] = [];
  const query = checkParameters('query', shapeOf(Query), new Map(Object.entries(given)), faults, ['knownAt']) as Query;
  return { query, faults: faults.map(({ name, code }) => [name, code]) };
}

describe('a query against its class', () => {
  it('has numbers, booleans and lists read', () =>
    expect(queryOf({ actor: ['usa', 'isr'], from: ['3'], deep: ['true'], speed: ['0.5'], knownAt: ['x'] })).toEqual({ query: { actor: ['usa', 'isr'], order: 'asc', from: 3, deep: true, speed: 0.5 }, faults: [] }));

  it.each<[string, Record<string, string[]>, [string, string][]]>([
    ['an unknown parameter', { acotr: ['usa'] }, [['acotr', 'unknown-parameter']]],
    ['a parameter sent twice', { order: ['asc', 'desc'] }, [['order', 'type']]],
    ['more than fifty values', { actor: Array.from({ length: 51 }, () => 'usa') }, [['actor', 'length']]],
    ['words for numbers and booleans', { from: ['one'], deep: ['1'], speed: ['fast'] }, [['from', 'type'], ['deep', 'type'], ['speed', 'type']]],
    ['a number out of range', { from: ['10'] }, [['from', 'range']]],
    ['an integer beyond what is exact', { from: ['9007199254740993'] }, [['from', 'type']]],
    ['one bad value of several', { actor: ['usa', 'U S A'] }, [['actor', 'pattern']]],
  ])('tells of %s', (_what, given, expected) => expect(queryOf(given).faults).toEqual(expected));
});

describe('a time', () => {
  it('is RFC 3339 with an offset, on a day that exists', () => {
    for (const time of ['2026-11-22T10:00:00Z', '2024-02-29T23:59:60.123456+05:30', '2000-02-29T00:00:00-00:00']) expect([time, isRfc3339(time)]).toEqual([time, true]);
    for (const time of ['2026-11-22', '2026-11-22T10:00:00', '2026-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-11-22 10:00:00Z', '2026-11-22T24:00:00Z', '2026-11-22T10:60:00Z', '2026-11-22T10:00:00+24:00', '2026-11-00T00:00:00Z']) {
      expect([time, isRfc3339(time)]).toEqual([time, false]);
    }
  });

  it.each([
    ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000000Z'],
    ['2026-11-22t10:00:00.123456789+23:59', '2026-11-21T10:01:00.123456Z'],
    ['2026-11-22T23:30:00.5-01:00', '2026-11-23T00:30:00.500000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000000Z'],
    ['0099-01-01T00:00:00Z', '0099-01-01T00:00:00.000000Z'],
    ['0000-05-01T00:00:00Z', '0001-01-01T00:00:00.000000Z'],
    ['9999-12-31T23:59:59-01:00', '9999-12-31T23:59:59.999999Z'],
  ])('%s is compared as %s', (text, expected) => expect(utcTime(text)).toBe(expected));
});
