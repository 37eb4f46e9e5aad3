import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { readFields } from './field-problems.ts';
import { HubError } from './hub-error.ts';

/**
 * Parses a body, a query or a path once, at the door: `@Query(new ZodPipe(PunchQuery)) query: z.infer<typeof PunchQuery>`. Spelt so: under
 * the name that schema and type share, swc would hand the schema to Nest as the class of the parameter. The document takes the names and
 * types of parameters from here.
 */
export class ZodPipe<T extends z.core.$ZodType> implements PipeTransform<unknown, z.output<T>> {
  readonly schema: T;

  constructor(schema: T) {
    this.schema = schema;
  }

  transform(value: unknown): z.output<T> {
    const read = readFields(this.schema, value);
    if (read.kind === 'read') return read.data;
    throw new HubError('VALIDATION_ERROR', NOT_VALID, { details: read.problems });
  }
}

const NOT_VALID = {
  en: 'The request is not valid: "details" names each field and what to do about it.',
  de: 'Die Anfrage ist nicht gültig: „details“ nennt jedes Feld und was dort zu tun ist.',
};
