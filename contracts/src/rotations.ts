import * as z from 'zod/mini';
import { CalendarDate } from './calendar.ts';
import { LocalDateText } from './policy.ts';
import { Count, EmployeeId, Instant, lineOfText, Slug } from './primitives.ts';
import { said } from './said.ts';
import { ShiftId } from './shifts.ts';

/** Longest cycle of a rotation: half a year. */
export const ROTATION_DAYS_MAX = 182;
export const ROTATIONS_MAX = 200;
/** Most people and teams that stand on one rotation, those of the past included. */
export const ROTATION_ENTRIES_MAX = 2_000;

/** What a rotation does on a day that is off for another reason: leaves it empty, or plans it all the same. */
export const OffDayRule = z.enum(['skip', 'plan']);
export type OffDayRule = z.infer<typeof OffDayRule>;

const ROTATION_FIELDS = {
  name: lineOfText(60),
  /** A template a day, or null for a day off. After the last comes the first. */
  days: z.array(z.nullable(ShiftId)).check(z.minLength(1), z.maxLength(ROTATION_DAYS_MAX)),
  onHoliday: OffDayRule,
  onLeave: OffDayRule,
};

export const Rotation = z.object({
  id: z.uuid(),
  site: Slug,
  ...ROTATION_FIELDS,
  archivedAt: z.nullable(Instant),
  version: z.int(),
});
export type Rotation = z.infer<typeof Rotation>;

export const RotationPut = z.strictObject({
  ...ROTATION_FIELDS,
  onHoliday: z._default(OffDayRule, 'skip'),
  onLeave: z._default(OffDayRule, 'skip'),
});
export type RotationPut = z.infer<typeof RotationPut>;

/** A known cycle to begin with. `days` name slots, for which a site puts its own templates. */
export const RotationPreset = z.object({
  id: Slug,
  /** In the caller's language. */
  name: z.string(),
  slots: z.array(Slug),
  days: z.array(z.nullable(Slug)),
});
export type RotationPreset = z.infer<typeof RotationPreset>;

const ENTRY_FIELDS = {
  /** One of the two. What is said for a person goes before what is said for their team. */
  employee: z.nullable(EmployeeId),
  team: z.nullable(Slug),
  startsOn: LocalDateText,
  /** Last date; null: until further notice. */
  endsOn: z.nullable(LocalDateText),
  /** Day of the cycle, from 0, that `startsOn` is. */
  offset: Count,
};

/** A person or a team that stands on a rotation from a date on. */
export const RotationEntry = z.object({ id: z.uuid(), rotation: z.uuid(), ...ENTRY_FIELDS });
export type RotationEntry = z.infer<typeof RotationEntry>;

export const NewRotationEntry = z
  .strictObject({
    employee: z._default(z.nullable(EmployeeId), null),
    team: z._default(z.nullable(Slug), null),
    startsOn: CalendarDate,
    endsOn: z._default(z.nullable(CalendarDate), null),
    offset: z._default(Count, 0),
  })
  .check(
    z.refine(({ employee, team }) => (employee === null) !== (team === null), {
      ...said({ en: 'must name a person or a team', de: 'muss eine Person oder ein Team nennen' }),
      path: ['employee'],
    }),
    z.refine(({ startsOn, endsOn }) => endsOn === null || endsOn >= startsOn, {
      ...said({ en: 'must not be before "startsOn"', de: 'darf nicht vor „startsOn“ liegen' }),
      path: ['endsOn'],
    }),
  );
export type NewRotationEntry = z.infer<typeof NewRotationEntry>;
