import * as z from 'zod/mini';
import { Finding } from './finding.ts';
import { Count, EmployeeId, Instant, PunchId, Slug } from './primitives.ts';
import { PunchAction } from './punch.ts';

/** Stable error codes of the HTTP API; messages are for people and may change. */
export const ApiErrorCode = z.enum([
  'VALIDATION_ERROR',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'CONFLICT',
  'PAYLOAD_TOO_LARGE',
  'RATE_LIMITED',
  'FORBIDDEN',
  'UNAVAILABLE',
  'INTERNAL_ERROR',
]);
export type ApiErrorCode = z.infer<typeof ApiErrorCode>;

export const ApiMeta = z.object({ timestamp: Instant, request_id: z.string() });
export type ApiMeta = z.infer<typeof ApiMeta>;

export const ApiPagination = z.object({ page: Count, per_page: Count, total: Count, pages: Count });
export type ApiPagination = z.infer<typeof ApiPagination>;

export const ApiError = z.object({
  success: z.literal(false),
  error: z.object({ code: ApiErrorCode, message: z.string(), details: z.optional(z.unknown()) }),
  meta: ApiMeta,
});
export type ApiError = z.infer<typeof ApiError>;

/** Envelope of one object. */
export const apiSuccess = <T extends z.ZodMiniType>(data: T) =>
  z.object({ success: z.literal(true), data, meta: ApiMeta });

/** Envelope of one page of a list. */
export const apiPage = <T extends z.ZodMiniType>(item: T) =>
  z.object({ success: z.literal(true), data: z.array(item), pagination: ApiPagination, meta: ApiMeta });

/** A punch as the API shows it: the fact, what the hub noticed, and the code the worker saw. */
export const PunchView = z.object({
  punchId: PunchId,
  site: Slug,
  terminal: Slug,
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
