import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import type { ZodMiniType } from 'zod/mini';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type SchemaObject = Exclude<Schemas[string], { $ref: string }>;

/** OpenAPI 3.0 form of a zod schema, for `@ApiBody({ schema })` and `@ApiOkResponse({ schema })`. */
export function openapi(schema: z.ZodType | ZodMiniType, io: 'input' | 'output' = 'output'): SchemaObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io,
    unrepresentable: 'any',
  });
  return rest as SchemaObject;
}
