import { applyDecorators } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiOkResponse,
  ApiParam,
  ApiPreconditionFailedResponse,
  ApiQuery,
} from '@nestjs/swagger';
import { PAGE_ROWS_MAX } from './page.ts';

/** Describes parts that many routes share, for machines that read `/api/docs-json`. */

/** A pay period in the path. */
export const ApiPeriodPath = () =>
  applyDecorators(
    ApiParam({ name: 'site' }),
    ApiParam({ name: 'group', description: 'name of the policy whose people are paid together' }),
    ApiParam({ name: 'from', description: 'first date of the period, YYYY-MM-DD' }),
  );

export const ApiPageQuery = () =>
  applyDecorators(
    ApiQuery({ name: 'page', required: false }),
    ApiQuery({ name: 'per_page', required: false, description: `at most ${PAGE_ROWS_MAX}` }),
  );

/** 409, and what its `details` hold. */
export const ApiConflict = (description: string) =>
  ApiConflictResponse({ description, schema: { $ref: '#/components/schemas/ApiError' } });

/** 412 of a route that takes what was seen in its body instead of `If-Match`. */
export const ApiChangedMeanwhile = (description: string) =>
  ApiPreconditionFailedResponse({ description, schema: { $ref: '#/components/schemas/ApiError' } });

/** Bytes instead of an envelope, by content type. */
export const ApiBytes = (...types: readonly string[]) =>
  ApiOkResponse({
    content: Object.fromEntries(types.map(type => [type, { schema: { type: 'string', format: 'binary' } }])),
  });
