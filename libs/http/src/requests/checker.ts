import 'reflect-metadata';
import { getMetadataStorage, type ValidationArguments, type ValidatorConstraintInterface } from 'class-validator';
// The storage is not exported from the package's entry; Nest itself reads it the same way.
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { fault, type Fault, type Json } from '../problems/problem.js';
import { suggest } from '../problems/nearest.js';
import { pointerOf } from '../strict-json/read-json.js';
import { isNullable, isOmittable } from './decorators.js';

export type Type<T = object> = new () => T;
type Primitive = 'string' | 'number' | 'integer' | 'boolean';

/** One rule of one field. */
export interface Rule {
  readonly name: string;
  readonly code: Fault['code'];
  readonly constraints: readonly unknown[];
  readonly each: boolean;
  readonly allowed: Json[] | null;
  readonly context: { says?: (value: unknown) => string | null; format?: string; pattern?: string; maxLength?: number; text?: boolean } | undefined;
  passes(value: unknown, owner: object): boolean;
  says(value: unknown, owner: object): string;
}

/** What is known of one field of a request class. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly nullable: boolean;
  readonly list: boolean;
  readonly primitive: Primitive | null;
  /** The class of the value, or of each item of a list. */
  readonly nested: Shape | null;
  /** Classes by the value of a member that tells them apart. */
  readonly variants: { readonly by: string; readonly shapes: ReadonlyMap<string, Shape> } | null;
  readonly rules: readonly Rule[];
  readonly applies: readonly ((owner: object, value: unknown) => boolean)[];
  readonly initial: unknown;
}

/** A request class compiled once into what a check needs; class-validator's decorators are the source. */
export interface Shape {
  readonly type: Type;
  readonly fields: ReadonlyMap<string, Field>;
}

const shapes = new Map<Function, Shape>();

/** Compiles a decorated class. Compiled once per class; recursive classes are fine. */
export function shapeOf(type: Function): Shape {
  const known = shapes.get(type);
  if (known !== undefined) return known;
  const fields = new Map<string, Field>();
  const shape: Shape = { type: type as Type, fields };
  shapes.set(type, shape);
  for (const [name, field] of compileFields(type as Type)) fields.set(name, field);
  return shape;
}

function* compileFields(type: Type): Iterable<[string, Field]> {
  const storage = getMetadataStorage();
  const metadatas = storage.getTargetValidationMetadatas(type, '', false, false);
  const initial = new type() as Record<string, unknown>;
  const names = [...new Set(metadatas.map(({ propertyName }) => propertyName))];
  for (const name of names) {
    const own = metadatas.filter((metadata) => metadata.propertyName === name);
    const declared = Reflect.getMetadata('design:type', type.prototype as object, name) as Function | undefined;
    const rules = own.filter(({ type: kind }) => kind === 'customValidation').map(ruleOf).sort((a, b) => rank(a.code) - rank(b.code));
    const optional = own.some((metadata) => metadata.type === 'conditionalValidation' && metadata.name === 'isOptional');
    const list = declared === Array || rules.some((rule) => !rule.each && listRules.has(rule.name));
    const initialValue = initial[name];
    const byType = defaultMetadataStorage.findTypeMetadata(type, name) as { typeFunction?: (options?: unknown) => Function; options?: { discriminator?: { property: string; subTypes: { name: string; value: Function }[] } } } | undefined;
    const isNested = own.some(({ type: kind }) => kind === 'nestedValidation');
    const discriminator = byType?.options?.discriminator;
    const nestedType = isNested ? (byType?.typeFunction?.() ?? (declared === Array ? undefined : declared)) : undefined;
    if (isNested && nestedType === undefined) throw new Error(`${type.name}.${name} needs @Type(() => …) beside @ValidateNested().`);
    yield [name, {
      name,
      required: initialValue === undefined && !optional && !isOmittable(type, name),
      nullable: initialValue === null || isNullable(type, name) || (optional && initialValue === undefined && !isOmittable(type, name)),
      list,
      primitive: primitiveOf(declared, rules, list),
      nested: nestedType === undefined || discriminator !== undefined ? null : shapeOf(nestedType),
      variants: discriminator === undefined ? null : { by: discriminator.property, shapes: new Map(discriminator.subTypes.map((sub) => [sub.name, shapeOf(sub.value)])) },
      rules,
      applies: own
        .filter((metadata) => metadata.type === 'conditionalValidation' && metadata.name !== 'isOptional')
        .map(({ constraints }) => constraints[0] as (owner: object, value: unknown) => boolean),
      initial: initialValue,
    }];
  }
}

const textRules = new Set(['isLength', 'minLength', 'maxLength', 'matches']);
const listRules = new Set(['isArray', 'arrayMinSize', 'arrayMaxSize', 'arrayUnique', 'arrayNotEmpty', 'arrayContains', 'arrayNotContains']);
const codes: Record<string, Fault['code']> = {
  isString: 'type', isInt: 'type', isNumber: 'type', isBoolean: 'type', isArray: 'type', isObject: 'type', isNotEmptyObject: 'type',
  min: 'range', max: 'range', isPositive: 'range', isNegative: 'range', isDivisibleBy: 'range',
  isLength: 'length', minLength: 'length', maxLength: 'length', arrayMinSize: 'length', arrayMaxSize: 'length', arrayNotEmpty: 'length', isNotEmpty: 'length',
  isIn: 'enum', isEnum: 'enum', isDefined: 'required',
};

function rank(code: string): number {
  return code === 'type' ? 0 : code === 'length' || code === 'range' ? 2 : 1;
}

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function ruleOf(metadata: Metadata): Rule {
  const constraint = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls)[0];
  if (constraint === undefined) throw new Error(`No validator is registered for ${metadata.name} on ${metadata.propertyName}.`);
  if (constraint.async) throw new Error(`${metadata.propertyName}: asynchronous validators are not used here; look things up in the decision.`);
  const validator = constraint.instance as ValidatorConstraintInterface;
  const name = metadata.name ?? constraint.name;
  const constraints = (metadata.constraints as unknown[] | undefined) ?? [];
  const args = (value: unknown, object: object): ValidationArguments => ({ value, object, constraints, property: metadata.propertyName, targetName: object.constructor.name });
  const context = metadata.context as (Rule['context'] & { code?: string }) | undefined;
  const enumeration = name === 'isIn' ? (constraints[0] as Json[]) : name === 'isEnum' ? (Object.values(constraints[0] as object) as Json[]) : null;
  return {
    name,
    code: context?.code ?? codes[name] ?? 'pattern',
    constraints,
    each: metadata.each === true, // undefined when options were given without it
    allowed: enumeration,
    context,
    passes: (value, owner) => validator.validate(value, args(value, owner)) as boolean,
    says: (value, owner) => {
      if (typeof metadata.message === 'string') return metadata.message.replaceAll('$property', metadata.propertyName);
      if (typeof metadata.message === 'function') return metadata.message(args(value, owner));
      return ownWords(name, constraints) ?? `${metadata.propertyName} ${context?.says?.(value) ?? 'is not valid'}`;
    },
  };

  function ownWords(rule: string, [first, second]: readonly unknown[]): string | null {
    const subject = metadata.each ? `each of ${metadata.propertyName}` : metadata.propertyName;
    switch (rule) {
      case 'isString': return `${subject} must be a text`;
      case 'isInt': return `${subject} must be a whole number`;
      case 'isNumber': return `${subject} must be a number`;
      case 'isBoolean': return `${subject} must be true or false`;
      case 'isArray': return `${subject} must be a list`;
      case 'isObject': return `${subject} must be an object`;
      case 'min': return `${subject} must be at least ${String(first)}`;
      case 'max': return `${subject} must be at most ${String(first)}`;
      case 'isLength': return `${subject} must have ${String(first)} to ${String(second ?? 'any number of')} characters`;
      case 'minLength': return `${subject} must have at least ${String(first)} characters`;
      case 'maxLength': return `${subject} must have at most ${String(first)} characters`;
      case 'isNotEmpty': return `${subject} must not be empty`;
      case 'arrayMinSize': return `${subject} must have at least ${String(first)} entries`;
      case 'arrayMaxSize': return `${subject} must have at most ${String(first)} entries`;
      case 'arrayUnique': return `${subject} must not name anything twice`;
      case 'matches': return `${subject} must match ${String(first)}`;
      case 'isIn':
      case 'isEnum': return `${subject} must be one of the allowed values`;
      default: return validator.defaultMessage && context?.says === undefined ? validator.defaultMessage(args(undefined, {})).replaceAll('$property', metadata.propertyName) : null;
    }
  }
}

function primitiveOf(declared: Function | undefined, rules: readonly Rule[], list: boolean): Primitive | null {
  const names = new Set(rules.filter((rule) => rule.each === list).map(({ name }) => name));
  if (names.has('isInt')) return 'integer';
  if (names.has('isNumber')) return 'number';
  if (names.has('isBoolean')) return 'boolean';
  if (names.has('isString') || rules.some((rule) => rule.each === list && (textRules.has(rule.name) || rule.context?.text))) return 'string';
  if (names.has('min') || names.has('max')) return 'number';
  if (list) return null;
  return declared === String ? 'string' : declared === Number ? 'number' : declared === Boolean ? 'boolean' : null;
}

const maxFaults = 100;

/**
 * Checks a parsed JSON value against a request class: answers an instance with defaults filled in, and appends a fault per
 * mistake. The instance is only worth using when no fault was added.
 */
export function checkBody(shape: Shape, value: unknown, faults: Fault[], path: (string | number)[] = []): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    add(faults, path, value === undefined ? 'required' : 'type', value === undefined ? 'A JSON object is required as the body.' : 'This must be an object.', value);
    return {};
  }
  const instance = new shape.type() as Record<string, unknown>;
  const given = value as Record<string, unknown>;
  for (const name in given) {
    if (shape.fields.has(name)) {
      // Rules that look at other fields see them all, with defaults; each is checked in its turn below.
      if (given[name] !== undefined) instance[name] = given[name];
    } else {
      path.push(name);
      const meant = suggest(name, shape.fields.keys());
      add(faults, path, 'unknown-field', `There is no field ${name}${meant === null ? '' : `; did you mean ${meant}?`}`, given[name], null, meant);
      path.pop();
    }
  }
  for (const field of shape.fields.values()) {
    const sent = given[field.name];
    if (sent === undefined) {
      if (field.required && field.applies.every((applies) => applies(instance, undefined))) {
        path.push(field.name);
        add(faults, path, 'required', `${field.name} is required.`, null);
        path.pop();
      }
      continue;
    }
    path.push(field.name);
    instance[field.name] = checkField(field, sent, instance, faults, path);
    path.pop();
  }
  return instance;
}

function checkField(field: Field, value: unknown, owner: object, faults: Fault[], path: (string | number)[]): unknown {
  if (value === null) {
    if (!field.nullable) add(faults, path, 'type', `${field.name} may not be null.`, null);
    return null;
  }
  for (const applies of field.applies) if (!applies(owner, value)) return value;
  if (field.list) {
    if (!Array.isArray(value)) {
      add(faults, path, 'type', `${field.name} must be a list.`, value);
      return value;
    }
    for (const rule of field.rules) {
      if (rule.each || rule.name === 'isArray') continue;
      if (!rule.passes(value, owner)) add(faults, path, rule.code, `${rule.says(value, owner)}.`, value.length);
    }
    return value.map((item: unknown, index) => {
      path.push(index);
      const result = checkValue(field, item, owner, faults, path, true);
      path.pop();
      return result;
    });
  }
  return checkValue(field, value, owner, faults, path, false);
}

function checkValue(field: Field, value: unknown, owner: object, faults: Fault[], path: (string | number)[], each: boolean): unknown {
  if (field.nested !== null) return checkBody(field.nested, value, faults, path);
  if (field.variants !== null) return checkVariant(field.variants, value, faults, path);
  if (field.primitive !== null && !isOf(field.primitive, value)) {
    add(faults, path, 'type', `${field.name} must be ${named[field.primitive]}.`, value);
    return value;
  }
  for (const rule of field.rules) {
    if (rule.each !== each || rule.passes(value, owner)) continue;
    const meant = rule.allowed !== null && typeof value === 'string' ? suggest(value, rule.allowed.map(String)) : null;
    add(faults, path, rule.code, `${rule.says(value, owner)}.`, value, rule.allowed, meant);
    break;
  }
  return value;
}

function checkVariant(variants: NonNullable<Field['variants']>, value: unknown, faults: Fault[], path: (string | number)[]): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    add(faults, path, 'type', 'This must be an object.', value);
    return {};
  }
  const which = (value as Record<string, unknown>)[variants.by];
  const shape = typeof which === 'string' ? variants.shapes.get(which) : undefined;
  if (shape !== undefined) return checkBody(shape, value, faults, path);
  path.push(variants.by);
  const allowed = [...variants.shapes.keys()];
  if (which === undefined) add(faults, path, 'required', `${variants.by} is required.`, null, allowed);
  else add(faults, path, 'enum', `${variants.by} must be one of the allowed values.`, which, allowed, typeof which === 'string' ? suggest(which, allowed) : null);
  path.pop();
  return {};
}

const named: Record<Primitive, string> = { string: 'a text', number: 'a number', integer: 'a whole number', boolean: 'true or false' };

function isOf(primitive: Primitive, value: unknown): boolean {
  return primitive === 'integer' ? Number.isSafeInteger(value) : typeof value === primitive;
}

function add(faults: Fault[], path: readonly (string | number)[], code: Fault['code'], message: string, got: unknown, allowed: Json[] | null = null, suggestion: string | null = null): void {
  if (faults.length < maxFaults) faults.push(fault('body', pointerOf(path), code, message, { got: shown(got), allowed, suggestion }));
}

const keyText = /chy_[a-z0-9]{12}_[A-Za-z0-9]+/g;

/** A value as a fault shows it: whole when short, else its beginning. A key that was sent in the wrong place is not repeated: problems end up in logs. */
export function shown(value: unknown): Json {
  if (value === undefined) return null;
  if (typeof value === 'string') return value.length <= 200 ? value.replace(keyText, 'chy_…') : `${value.slice(0, 199)}…`.replace(keyText, 'chy_…');
  if (typeof value !== 'object' || value === null) return value as Json;
  const text = JSON.stringify(value);
  return text.length <= 200 ? (value as Json) : `${text.slice(0, 199)}…`;
}

/**
 * Checks query, path or header parameters, which arrive as texts (several when a parameter is repeated), against a request
 * class: numbers and booleans are read, lists take every repetition.
 */
export function checkParameters(where: 'query' | 'path', shape: Shape, given: ReadonlyMap<string, readonly string[]>, faults: Fault[], alsoKnown: readonly string[] = []): object {
  const instance = new shape.type() as Record<string, unknown>;
  const complain = (name: string, code: Fault['code'], message: string, got: Json, allowed: Json[] | null = null, suggestion: string | null = null): void => {
    if (faults.length < maxFaults) faults.push(fault(where, name, code, message, { got, allowed, suggestion }));
  };
  for (const [name, values] of given) {
    if (shape.fields.has(name) || alsoKnown.includes(name)) continue;
    const meant = suggest(name, [...shape.fields.keys(), ...alsoKnown]);
    complain(name, 'unknown-parameter', `There is no parameter ${name}${meant === null ? '' : `; did you mean ${meant}?`}`, shown(values[0]), null, meant);
  }
  for (const field of shape.fields.values()) {
    const values = given.get(field.name);
    if (values === undefined) {
      if (field.required && !field.list) complain(field.name, 'required', `${field.name} is required.`, null);
      continue;
    }
    if (!field.list && values.length > 1) {
      complain(field.name, 'type', `${field.name} may be sent once only.`, [...values]);
      continue;
    }
    if (field.list && values.length > 50) {
      complain(field.name, 'length', `${field.name} may be repeated at most 50 times.`, values.length);
      continue;
    }
    const read: unknown[] = [];
    for (const text of values) {
      const value = readText(field.primitive, text);
      if (value === undefined) {
        complain(field.name, 'type', `${field.name} must be ${named[field.primitive!]}.`, shown(text));
        continue;
      }
      read.push(value);
      const broken = field.rules.find((rule) => rule.each === field.list && !rule.passes(value, instance));
      if (broken === undefined) continue;
      const meant = broken.allowed === null ? null : suggest(text, broken.allowed.map(String));
      complain(field.name, broken.code, `${broken.says(value, instance)}.`, shown(text), broken.allowed, meant);
    }
    instance[field.name] = field.list ? read : read[0];
  }
  return instance;
}

function readText(primitive: Primitive | null, text: string): unknown {
  switch (primitive) {
    case 'integer': return /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
    case 'number': return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'boolean': return text === 'true' ? true : text === 'false' ? false : undefined;
    default: return text;
  }
}
