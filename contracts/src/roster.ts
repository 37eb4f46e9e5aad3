import * as z from 'zod/mini';
import { Count, Digest, EmployeeId, Instant, Language, PunchId, Slug } from './primitives.ts';
import { PersonState, PunchAction } from './punch.ts';

/** One planned shift of one person as two instants; whoever reads it needs no zone arithmetic. */
export const ShiftWindow = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(60)),
  startsAt: Instant,
  endsAt: Instant,
  graceSeconds: Count,
});
export type ShiftWindow = z.infer<typeof ShiftWindow>;

/** Days of shifts a kiosk carries, so that it knows what is planned without a network (R7: 30 days). */
export const ROSTER_SHIFT_DAYS = 31;

/**
 * What a kiosk may know about one person: enough to greet, propose and warn, nothing more. `pin` is
 * `scrypt$N$r$p$saltBase64$hashBase64`; the kiosk can check a PIN with no network and never sees one stored.
 */
export const RosterCard = z.object({
  employee: EmployeeId,
  shortName: z.string().check(z.minLength(1), z.maxLength(40)),
  language: Language,
  /** Personnel number typed on the keypad when the badge is at home. */
  number: z.string().check(z.regex(/^\d{1,10}$/)),
  credentials: z.array(Digest).check(z.maxLength(10)),
  pin: z.nullable(
    z.string().check(z.regex(/^scrypt\$\d+\$\d+\$\d+\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+$/), z.maxLength(300)),
  ),
  actions: z.array(PunchAction).check(z.minLength(1), z.maxLength(6)),
  shifts: z.array(ShiftWindow).check(z.maxLength(2 * ROSTER_SHIFT_DAYS)),
});
export type RosterCard = z.infer<typeof RosterCard>;

/** Who is in, on break or out, since when: replicated to every kiosk of the site. */
export const Presence = z.object({
  employee: EmployeeId,
  state: PersonState,
  since: Instant,
  /** When the current stay began; null while out. */
  clockedInAt: z.nullable(Instant),
  terminal: Slug,
  place: z.string().check(z.maxLength(60)),
  /** The punch that made this state; the later `since` wins when two kiosks were apart, then the greater punch id. */
  punchId: PunchId,
  weekMinutes: Count,
});
export type Presence = z.infer<typeof Presence>;
