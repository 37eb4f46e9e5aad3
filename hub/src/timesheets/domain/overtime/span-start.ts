import type { Policy } from '@tapclock/contracts';
import { type LocalDay, modulo, parseDay, weekdayAtOrBefore } from '../time/civil.ts';

/**
 * First day of the span that holds a date and that overtime is decided for as a whole: a workweek, or two of them from the anchor
 * where overtime counts over 14 days (29 USC 207(j)). Rules may change only where such a span begins.
 */
export function spanStart(day: LocalDay, { workweek, ot }: Policy): LocalDay {
  const week = weekdayAtOrBefore(day, workweek.startDow);
  if (ot.biweekly.length === 0) return week;
  const anchorDay = ot.biweeklyAnchor === null ? 0 : parseDay(ot.biweeklyAnchor);
  return week - modulo(week - weekdayAtOrBefore(anchorDay, workweek.startDow), 14);
}
