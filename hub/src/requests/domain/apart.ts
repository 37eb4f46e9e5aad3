import { Temporal } from 'temporal-polyfill';

/** Work on dates so far from each other has no part in what is wrong with the other: rest is between neighbours. */
const APART_DAYS = 4;

/** Parts in which no two dates are close: each can be judged as if it alone were planned. In the order given, as few as that allows. */
export function farApart<T extends { date: string }>(items: readonly T[]): T[][] {
  const parts: { items: T[]; last: string }[] = [];
  for (const item of items.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))) {
    const part = parts.find(({ last }) => daysFrom(last, item.date) >= APART_DAYS);
    if (part === undefined) parts.push({ items: [item], last: item.date });
    else {
      part.items.push(item);
      part.last = item.date;
    }
  }
  return parts.map(part => part.items);
}

function daysFrom(date: string, to: string): number {
  return Temporal.PlainDate.from(date).until(Temporal.PlainDate.from(to)).days;
}
