import * as z from 'zod/mini';
import { BadgeEnd, Digest, EmployeeId, Instant, lineOfText, Slug } from './primitives.ts';

export const BadgeId = z.uuid();

export const BadgeView = z.object({
  badge: BadgeId,
  issuedAt: Instant,
  /** From when it is nobody's; in the future for a badge that is lent. */
  endedAt: z.nullable(Instant),
  endedWhy: z.nullable(BadgeEnd),
  lent: z.boolean(),
  held: z.boolean(),
});
export type BadgeView = z.infer<typeof BadgeView>;

/** What is printed on a badge, and on what kind of badge. */
export const PrintedBadge = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('em4100'),
    printed: lineOfText(24),
    /** Version byte in hex, which ten printed digits leave out. */
    version: z._default(z.string().check(z.regex(/^[0-9A-Fa-f]{2}$/)), '67'),
  }),
  z.strictObject({ kind: z.literal('wiegand26'), printed: lineOfText(24) }),
  z.strictObject({ kind: z.literal('uid'), printed: lineOfText(40) }),
  z.strictObject({ kind: z.literal('barcode'), printed: lineOfText(120) }),
]);
export type PrintedBadge = z.infer<typeof PrintedBadge>;
export const BadgeKind = z.enum(['em4100', 'wiegand26', 'uid', 'barcode']);
export type BadgeKind = z.infer<typeof BadgeKind>;

/** A badge as the one who hands it out knows it: read by a kiosk, or typed from its print. */
const BadgeSource = z.union([
  z.strictObject({ credential: Digest }),
  z.strictObject({ badge: PrintedBadge }),
]);

/** `POST /api/v1/employees/:employee/badges` */
export const NewBadge = z.strictObject({
  source: BadgeSource,
  /** Lent: it is theirs until then. */
  until: z._default(z.nullable(Instant), null),
});
export type NewBadge = z.infer<typeof NewBadge>;

/** `POST .../badges/:badge/end`: `at` is when it was lost or given back, now when absent. */
export const BadgeEnding = z.strictObject({
  why: z.enum(['lost', 'returned', 'withdrawn']),
  at: z.optional(Instant),
});
export type BadgeEnding = z.infer<typeof BadgeEnding>;
/** `POST .../badges/:badge/replace` */
export const BadgeReplacement = z.strictObject({
  why: z._default(z.enum(['lost', 'replaced']), 'replaced'),
  at: z.optional(Instant),
  source: BadgeSource,
});
export type BadgeReplacement = z.infer<typeof BadgeReplacement>;

/** Numbers that may stand on the badge, by the name of the print; shown once, where the number is known, and kept nowhere. */
export const PrintedViews = z.record(z.string(), z.string());
export const BadgeIssued = z.extend(BadgeView, { printed: z.nullable(PrintedViews) });
export type BadgeIssued = z.infer<typeof BadgeIssued>;

/** `POST /api/v1/badges/lookup`: whose badge is this? */
export const BadgeLookup = z.strictObject({ site: Slug, source: BadgeSource });
export const BadgeFound = z.object({
  printed: z.nullable(PrintedViews),
  /** Everybody within reach who held it, latest first. */
  holders: z.array(z.extend(BadgeView, { employee: EmployeeId, name: z.string() })),
});
export type BadgeFound = z.infer<typeof BadgeFound>;
