import * as z from 'zod/mini';
import { CalendarDate } from './calendar.ts';
import { LocalDateText } from './policy.ts';
import { Count, Digest, EmployeeId, Instant, lineOfText, Slug } from './primitives.ts';
import { spanOfDays } from './span.ts';

/** Most dates of one question or one attestation, both ends included: two months. */
export const ATTESTED_DAYS_MAX = 62;

const SPAN = { from: CalendarDate, to: CalendarDate };
const FEW_DAYS = spanOfDays(ATTESTED_DAYS_MAX);

/** Dates of attestations, both included. */
export const AttestedSpan = z.object(SPAN).check(...FEW_DAYS);
export type AttestedSpan = z.infer<typeof AttestedSpan>;

/** Where a day stands. `changed`: its hours came out differently since they were attested. */
export const AttestationState = z.enum(['open', 'attested', 'changed']);
export type AttestationState = z.infer<typeof AttestationState>;

/** Why a day's hours cannot be attested yet. */
export const AttestationBlockerCode = z.enum([
  'DAY_NOT_OVER',
  /** The hours are about to be derived again. */
  'PENDING',
  'STILL_OPEN',
  'MISSING_OUT',
  'MISSING_IN',
]);
export type AttestationBlockerCode = z.infer<typeof AttestationBlockerCode>;

export const DayAttestation = z.object({
  date: LocalDateText,
  state: AttestationState,
  paidSeconds: Count,
  /** When they said that these hours are right; of other hours where the state is `changed`. */
  attestedAt: z.nullable(Instant),
  blockers: z.array(AttestationBlockerCode),
});
export type DayAttestation = z.infer<typeof DayAttestation>;

/** `GET /api/v1/employees/:employee/attestations` */
export const AttestationsView = z.object({
  employee: EmployeeId,
  from: LocalDateText,
  to: LocalDateText,
  /** Of the hours of these dates as they are now: who attests sends it back, and attests these and no others. */
  digest: Digest,
  days: z.array(DayAttestation),
});
export type AttestationsView = z.infer<typeof AttestationsView>;

/** `POST /api/v1/employees/:employee/attestations` */
export const AttestRequest = z.strictObject({ ...SPAN, digest: z.optional(Digest) }).check(...FEW_DAYS);
export type AttestRequest = z.infer<typeof AttestRequest>;

/** `POST /api/v1/employees/:employee/attestations/withdraw` */
export const AttestationWithdrawal = z.strictObject({ ...SPAN, reason: lineOfText(500) }).check(...FEW_DAYS);
export type AttestationWithdrawal = z.infer<typeof AttestationWithdrawal>;

/** `GET /api/v1/sites/:site/attestation`: whether hours are approved only after their worker attested them. */
export const AttestationSetting = z.object({ site: Slug, required: z.boolean(), version: Count });
export type AttestationSetting = z.infer<typeof AttestationSetting>;

export const AttestationSettingPut = z.strictObject({ required: z.boolean() });
export type AttestationSettingPut = z.infer<typeof AttestationSettingPut>;

/** How far the worker of a period has attested its days that have hours. */
export const AttestedCount = z.object({ days: Count, attested: Count, required: z.boolean() });
export type AttestedCount = z.infer<typeof AttestedCount>;
