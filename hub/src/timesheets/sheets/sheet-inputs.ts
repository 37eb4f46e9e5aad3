import type { HoursCase, SheetInputs } from '@tapclock/contracts';
import { readHoursDocument } from '../case/hours-document.ts';
import { HoursDocumentError } from '../case/hours-problem.ts';
import {
  type Correction,
  formatDay,
  formatWallClock,
  type PlannedShift,
  type PunchFact,
  type ZoneClocks,
} from '../domain/index.ts';
import type { Stretch } from '../facts/person-facts.ts';

/** The facts of each stretch as a document that `npm run -s hours` answers. The same facts give the same text. */
export function inputsOf(stretches: readonly Stretch[]): SheetInputs {
  return { cases: stretches.map(caseOf) };
}

/** Reads inputs back. Throws HoursDocumentError for what is no case. */
export function factsOf(inputs: SheetInputs, clocks: ZoneClocks): Stretch[] {
  return inputs.cases.map((document, index) => {
    const { facts, period } = readHoursDocument(document, clocks);
    if (period === null)
      throw new HoursDocumentError([
        {
          code: 'INVALID_DOCUMENT',
          path: `cases.${index}.period`,
          message: 'says which dates it answers for',
        },
      ]);
    return { facts, from: period.fromDay, to: period.toDay };
  });
}

/** Fields in one order, lists in the order of the facts, and nothing left to a default but what is absent. */
function caseOf({ facts, from, to }: Stretch): HoursCase {
  return {
    zone: facts.zone,
    policy: facts.policy,
    punches: facts.punches.map(punch),
    corrections: facts.corrections.map(correction),
    shifts: facts.shifts.map(shift),
    holidays: [...facts.holidays].sort((a, b) => a - b).map(formatDay),
    leave: facts.leave.map(({ date, kind, seconds, code }) => ({
      date: formatDay(date),
      kind,
      minutes: wholeMinutes(seconds, 'leave'),
      code,
    })),
    ...(facts.bornOn === null ? {} : { person: { bornOn: formatDay(facts.bornOn) } }),
    period: { from: formatDay(from), to: formatDay(to) },
    ...(facts.asOfSec === null ? {} : { asOf: instant(facts.asOfSec) }),
    ...(facts.handovers === undefined
      ? {}
      : {
          handovers: facts.handovers.map(({ date, atSec }) => ({
            date: formatDay(date),
            at: instant(atSec),
          })),
        }),
  };
}

function punch({ id, kind, atSec, sequence, job }: PunchFact): HoursCase['punches'][number] {
  return { id, kind, at: instant(atSec), sequence, ...(job === null ? {} : { job }) };
}

function correction(fact: Correction): HoursCase['corrections'][number] {
  const made = { id: fact.id, by: fact.by, at: instant(fact.madeAtSec), why: fact.why };
  switch (fact.kind) {
    case 'add':
      return { kind: 'add', ...made, punch: punch(fact.punch) };
    case 'move':
      return { kind: 'move', ...made, punch: fact.punchId, to: { at: instant(fact.toSec) } };
    case 'void':
      return { kind: 'void', ...made, punch: fact.punchId };
    case 'reclassify':
      return { kind: 'reclassify', ...made, punch: fact.punchId, as: fact.as };
  }
}

function shift({ id, date, startSec, endSec, unpaidSec }: PlannedShift): HoursCase['shifts'][number] {
  return {
    id,
    date: formatDay(date),
    startsAt: instant(startSec),
    endsAt: instant(endSec),
    unpaidMin: wholeMinutes(unpaidSec, 'the planned pause'),
  };
}

/** Plans and leave are kept in whole minutes, as people write them. */
function wholeMinutes(seconds: number, what: string): number {
  if (seconds % 60 !== 0)
    throw new RangeError(`${what} is ${seconds} s, which is no whole number of minutes`);
  return seconds / 60;
}

function instant(epochSec: number): string {
  return `${formatWallClock(epochSec)}Z`;
}
