import { describe, expect, it } from '@jest/globals';
import { XERO_CALENDAR, type XeroCalendar, xeroPeriodOf } from './xero-calendar.ts';

describe('Xero payroll calendar', () => {
  it.each<[XeroCalendar['kind'], string, string, string, string]>([
    ['weekly', '2026-06-01', '2026-06-07', '2026-06-01', '2026-06-07'],
    ['weekly', '2026-06-01', '2026-06-08', '2026-06-08', '2026-06-14'],
    ['weekly', '2026-06-08', '2026-06-02', '2026-06-01', '2026-06-07'],
    ['fortnightly', '2026-06-01', '2026-06-15', '2026-06-15', '2026-06-28'],
    ['four-weekly', '2026-06-01', '2026-06-28', '2026-06-01', '2026-06-28'],
    ['twice-monthly', '2026-06-01', '2026-02-15', '2026-02-01', '2026-02-15'],
    ['twice-monthly', '2026-06-01', '2028-02-16', '2028-02-16', '2028-02-29'],
    ['monthly', '2026-01-01', '2026-12-31', '2026-12-01', '2026-12-31'],
    ['monthly', '2026-01-21', '2026-03-20', '2026-02-21', '2026-03-20'],
    ['monthly', '2026-01-21', '2025-12-21', '2025-12-21', '2026-01-20'],
    ['quarterly', '2026-01-01', '2026-06-30', '2026-04-01', '2026-06-30'],
    ['quarterly', '2026-04-01', '2026-03-31', '2026-01-01', '2026-03-31'],
  ])('%s from %s: %s is in %s to %s', (kind, start, date, from, to) => {
    expect(xeroPeriodOf({ kind, start }, date)).toEqual({ from, to });
  });

  it('takes no start that some months do not have', () => {
    expect(XERO_CALENDAR.safeParse({ kind: 'monthly', start: '2026-01-29' }).success).toBe(false);
    expect(XERO_CALENDAR.safeParse({ kind: 'monthly', start: '2026-01-28' }).success).toBe(true);
    expect(XERO_CALENDAR.safeParse({ kind: 'weekly', start: '2026-02-30' }).success).toBe(false);
  });
});
