import type { Field, Rule, Shape } from '../requests/checker.js';

export type Schema = Record<string, unknown>;

/** Collects the schemas of request classes under their names, each once. */
export class SchemaBook {
  readonly schemas: Record<string, Schema> = {};
  private readonly names = new Map<Shape, string>();

  /** A reference to the schema of a request class. */
  refTo(shape: Shape): Schema {
    return { $ref: `#/components/schemas/${this.nameOf(shape)}` };
  }

  private nameOf(shape: Shape): string {
    const known = this.names.get(shape);
    if (known !== undefined) return known;
    let name = shape.type.name;
    for (let count = 2; Object.hasOwn(this.schemas, name); count++) name = `${shape.type.name}${count}`;
    this.names.set(shape, name);
    this.schemas[name] = {}; // Taken before it is filled: a class may contain itself.
    this.schemas[name] = this.schemaOf(shape);
    return name;
  }

  private schemaOf(shape: Shape): Schema {
    const fields = [...shape.fields.values()];
    const required = fields.filter((field) => field.required && field.applies.length === 0).map(({ name }) => name);
    return {
      type: 'object',
      additionalProperties: false,
      ...(required.length === 0 ? {} : { required }),
      properties: Object.fromEntries(fields.map((field) => [field.name, this.fieldSchema(field)])),
    };
  }

  /** The schema of one field or parameter, with its bounds and default. */
  fieldSchema(field: Field): Schema {
    const value = this.valueSchema(field);
    const whole: Schema = field.list ? { type: 'array', items: value, ...bounds(field.rules.filter(({ each }) => !each)) } : value;
    const schema = field.nullable ? nullable(whole) : whole;
    return field.initial === undefined || isEmptyObject(field.initial) ? schema : { ...schema, default: field.initial };
  }

  private valueSchema(field: Field): Schema {
    if (field.nested !== null) return this.refTo(field.nested);
    if (field.variants !== null) {
      const shapes = [...field.variants.shapes];
      return {
        oneOf: shapes.map(([, shape]) => this.refTo(shape)),
        discriminator: { propertyName: field.variants.by, mapping: Object.fromEntries(shapes.map(([name, shape]) => [name, this.refTo(shape).$ref])) },
      };
    }
    const rules = field.rules.filter(({ each }) => each === field.list);
    const allowed = rules.find((rule) => rule.allowed !== null)?.allowed;
    const type = field.primitive ?? (allowed !== undefined && allowed!.every((value) => typeof value === 'string') ? 'string' : null);
    return { ...(type === null ? {} : { type }), ...bounds(rules), ...(allowed === undefined ? {} : { enum: [...allowed!] }) };
  }
}

function bounds(rules: readonly Rule[]): Schema {
  const schema: Schema = {};
  for (const { name, constraints: [first, second], context } of rules) {
    if (name === 'min') schema.minimum = first;
    if (name === 'max') schema.maximum = first;
    if (name === 'minLength' || name === 'isLength') schema.minLength = first;
    if (name === 'maxLength') schema.maxLength = first;
    if (name === 'isLength' && second !== undefined) schema.maxLength = second;
    if (name === 'arrayMinSize') schema.minItems = first;
    if (name === 'arrayMaxSize') schema.maxItems = first;
    if (name === 'arrayUnique') schema.uniqueItems = true;
    if (name === 'matches' && first instanceof RegExp) schema.pattern = first.source;
    if (context?.format !== undefined) schema.format = context.format;
    if (context?.pattern !== undefined) schema.pattern = context.pattern;
    if (context?.maxLength !== undefined) schema.maxLength = context.maxLength;
  }
  return schema;
}

function nullable(schema: Schema): Schema {
  if (typeof schema.type === 'string') return { ...schema, type: [schema.type, 'null'], ...(Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {}) };
  if (Array.isArray(schema.enum)) return { ...schema, enum: [...schema.enum, null] };
  return Object.keys(schema).length === 0 ? schema : { oneOf: [schema, { type: 'null' }] };
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
