import * as z from 'zod/mini';
import { Finding } from './finding.ts';
import { Count, EmployeeId, Instant, PunchId, Slug } from './primitives.ts';
import { PunchAction, PunchSource } from './punch.ts';

/** Stable error codes of the HTTP API; messages are for people and may change. */
export const ApiErrorCode = z.enum([
  'VALIDATION_ERROR',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'CONFLICT',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'RATE_LIMITED',
  'UNAUTHENTICATED',
  /** Name and password are right; the code of the second factor is missing. */
  'SECOND_FACTOR_REQUIRED',
  'FORBIDDEN',
  /** The object changed since it was read, or the write says nothing about which state it changes (RFC 9110, 13.1.1; RFC 6585, 3). */
  'PRECONDITION_FAILED',
  'PRECONDITION_REQUIRED',
  'UNAVAILABLE',
  'INTERNAL_ERROR',
]);
export type ApiErrorCode = z.infer<typeof ApiErrorCode>;

/**
 * One of the `details` of a refusal that is about a field: where, which problem, and in words what is wrong and what to do about it. Some
 * problems have more fields of their own.
 */
export const ApiProblem = z.looseObject({
  /** Name of the field, with dots for what is inside of others; empty for the whole. */
  path: z.string(),
  code: z.optional(z.string()),
  message: z.string(),
  remedy: z.optional(z.string()),
});
export type ApiProblem = z.infer<typeof ApiProblem>;

/** What is wrong with a field of a request, as `code` in `details` of a VALIDATION_ERROR. */
export const FieldProblemCode = z.enum([
  'REQUIRED',
  'WRONG_TYPE',
  'NOT_ONE_OF',
  'TOO_SMALL',
  'TOO_BIG',
  'WRONG_FORMAT',
  'UNKNOWN_FIELD',
  /** Against a rule of its own, which the message says. */
  'NOT_VALID',
]);
export type FieldProblemCode = z.infer<typeof FieldProblemCode>;

export const ApiMeta = z.object({ timestamp: Instant, request_id: z.string() });
export type ApiMeta = z.infer<typeof ApiMeta>;

export const ApiPagination = z.object({ page: Count, per_page: Count, total: Count, pages: Count });
export type ApiPagination = z.infer<typeof ApiPagination>;

export const ApiErrorBody = z.object({
  code: ApiErrorCode,
  message: z.string(),
  details: z.optional(z.unknown()),
});
export type ApiErrorBody = z.infer<typeof ApiErrorBody>;

export const ApiError = z.object({
  success: z.literal(false),
  error: ApiErrorBody,
  meta: ApiMeta,
});
export type ApiError = z.infer<typeof ApiError>;

/** Envelope of one object. */
export const apiSuccess = <T extends z.ZodMiniType>(data: T) =>
  z.object({ success: z.literal(true), data, meta: ApiMeta });

/** How one item of a bulk request ended: its own answer, or why it was refused. `index` counts from 0, as sent. */
export const itemOutcome = <T extends z.ZodMiniType>(data: T) =>
  z.discriminatedUnion('outcome', [
    z.object({ index: Count, outcome: z.literal('done'), data }),
    z.object({ index: Count, outcome: z.literal('refused'), error: ApiErrorBody }),
  ]);

/** Answer of a bulk request whose items stand or fall each by themselves: one outcome an item, in their order. */
export const bulkAnswer = <T extends z.ZodMiniType>(data: T) =>
  z.object({ outcomes: z.array(itemOutcome(data)) });

/** Envelope of one page of a list. */
export const apiPage = <T extends z.ZodMiniType>(item: T) =>
  z.object({ success: z.literal(true), data: z.array(item), pagination: ApiPagination, meta: ApiMeta });

/** A punch as the API shows it: the fact, what the hub noticed, and the code the worker saw. */
export const PunchView = z.object({
  punchId: PunchId,
  site: Slug,
  terminal: Slug,
  /** `web`: clocked in a browser; its terminal is the hub itself. */
  source: PunchSource,
  boot: z.int(),
  sequence: z.int(),
  employee: z.nullable(EmployeeId),
  action: PunchAction,
  occurredAt: Instant,
  receivedAt: Instant,
  findings: z.array(Finding),
  receipt: z.string(),
});
export type PunchView = z.infer<typeof PunchView>;
