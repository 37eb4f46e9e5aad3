import * as z from 'zod/mini';
import { bulkAnswer } from './api.ts';
import { CalendarDate } from './calendar.ts';
import { Count, EmployeeId, Instant, Language, lineOfText, Slug } from './primitives.ts';
import { PunchAction } from './punch.ts';
import { said } from './said.ts';

/** Why something is done, in words of whoever does it. */
const Reason = lineOfText(500);

/** Personnel number as it is typed at a kiosk. */
export const EmployeeNumber = z
  .string()
  .check(
    z.trim(),
    z.regex(/^\d{1,10}$/, said({ en: 'must be 1 to 10 digits', de: 'muss aus 1 bis 10 Ziffern bestehen' })),
  );

/** What a spreadsheet would run when somebody opens a list of people in it. */
const FORMULA = /^[=+@-]/;
const NO_FORMULA = said({
  en: 'must not begin with = + - or @',
  de: 'darf nicht mit = + - oder @ beginnen',
});

export const PersonNamePart = lineOfText(60).check(z.refine(text => !FORMULA.test(text), NO_FORMULA));
export const ShortName = lineOfText(40).check(z.refine(text => !FORMULA.test(text), NO_FORMULA));
const Actions = z.array(PunchAction).check(
  z.minLength(1),
  z.maxLength(6),
  z.refine(
    actions => new Set(actions).size === actions.length,
    said({ en: 'must name each action once', de: 'muss jede Aktion einmal nennen' }),
  ),
);

/** Row of `GET /api/v1/employees` */
export const EmployeeView = z.object({
  employee: EmployeeId,
  site: Slug,
  area: Slug,
  team: z.nullable(Slug),
  number: z.string(),
  name: z.string(),
  shortName: z.string(),
  language: Language,
  active: z.boolean(),
});
export type EmployeeView = z.infer<typeof EmployeeView>;

/** `GET /api/v1/employees/:employee` */
export const EmployeeDetail = z.extend(EmployeeView, {
  givenName: z.string(),
  familyName: z.string(),
  actions: z.array(PunchAction),
  hasPin: z.boolean(),
  /** Last day in the company; null while no end is known. */
  leftOn: z.nullable(z.string()),
  leftReason: z.nullable(z.string()),
  erasedAt: z.nullable(Instant),
  version: Count,
});
export type EmployeeDetail = z.infer<typeof EmployeeDetail>;

/** `POST /api/v1/employees` */
export const NewEmployeeRequest = z.strictObject({
  site: Slug,
  area: Slug,
  team: z._default(z.nullable(Slug), null),
  number: EmployeeNumber,
  givenName: PersonNamePart,
  familyName: PersonNamePart,
  /** As kiosks greet; follows from the names when absent. */
  shortName: z.optional(ShortName),
  language: z.optional(Language),
  actions: z.optional(Actions),
});
export type NewEmployeeRequest = z.infer<typeof NewEmployeeRequest>;

/** `PATCH /api/v1/employees/:employee`. Who moves to another site leaves here and begins there: badges are known to one site. */
export const EmployeeChange = z.strictObject({
  area: z.optional(Slug),
  team: z.optional(z.nullable(Slug)),
  number: z.optional(EmployeeNumber),
  givenName: z.optional(PersonNamePart),
  familyName: z.optional(PersonNamePart),
  shortName: z.optional(ShortName),
  language: z.optional(Language),
  actions: z.optional(Actions),
});
export type EmployeeChange = z.infer<typeof EmployeeChange>;

export const BULK_EMPLOYEES_MAX = 500;

/** `POST /api/v1/employees/bulk`; a `version` that is given must be the present one. */
export const BulkEmployeeChange = z.strictObject({
  changes: z
    .array(z.strictObject({ employee: EmployeeId, version: z.optional(Count), change: EmployeeChange }))
    .check(z.minLength(1), z.maxLength(BULK_EMPLOYEES_MAX)),
});
export type BulkEmployeeChange = z.infer<typeof BulkEmployeeChange>;

export const Problem = z.object({ code: z.string(), path: z.string(), message: z.string() });
export type Problem = z.infer<typeof Problem>;

/** What became of one change that was not refused. */
export const EmployeeChanged = z.object({
  employee: EmployeeId,
  change: z.enum(['changed', 'unchanged']),
  version: Count,
});
export const BulkEmployeeAnswer = bulkAnswer(EmployeeChanged);
export type BulkEmployeeAnswer = z.infer<typeof BulkEmployeeAnswer>;

/** `POST /api/v1/employees/:employee/departure`: `on` is the last day, at its end badges and PIN end too. */
export const DepartureRequest = z.strictObject({ on: CalendarDate, reason: Reason });
export type DepartureRequest = z.infer<typeof DepartureRequest>;
/** `POST /api/v1/employees/:employee/return` */
export const ReturnRequest = z.strictObject({ reason: Reason });
export type ReturnRequest = z.infer<typeof ReturnRequest>;

/** `PUT /api/v1/employees/:employee/pin` */
export const PinPut = z.strictObject({
  pin: z
    .string()
    .check(
      z.regex(/^\d{4,8}$/, said({ en: 'must be 4 to 8 digits', de: 'muss aus 4 bis 8 Ziffern bestehen' })),
    ),
});

/** `GET`, `PUT` and `DELETE /api/v1/employees/:employee/birth-date`; `version` is that of the person's master data. */
export const BirthDate = z.object({
  employee: EmployeeId,
  /** Null: not known. */
  bornOn: z.nullable(CalendarDate),
  version: Count,
});
export type BirthDate = z.infer<typeof BirthDate>;
/** `PUT /api/v1/employees/:employee/birth-date`. That it has come is checked by the calendar of the site. */
export const BirthDatePut = z.strictObject({ bornOn: CalendarDate });
export type BirthDatePut = z.infer<typeof BirthDatePut>;
