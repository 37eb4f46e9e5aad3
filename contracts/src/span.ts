import * as z from 'zod/mini';
import { said } from './said.ts';

const DAY_MS = 86_400_000;

type Span = { from: string; to: string };

/** Checks of dates `from` and `to`, `YYYY-MM-DD`, both included: in order, and at most so many of them. */
export function spanOfDays(max: number) {
  return [
    z.refine<Span>(({ from, to }) => from <= to, {
      ...said({ en: 'must not be before "from"', de: 'darf nicht vor „from“ liegen' }),
      path: ['to'],
    }),
    z.refine<Span>(({ from, to }) => Date.parse(to) - Date.parse(from) < max * DAY_MS, {
      ...said({
        en: `must be at most ${max} days with "from"`,
        de: `darf mit „from“ höchstens ${max} Tage umfassen`,
      }),
      path: ['to'],
    }),
  ] as const;
}

/** Dates from one to another, both included. */
export function datesBetween(from: string, to: string): string[] {
  const days = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1);
  return Array.from({ length: days }, (_, day) =>
    new Date(Date.parse(from) + day * DAY_MS).toISOString().slice(0, 10),
  );
}
