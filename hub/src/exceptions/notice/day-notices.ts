import type { Cursor, SheetFinding } from '@tapclock/contracts';
import { dayKind, type NewException } from '../domain/index.ts';
import { exceptionId } from '../exception-id.ts';

/** What is noticed about one date of one person, as an event of the log said it last. */
export interface NoticedDay {
  site: string;
  employee: string;
  /** `YYYY-MM-DD` */
  date: string;
  findings: readonly SheetFinding[];
  seen: Cursor;
}

/** The exceptions of a date. What the findings of other codes say is a note and stays with the day. */
export function dayExceptions({ site, employee, date, findings, seen }: NoticedDay): NewException[] {
  const times = new Map<string, number>();
  return findings.flatMap(({ code, at, seconds, limitSeconds, punches }) => {
    const kind = dayKind(code);
    if (kind === null) return [];
    // A finding stays the same exception while its punch does, though the seconds change with each correction.
    const about = `${code} ${punches[0] ?? at ?? ''}`;
    const before = times.get(about) ?? 0;
    times.set(about, before + 1);
    return {
      id: exceptionId(site, code, employee, date, about, String(before)),
      ...{ site, source: 'day' as const, code, ...kind, employee, terminal: null, area: null, date },
      at: at === null ? `${date}T12:00:00.000Z` : new Date(at).toISOString(),
      facts: {
        ...(punches.length === 0 ? {} : { punches }),
        ...(seconds === null ? {} : { seconds }),
        ...(limitSeconds === null ? {} : { limitSeconds }),
      },
      seen,
    };
  });
}
