import type { DeltaReason, SheetDelta, SheetPay } from '@tapclock/contracts';

/** What one date pays. */
export interface PaidDay {
  /** `YYYY-MM-DD` */
  date: string;
  pays: readonly SheetPay[];
}

/** What has been paid so far for the dates of one locked period. */
export interface Settled {
  /** First day of the period. */
  period: string;
  /** As it was locked. */
  days: readonly PaidDay[];
  /** What later locked periods made good for it already. */
  deltas: readonly SheetDelta[];
}

type PayKey = Pick<SheetPay, 'code' | 'kind' | 'job'>;

/**
 * What is still owed, or was paid too much, for the dates of a locked period: what was paid, what was made good since and this
 * together are exactly what the dates pay now. By date, code, kind and job; nothing that is 0. `reasonsOf` says why a date pays
 * otherwise; one that nobody can name a record for has changed with its plan.
 */
export function deltasOf(
  settled: Settled,
  present: readonly PaidDay[],
  reasonsOf: (date: string) => readonly DeltaReason[],
): SheetDelta[] {
  const owed = new Balance();
  for (const { date, pays } of present) for (const pay of pays) owed.add(date, pay, pay.seconds);
  for (const { date, pays } of settled.days) for (const pay of pays) owed.add(date, pay, -pay.seconds);
  for (const delta of settled.deltas)
    if (delta.period === settled.period) owed.add(delta.date, delta, -delta.seconds);
  return owed.list().map(({ date, code, kind, job, seconds }) => {
    const reasons = reasonsOf(date);
    return {
      period: settled.period,
      date,
      code,
      kind,
      job,
      seconds,
      reasons: reasons.length > 0 ? [...reasons] : [{ kind: 'changed-plan' }],
    };
  });
}

/** Seconds by date and what they are paid as. */
class Balance {
  readonly #entries = new Map<string, PayKey & { date: string; seconds: number }>();

  add(date: string, { code, kind, job }: PayKey, seconds: number): void {
    const key = JSON.stringify([date, kind, code, job]);
    const entry = this.#entries.get(key);
    if (entry) entry.seconds += seconds;
    else this.#entries.set(key, { date, code, kind, job, seconds });
  }

  /** In one order whatever order they were added in; what evens out is not in it. */
  list() {
    return [...this.#entries.entries()]
      .filter(([, { seconds }]) => seconds !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, entry]) => entry);
  }
}
