import * as z from 'zod/mini';
import { CalendarDate } from './calendar.ts';
import { known, LocalDateText, PayCode, Policy } from './policy.ts';
import { Count, EmployeeId, lineOfText, Slug } from './primitives.ts';
import { said } from './said.ts';
import { CodeKind, MadeBy, SheetFinding } from './sheet.ts';

/** Most people that a preview shows one by one; its totals are over everybody. */
export const PREVIEW_PEOPLE_SHOWN_MAX = 100;

const Reason = lineOfText(500);
const anything = z.optional(z.record(z.string(), z.unknown()));

/** Rules as somebody writes them: `policy` alone, or a `preset` with what it overrides, read as in a case of docs/hours.md. */
const DRAFT = { preset: z.optional(z.string()), overrides: anything, policy: anything };

/** One version of a policy. */
export const PolicyRef = known({ name: Policy.shape.name, version: Policy.shape.version });
export type PolicyRef = z.infer<typeof PolicyRef>;

/** A version as it is kept, with every default spelt out: it never changes. */
export const PolicyVersion = z.object({ policy: Policy, made: MadeBy });
export type PolicyVersion = z.infer<typeof PolicyVersion>;

/** One line of the list of policies: its latest version. */
export const PolicyEntry = z.object({ name: z.string(), version: z.int(), made: MadeBy });
export type PolicyEntry = z.infer<typeof PolicyEntry>;

/** A new policy, or the next version of one. The hub gives the number; a name or version within the rules counts for nothing. */
export const NewPolicy = known({ name: Policy.shape.name, reason: Reason, ...DRAFT });
export type NewPolicy = z.infer<typeof NewPolicy>;

/** For whom rules apply: one person, else a team, else the whole site. */
export const PolicyScope = known({
  site: Slug,
  team: z.optional(Slug),
  employee: z.optional(EmployeeId),
}).check(
  z.refine(
    ({ team, employee }) => team === undefined || employee === undefined,
    said({
      en: 'give "team" or "employee", not both',
      de: 'geben Sie „team“ oder „employee“ an, nicht beides',
    }),
  ),
);
export type PolicyScope = z.infer<typeof PolicyScope>;

const ASSIGNED = {
  scope: PolicyScope,
  /** Null: from then on the scope has no rules of its own, and those of its team or site apply. */
  policy: z.nullable(PolicyRef),
  /** First date, in the site's zone. */
  validFrom: CalendarDate,
};
export const NewPolicyAssignment = known({ ...ASSIGNED, reason: Reason });
export type NewPolicyAssignment = z.infer<typeof NewPolicyAssignment>;

export const PolicyAssignment = z.object({ id: z.string(), ...ASSIGNED, made: MadeBy });
export type PolicyAssignment = z.infer<typeof PolicyAssignment>;

/** What would change if a draft had been the rules of these people on these dates, both included. */
export const NewPolicyPreview = known({
  draft: known(DRAFT),
  scope: PolicyScope,
  from: CalendarDate,
  to: CalendarDate,
});
export type NewPolicyPreview = z.infer<typeof NewPolicyPreview>;

/** Seconds paid under one code, under the rules in effect and under the draft. */
export const CodeChange = z.object({ code: PayCode, kind: CodeKind, before: Count, after: Count });
export type CodeChange = z.infer<typeof CodeChange>;

/** What one person would get otherwise; what stays the same is left out. */
export const PersonChange = z.object({
  employee: EmployeeId,
  number: z.string(),
  name: z.string(),
  team: z.nullable(Slug),
  codes: z.array(CodeChange),
  /** By the date that pays: overtime on the last day of its workweek. */
  days: z.array(z.object({ date: LocalDateText, codes: z.array(CodeChange) })),
  appear: z.array(SheetFinding),
  disappear: z.array(SheetFinding),
});
export type PersonChange = z.infer<typeof PersonChange>;

export const PolicyPreview = z.object({
  from: LocalDateText,
  to: LocalDateText,
  /** People of the scope, and those of them for whom anything changes. */
  people: Count,
  changed: Count,
  /** Over everybody, also codes that stay the same. */
  codes: z.array(CodeChange),
  findings: z.array(z.object({ code: z.string(), appear: Count, disappear: Count })),
  /** Left out: a locked period pays what it paid. Dates, both included, of the people whose policy has this name. */
  locked: z.array(z.object({ group: z.string(), from: LocalDateText, to: LocalDateText })),
  /** Those whose pay changes most, at most PREVIEW_PEOPLE_SHOWN_MAX. */
  persons: z.array(PersonChange),
});
export type PolicyPreview = z.infer<typeof PolicyPreview>;
