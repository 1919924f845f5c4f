import type { Field, Shape } from '../requests/checker.js';
import type { Schema } from './shape-schema.js';

/** A body that fits a request class: defaults where there are any, else the smallest value its rules allow. */
export function exampleOf(shape: Shape, depth = 0): Record<string, unknown> {
  const example: Record<string, unknown> = {};
  for (const field of shape.fields.values()) if (field.required) example[field.name] = valueOf(field, depth);
  return example;
}

function valueOf(field: Field, depth: number): unknown {
  if (field.list) return depth < 4 && field.rules.some(({ name, constraints: [least] }) => name === 'arrayMinSize' && (least as number) > 0) ? [oneOf(field, depth)] : [];
  return oneOf(field, depth);
}

function oneOf(field: Field, depth: number): unknown {
  if (field.nested !== null) return exampleOf(field.nested, depth + 1);
  if (field.variants !== null) {
    const [first] = field.variants.shapes;
    return first === undefined ? {} : { [field.variants.by]: first[0], ...exampleOf(first[1], depth + 1) };
  }
  const allowed = field.rules.find((rule) => rule.allowed !== null)?.allowed;
  if (allowed !== undefined && allowed !== null) return allowed[0];
  if (field.nullable) return null;
  const least = field.rules.find(({ name }) => name === 'min')?.constraints[0];
  const format = field.rules.find(({ context }) => context?.format !== undefined)?.context?.format;
  switch (field.primitive) {
    case 'boolean': return false;
    case 'integer':
    case 'number': return least ?? 1;
    default: return format === 'date-time' ? '2026-11-22T10:00:00Z' : format === 'edtf' ? '2026-11-22' : textOf(field);
  }
}

function textOf({ rules }: Field): string {
  const bound = (names: readonly string[], index: number): unknown => rules.find(({ name }) => names.includes(name))?.constraints[index];
  const least = Number(bound(['minLength', 'isLength'], 0) ?? 0);
  const most = Number(bound(['isLength'], 1) ?? bound(['maxLength'], 0) ?? 80);
  return 'example'.slice(0, most).padEnd(least, 'x');
}

/** The members that an answer always has, by its example: every documented member is present, unknown is null (API §1.1). */
export function responseSchema(example: unknown): Schema {
  if (Array.isArray(example)) return { type: 'array', items: example.length === 0 ? {} : responseSchema(example[0]) };
  if (typeof example !== 'object' || example === null) return {};
  const members = example as Record<string, unknown>;
  const names = Object.keys(members);
  if (names.length === 0) return { type: 'object' };
  return {
    type: 'object',
    required: names,
    properties: Object.fromEntries(names.map((name) => [name, name === 'items' && Array.isArray(members.items) ? responseSchema(members.items) : {}])),
  };
}
