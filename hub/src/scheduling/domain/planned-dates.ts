/** First and last `YYYY-MM-DD`, both included. */
export interface DateSpan {
  from: string;
  to: string;
}

/** The dates between which assignments plan something; null where there are none. */
export function plannedDates(assignments: readonly { workDate: string }[]): DateSpan | null {
  const dates = assignments.map(({ workDate }) => workDate).sort();
  const [from] = dates;
  const to = dates.at(-1);
  return from === undefined || to === undefined ? null : { from, to };
}
