import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type SchemaObject = Exclude<Schemas[string], { $ref: string }>;

/**
 * Classes of characters that a pattern may name, spelt out: what is common to the regular expressions of all languages has no `\p` (JSON
 * Schema, core, 6.4).
 */
const CHARACTERS: readonly [RegExp, string][] = [
  [/\\p\{Cc\}/g, '\\u0000-\\u001f\\u007f-\\u009f'],
  [/\\p\{Cs\}/g, '\\ud800-\\udfff'],
  [/\\p\{Zl\}/g, '\\u2028'],
  [/\\p\{Zp\}/g, '\\u2029'],
];

/** OpenAPI 3.1 form of a zod schema, for `@ApiBody({ schema })` and `@ApiOkResponse({ schema })`. */
export function openapi(schema: z.core.$ZodType, io: 'input' | 'output' = 'output'): SchemaObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => makePlain(jsonSchema),
  });
  return rest as SchemaObject;
}

/** Writes what zod says in the words that every reader of schemas knows. */
function makePlain(schema: z.core.JSONSchema.BaseSchema): void {
  // Of zod's own making; the pattern beside it says the same.
  if (schema.format === 'lowercase') delete schema.format;
  for (const [name, spelt] of CHARACTERS)
    if (schema.pattern !== undefined) schema.pattern = schema.pattern.replace(name, spelt);
  // A tuple of equals is an array of a fixed length, which more readers know than `prefixItems`.
  const [first, ...others] = schema.prefixItems ?? [];
  if (first === undefined || schema.items !== false) return;
  const text = JSON.stringify(first);
  if (others.some(other => JSON.stringify(other) !== text)) return;
  delete schema.prefixItems;
  schema.items = first;
}
