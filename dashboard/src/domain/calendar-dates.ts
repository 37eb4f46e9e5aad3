const DAY_MS = 86_400_000;

/** The date (YYYY-MM-DD) so many days after another; calendar arithmetic without a zone. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of a date's week. */
export function mondayOf(date: string): string {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return dateAfter(date, -((weekday + 6) % 7));
}

/** Today where a zone (IANA name) is. */
export function todayIn(zone: string, nowMs: number): string {
  return new Date(nowMs).toLocaleDateString('sv-SE', { timeZone: zone });
}
