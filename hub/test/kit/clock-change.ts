const DAY_MS = 86_400_000;

/** The date of the latest change of clocks in the European Union before now: the last Sunday of March or October. */
export function latestClockChange(season: 'spring' | 'autumn'): string {
  const month = season === 'spring' ? 2 : 9;
  const year = new Date().getUTCFullYear();
  const dates = [year, year - 1].map(each => {
    const last = Date.UTC(each, month + 1, 0);
    return last - new Date(last).getUTCDay() * DAY_MS;
  });
  const past = dates.find(date => date < Date.now() - DAY_MS);
  return new Date(past ?? 0).toISOString().slice(0, 10);
}

/** `YYYY-MM-DD` so many days ago, by UTC. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}
