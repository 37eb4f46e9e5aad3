import type { CaseCorrection, CaseMoment, CasePunch, CaseRates, CaseShift } from '@tapclock/contracts';
import { resolveWallTime } from '../../platform/time/wall-time.ts';
import {
  type Correction,
  formatDay,
  type LocalDay,
  type PayRates,
  type PlannedShift,
  type PunchFact,
  parseDay,
  parseDecimal,
  timeOfDaySec,
  weeklySalary,
  type ZoneClock,
} from '../domain/index.ts';
import type { HoursProblem } from './hours-problem.ts';

const PERIODS_PER_YEAR = { week: 52, biweek: 26, semimonth: 24, month: 12, year: 1 };

type Path = readonly (string | number)[];

/** Turns texts into numbers and collects what does not work; what it answers then is never used. */
export class CaseReader {
  readonly problems: HoursProblem[] = [];
  readonly #clock: ZoneClock;

  constructor(clock: ZoneClock) {
    this.#clock = clock;
  }

  punch({ id, kind, sequence, job, ...when }: CasePunch, path: Path, index: number): PunchFact {
    return {
      id: id ?? `${path[0]}.${path[1]}`,
      kind,
      atSec: this.moment(when, path),
      sequence: sequence ?? index,
      job: job ?? null,
    };
  }

  correction(correction: CaseCorrection, index: number): Correction {
    const path = ['corrections', index];
    const { by, why } = correction;
    const madeAtSec = this.instant(correction.at, [...path, 'at']);
    const made = { id: correction.id ?? `corrections.${index}`, by, why, madeAtSec };
    switch (correction.kind) {
      case 'add':
        return { ...made, kind: 'add', punch: this.punch(correction.punch, [...path, 'punch'], index) };
      case 'move':
        return {
          ...made,
          kind: 'move',
          punchId: correction.punch,
          toSec: this.moment(correction.to, [...path, 'to']),
        };
      case 'void':
        return { ...made, kind: 'void', punchId: correction.punch };
      case 'reclassify':
        return { ...made, kind: 'reclassify', punchId: correction.punch, as: correction.as };
    }
  }

  shift({ id, date, start, end, startsAt, endsAt, unpaidMin }: CaseShift, path: Path): PlannedShift {
    const named = { id: id ?? path.join('.'), unpaidSec: unpaidMin * 60 };
    if (startsAt !== undefined && endsAt !== undefined && start === undefined && end === undefined) {
      const startSec = this.instant(startsAt, [...path, 'startsAt']);
      const endSec = this.instant(endsAt, [...path, 'endsAt']);
      if (endSec <= startSec) this.#complain([...path, 'endsAt'], 'must be after startsAt');
      return {
        ...named,
        date: date === undefined ? this.#clock.dayAt(startSec) : this.day(date, path),
        startSec,
        endSec,
      };
    }
    if (date === undefined || start === undefined || end === undefined) {
      this.#complain(path, 'needs "date", "start" and "end", or "startsAt" and "endsAt"');
      return { ...named, date: 0, startSec: 0, endSec: 0 };
    }
    const day = this.day(date, [...path, 'date']);
    const endDay = timeOfDaySec(end) > timeOfDaySec(start) ? day : day + 1;
    const startSec = this.#clock.plannedAt(day, timeOfDaySec(start));
    const endSec = this.#clock.plannedAt(endDay, timeOfDaySec(end));
    return { ...named, date: day, startSec, endSec };
  }

  rates({ hourly, salary, jobs, minimumWage, bonuses }: CaseRates): PayRates {
    const decimal = (value: string | number, path: Path) => {
      try {
        return parseDecimal(value);
      } catch {
        // A JSON number such as 1e-7 is no plain decimal; the text says so.
        this.#complain(path, `must be a plain decimal: ${value}`);
        return parseDecimal(0);
      }
    };
    if (hourly === undefined && salary === undefined) this.#complain(['rates'], 'needs "hourly" or "salary"');
    return {
      hourly: decimal(hourly ?? 0, ['rates', 'hourly']),
      salary:
        salary === undefined
          ? null
          : {
              weekly: weeklySalary(
                decimal(salary.amount, ['rates', 'salary', 'amount']),
                PERIODS_PER_YEAR[salary.per],
              ),
              forSec: salary.forHours === undefined ? null : Math.round(salary.forHours * 3600),
            },
      jobs: new Map(Object.entries(jobs).map(([job, rate]) => [job, decimal(rate, ['rates', 'jobs', job])])),
      minimumWage: minimumWage === undefined ? null : decimal(minimumWage, ['rates', 'minimumWage']),
      bonuses: bonuses.map(({ date, amount, kind }, index) => ({
        date: this.day(date, ['rates', 'bonuses', index, 'date']),
        amount: decimal(amount, ['rates', 'bonuses', index, 'amount']),
        kind,
      })),
    };
  }

  /** An instant, or a local date and time that must name exactly one. */
  moment({ at, date, time, offset }: CaseMoment, path: Path): number {
    if (at !== undefined && date === undefined && time === undefined && offset === undefined)
      return this.instant(at, [...path, 'at']);
    if (at !== undefined || date === undefined || time === undefined) {
      this.#complain(path, 'needs either "at", or "date" and "time"');
      return 0;
    }
    const day = formatDay(this.day(date, [...path, 'date']));
    const resolved = resolveWallTime(this.#clock.zone, { date: day, time, offset });
    if (resolved.kind === 'instant') return resolved.sec;
    this.problems.push({
      code: resolved.kind,
      path: path.join('.'),
      message: resolved.message.en.replace(/\.$/, ''),
    });
    return 0;
  }

  instant(text: string, path: Path): number {
    const ms = Date.parse(text);
    // Date.parse takes 30 February for 2 March.
    this.day(text.slice(0, 10), path);
    if (Number.isNaN(ms)) this.#complain(path, `there is no instant ${text}`);
    return Math.floor(ms / 1000);
  }

  day(text: string, path: Path): LocalDay {
    try {
      return parseDay(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#complain(path, error.message);
      return 0;
    }
  }

  /** In a document, unlike on the wire, one id twice is a mistake and not a second delivery, unless all of it is the same. */
  uniqueIds(punches: readonly PunchFact[]): void {
    const seen = new Map<string, PunchFact>();
    for (const [index, punch] of punches.entries()) {
      const twin = seen.get(punch.id);
      if (twin && (twin.atSec !== punch.atSec || twin.kind !== punch.kind))
        this.#complain(['punches', index, 'id'], `"${punch.id}" is another punch already`);
      seen.set(punch.id, punch);
    }
  }

  #complain(path: Path, message: string): void {
    this.problems.push({ code: 'INVALID_DOCUMENT', path: path.join('.'), message });
  }
}
