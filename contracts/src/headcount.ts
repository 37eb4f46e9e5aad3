import * as z from 'zod/mini';
import { LocalDateText } from './policy.ts';
import { Count, Instant, Slug } from './primitives.ts';
import { LocalTime } from './shifts.ts';

export const HEADCOUNT_SPANS_MAX = 100;

/** So many people are needed on these weekdays (1: Monday) from `starts` to `ends`; an end that is not after the start is on the next day. */
export const HeadcountSpan = z.strictObject({
  weekdays: z.array(z.int().check(z.minimum(1), z.maximum(7))).check(z.minLength(1), z.maxLength(7)),
  starts: LocalTime,
  ends: LocalTime,
  people: z.int().check(z.minimum(1), z.maximum(10_000)),
});
export type HeadcountSpan = z.infer<typeof HeadcountSpan>;

export const HeadcountPut = z.strictObject({
  spans: z.array(HeadcountSpan).check(z.maxLength(HEADCOUNT_SPANS_MAX)),
});
export type HeadcountPut = z.infer<typeof HeadcountPut>;

/** What an area needs, week by week. */
export const Headcount = z.object({
  site: Slug,
  area: Slug,
  ...HeadcountPut.shape,
  /** Rises with every change; the ETag. */
  version: z.int(),
});
export type Headcount = z.infer<typeof Headcount>;

/** How many people an area needs in a span of time, and the fewest who are planned at any moment of it. */
export const CoverageSpan = z.object({
  area: Slug,
  date: LocalDateText,
  startsAt: Instant,
  endsAt: Instant,
  required: Count,
  published: Count,
  /** With the drafts. */
  drafted: Count,
});
export type CoverageSpan = z.infer<typeof CoverageSpan>;
