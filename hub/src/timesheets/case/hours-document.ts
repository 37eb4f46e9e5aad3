import { HoursCase } from '@tapclock/contracts';
import {
  type HoursFacts,
  type LocalDay,
  type PayRates,
  type ZoneClock,
  ZoneClocks,
} from '../domain/index.ts';
import { casePolicy } from './case-policy.ts';
import { CaseReader } from './case-reader.ts';
import { HoursDocumentError, parseOrThrow } from './hours-problem.ts';

/** A case as the engine takes it, with what belongs to the answer only. */
export interface ReadCase {
  facts: HoursFacts;
  rates: PayRates | null;
  currency: string | null;
  period: { fromDay: LocalDay; toDay: LocalDay } | null;
  clocks: ZoneClocks;
}

/**
 * Reads one case document, docs/hours.md. Throws HoursDocumentError with every problem it has. Whoever reads many gives `clocks`,
 * so that each zone is asked for once.
 */
export function readHoursDocument(json: unknown, clocks = new ZoneClocks()): ReadCase {
  const document = parseOrThrow(HoursCase, json, 'INVALID_DOCUMENT');
  const policy = casePolicy(document);
  const reader = new CaseReader(clockOf(clocks, document.zone));
  const { period, rates, person } = document;
  const facts: HoursFacts = {
    zone: document.zone,
    policy,
    punches: document.punches.map((punch, index) => reader.punch(punch, ['punches', index], index)),
    corrections: document.corrections.map((correction, index) => reader.correction(correction, index)),
    shifts: document.shifts.map((shift, index) => reader.shift(shift, ['shifts', index])),
    holidays: new Set(
      document.holidays.map((holiday, index) =>
        reader.day(typeof holiday === 'string' ? holiday : holiday.date, ['holidays', index]),
      ),
    ),
    leave: document.leave.map(({ date, kind, minutes, code }, index) => ({
      date: reader.day(date, ['leave', index, 'date']),
      kind,
      seconds: minutes * 60,
      code: code ?? 'LEAVE',
    })),
    bornOn: person?.bornOn === undefined ? null : reader.day(person.bornOn, ['person', 'bornOn']),
    asOfSec: document.asOf === undefined ? null : reader.instant(document.asOf, ['asOf']),
    ...(document.handovers === undefined
      ? {}
      : {
          handovers: document.handovers.map(({ date, at }, index) => ({
            date: reader.day(date, ['handovers', index, 'date']),
            atSec: reader.instant(at, ['handovers', index, 'at']),
          })),
        }),
  };
  const read: ReadCase = {
    facts,
    rates: rates === undefined ? null : reader.rates(rates),
    currency: rates?.currency ?? null,
    period:
      period === undefined
        ? null
        : {
            fromDay: reader.day(period.from, ['period', 'from']),
            toDay: reader.day(period.to, ['period', 'to']),
          },
    clocks,
  };
  reader.uniqueIds(facts.punches);
  if (reader.problems.length > 0) throw new HoursDocumentError(reader.problems);
  return read;
}

function clockOf(clocks: ZoneClocks, zone: string): ZoneClock {
  try {
    return clocks.of(zone);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HoursDocumentError([
      { code: 'INVALID_DOCUMENT', path: 'zone', message: `there is no time zone "${zone}"` },
    ]);
  }
}
