import { z } from 'zod';

/** As much of JSON Schema as the API document uses. */
export interface JsonSchema {
  type?: string | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  required?: string[] | undefined;
  items?: JsonSchema | undefined;
  additionalProperties?: unknown;
  anyOf?: JsonSchema[] | undefined;
  oneOf?: JsonSchema[] | undefined;
  allOf?: JsonSchema[] | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  format?: string | undefined;
  pattern?: string | undefined;
  minimum?: number | undefined;
  minItems?: number | undefined;
  minLength?: number | undefined;
}
export const JsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    properties: z.record(z.string(), JsonSchema).optional(),
    required: z.array(z.string()).optional(),
    items: JsonSchema.optional(),
    additionalProperties: z.unknown().optional(),
    anyOf: z.array(JsonSchema).optional(),
    oneOf: z.array(JsonSchema).optional(),
    allOf: z.array(JsonSchema).optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    format: z.string().optional(),
    pattern: z.string().optional(),
    minimum: z.number().optional(),
    minItems: z.number().optional(),
    minLength: z.number().optional(),
  }),
);

/** Texts of which one fits most patterns and formats of the document. */
const TEXTS = [
  'werk-nord',
  'A text',
  '2026-06-15',
  '2026-06-15T12:00:00.000Z',
  '06:00',
  '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11',
  'somebody@example.com',
  '123456',
  'a'.repeat(32),
  'ab'.repeat(32),
  'REG',
  'Europe/Berlin',
  'https://example.com/',
  'ABCD2345',
];
const OF_FORMAT: Record<string, string> = {
  uuid: '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11',
  email: 'somebody@example.com',
  date: '2026-06-15',
  'date-time': '2026-06-15T12:00:00.000Z',
};

/** A place in a value where a text stands, as the keys that lead there. */
export type Place = readonly (string | number)[];

/** A value that fits a schema, every optional field filled, so that a text in any field goes as deep as it can. */
export function sampleOf(schema: JsonSchema): unknown {
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice !== undefined) return sampleOf(choice);
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map(part => sampleOf(part)));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, each]) => [name, sampleOf(each)]),
      );
    case 'array':
      return schema.items === undefined ? [] : [sampleOf(schema.items)];
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return textFor(schema);
  }
}

function textFor({ format, pattern }: JsonSchema): string {
  const known = format === undefined ? undefined : OF_FORMAT[format];
  if (known !== undefined) return known;
  if (pattern === undefined) return 'A text';
  return TEXTS.find(text => new RegExp(pattern, 'u').test(text)) ?? 'A text';
}

/** Every place of a value that holds a text. */
export function textPlaces(value: unknown, at: Place = []): Place[] {
  if (typeof value === 'string') return [at];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    textPlaces(each, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}

/** The value with something else at one place. */
export function withAt(value: unknown, [key, ...rest]: Place, put: unknown): unknown {
  if (key === undefined) return put;
  if (Array.isArray(value))
    return value.map((each: unknown, index) => (index === key ? withAt(each, rest, put) : each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === key ? withAt(each, rest, put) : each]),
  );
}
