import * as z from 'zod/mini';
import { LocalDateText } from './policy.ts';
import { Count, EmployeeId, Slug } from './primitives.ts';

/** Why rounding asks for a look: it takes or gives more than chance would, or it never once gave. */
export const BiasAlarm = z.enum(['takes', 'gives', 'only-takes']);
export type BiasAlarm = z.infer<typeof BiasAlarm>;

/** What rounding did against raw time. Seconds are positive where they were given to the person. */
export const RoundingBias = z.object({
  /** How often a rule was applied, also where it moved nothing. */
  applications: Count,
  /** Given and taken, both as positive seconds; `sum` is the difference. */
  givenSeconds: Count,
  takenSeconds: Count,
  sumSeconds: z.int(),
  meanSeconds: z.number(),
  sumOfSquares: z.number(),
  /** Sum over the root of the sum of squares; null while nothing was moved. */
  z: z.nullable(z.number()),
  alarm: z.nullable(BiasAlarm),
});
export type RoundingBias = z.infer<typeof RoundingBias>;

/** One rule of one policy version, with the words for it. */
export const RuleFairness = z.object({
  policy: z.object({ name: z.string(), version: z.int() }),
  rule: z.string(),
  text: z.object({ en: z.string(), de: z.string() }),
  bias: RoundingBias,
});
export type RuleFairness = z.infer<typeof RuleFairness>;

export const TeamFairness = z.object({ team: z.nullable(Slug), bias: RoundingBias });
export type TeamFairness = z.infer<typeof TeamFairness>;

export const PersonFairness = z.object({
  employee: EmployeeId,
  number: z.string(),
  name: z.string(),
  team: z.nullable(Slug),
  bias: RoundingBias,
});
export type PersonFairness = z.infer<typeof PersonFairness>;

/** Who gains and who loses by rounding, between two dates, both included. */
export const RoundingFairness = z.object({
  from: LocalDateText,
  to: LocalDateText,
  all: RoundingBias,
  rules: z.array(RuleFairness),
  teams: z.array(TeamFairness),
  /** Whose time was rounded, and for how many of them there is an alarm. */
  peopleCount: Count,
  peopleAlarmed: Count,
  /** One page of them: alarms first, then whoever lost most. */
  people: z.array(PersonFairness),
});
export type RoundingFairness = z.infer<typeof RoundingFairness>;
