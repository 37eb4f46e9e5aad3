import * as z from 'zod/mini';
import { Finding } from './finding.ts';
import { BATCH_PUNCHES_MAX, Boot, Count, EmployeeId, Instant, PunchId, Sequence } from './primitives.ts';
import { PersonState } from './punch.ts';
import { ShiftWindow } from './roster.ts';

/** What the hub made of a punch, for the screen of the person who made it. */
export const Verdict = z.object({
  employee: z.nullable(EmployeeId),
  /** State after this punch; null for an unknown badge. */
  state: z.nullable(PersonState),
  shift: z.nullable(ShiftWindow),
  findings: z.array(Finding).check(z.maxLength(16)),
});
export type Verdict = z.infer<typeof Verdict>;

/**
 * `recorded`: committed in the hub's database. `quarantined`: authentic, but it contradicts a punch stored before it (same
 * number, other content); its bytes and the reason are kept at the hub for a person to look at.
 */
export const ReceiptOutcome = z.enum(['recorded', 'quarantined']);
export type ReceiptOutcome = z.infer<typeof ReceiptOutcome>;

/**
 * The hub's end-to-end answer: these punches are committed. The same punches get the same results however often they are
 * delivered (R2). The four times let the terminal measure its clock against the hub's as NTP does (RFC 5905, section 8).
 */
export const Receipt = z.object({
  boot: Boot,
  /** Every sequence up to and including this one is committed; 0 when the first is still missing. */
  through: Count,
  results: z
    .array(
      z.object({
        punchId: PunchId,
        sequence: Sequence,
        outcome: ReceiptOutcome,
        verdict: z.nullable(Verdict),
      }),
    )
    .check(z.minLength(1), z.maxLength(BATCH_PUNCHES_MAX)),
  clock: z.object({ sentAt: Instant, receivedAt: Instant, answeredAt: Instant }),
});
export type Receipt = z.infer<typeof Receipt>;
