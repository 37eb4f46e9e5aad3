import * as z from 'zod/mini';
import { Instant, lineOfText, Slug } from './primitives.ts';

/** Most templates in use at one site. */
export const SHIFTS_MAX = 500;

/** `HH:MM` on a wall clock. */
export const LocalTime = z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/));
export type LocalTime = z.infer<typeof LocalTime>;

/** Names a shift template. */
export const ShiftId = z.uuid();

const DayMinutes = z.int().check(z.minimum(0), z.maximum(1_440));

const SHIFT_FIELDS = {
  name: lineOfText(60),
  /** A few letters for a cell of the week. */
  code: z.nullable(lineOfText(8)),
  colour: z.nullable(z.string().check(z.regex(/^#[0-9a-f]{6}$/))),
  /** Where it is worked; null: where the person belongs. */
  area: z.nullable(Slug),
  starts: LocalTime,
  /** Not after the start by the wall clock: on the next day. */
  ends: LocalTime,
  paidBreakMinutes: DayMinutes,
  unpaidBreakMinutes: DayMinutes,
  graceMinutes: z.int().check(z.minimum(0), z.maximum(120)),
  /** What whoever works it must be qualified for. */
  qualification: z.nullable(Slug),
};

/** A shift as it is planned again and again. What is planned with it keeps its times and breaks when the template changes. */
export const ShiftTemplate = z.object({
  id: ShiftId,
  site: Slug,
  ...SHIFT_FIELDS,
  archivedAt: z.nullable(Instant),
  /** Rises with every change; the ETag of the template. */
  version: z.int(),
});
export type ShiftTemplate = z.infer<typeof ShiftTemplate>;

export const ShiftTemplatePut = z.strictObject({
  ...SHIFT_FIELDS,
  code: z._default(SHIFT_FIELDS.code, null),
  colour: z._default(SHIFT_FIELDS.colour, null),
  area: z._default(SHIFT_FIELDS.area, null),
  paidBreakMinutes: z._default(SHIFT_FIELDS.paidBreakMinutes, 0),
  unpaidBreakMinutes: z._default(SHIFT_FIELDS.unpaidBreakMinutes, 0),
  graceMinutes: z._default(SHIFT_FIELDS.graceMinutes, 5),
  qualification: z._default(SHIFT_FIELDS.qualification, null),
});
export type ShiftTemplatePut = z.infer<typeof ShiftTemplatePut>;
