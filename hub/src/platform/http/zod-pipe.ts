import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { HubError } from './hub-error.ts';

/**
 * Parses a body, a query or a path once, at the door: `@Query(new ZodPipe(PunchQuery)) query: z.infer<typeof PunchQuery>`. Spelt so: under
 * the name that schema and type share, swc would hand the schema to Nest as the class of the parameter.
 */
export class ZodPipe<T extends z.core.$ZodType> implements PipeTransform<unknown, z.output<T>> {
  readonly #schema: T;

  constructor(schema: T) {
    this.#schema = schema;
  }

  transform(value: unknown): z.output<T> {
    // The contracts' small zod has no words of its own; these are for one parse, not for the process.
    const parsed = z.safeParse(this.#schema, value, { error: z.locales.en().localeError });
    if (parsed.success) return parsed.data;
    // Paths and messages only: the value itself may be personal data and would end in a log.
    const details = parsed.error.issues.map(issue => ({
      path: issue.path.join('.'),
      message: issue.message,
    }));
    throw new HubError('VALIDATION_ERROR', 'The request is not valid.', { details });
  }
}
