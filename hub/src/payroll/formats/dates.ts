/**
 * A date as a payroll system spells it. `pattern` has `YYYY`, `YY`, `MM` and `DD` where the digits go, such as `DD/MM/YYYY`; `date` is
 * `YYYY-MM-DD`.
 */
export function spellDate(date: string, pattern: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return pattern.replace('YYYY', year).replace('YY', year.slice(-2)).replace('MM', month).replace('DD', day);
}

export const DAY_MS = 86_400_000;

/** Epoch milliseconds of a date's midnight in UTC: a calendar date, not a moment at the site. */
export function utcMidnightMs(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}
