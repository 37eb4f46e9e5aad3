import type { Sheet, SheetInputs, SheetPerson } from '@tapclock/contracts';
import { HoursDocumentError } from '../case/hours-problem.ts';
import { formatDay, type LocalDay, parseDay, ZoneClocks } from '../domain/index.ts';
import type { PersonFacts, Stretch } from '../facts/person-facts.ts';
import { deriveDays } from './derived-days.ts';
import { factsOf, inputsOf } from './sheet-inputs.ts';

/** Dates, both included. */
export interface SheetPeriod {
  from: LocalDay;
  to: LocalDay;
}

/** Hours of one person on the dates of a period, and the inputs that they follow from. Without deltas: those are decided by payroll. */
export function buildSheet(
  { person, stretches }: PersonFacts,
  period: SheetPeriod,
  clocks: ZoneClocks,
): { sheet: Sheet; inputs: SheetInputs } {
  const within = stretchesWithin(stretches, period);
  return { sheet: sheetOf(within, person, period, clocks), inputs: inputsOf(within) };
}

/**
 * The same sheet again from its inputs alone, byte for byte (R5). Throws HoursDocumentError for inputs that are no cases. Whoever
 * makes many gives `clocks`, so that each zone is asked for once.
 */
export function sheetFromInputs(
  inputs: SheetInputs,
  person: SheetPerson,
  period: Sheet['period'],
  clocks = new ZoneClocks(),
): Sheet {
  const days = { from: readDay(period.from), to: readDay(period.to) };
  return sheetOf(stretchesWithin(factsOf(inputs, clocks), days), person, days, clocks);
}

function sheetOf(
  stretches: readonly Stretch[],
  person: SheetPerson,
  { from, to }: SheetPeriod,
  clocks: ZoneClocks,
): Sheet {
  const derived = stretches.flatMap(stretch => deriveDays(stretch, clocks));
  return {
    person: {
      employee: person.employee,
      site: person.site,
      area: person.area,
      team: person.team,
      number: person.number,
      givenName: person.givenName,
      familyName: person.familyName,
    },
    period: { from: formatDay(from), to: formatDay(to) },
    days: derived.map(({ day }) => day),
    findings: derived.flatMap(({ findings }) => findings),
    deltas: [],
  };
}

function readDay(date: string): LocalDay {
  try {
    return parseDay(date);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HoursDocumentError([{ code: 'INVALID_DOCUMENT', path: 'period', message: error.message }]);
  }
}

function stretchesWithin(stretches: readonly Stretch[], { from, to }: SheetPeriod): Stretch[] {
  return stretches
    .map(stretch => ({ ...stretch, from: Math.max(stretch.from, from), to: Math.min(stretch.to, to) }))
    .filter(stretch => stretch.from <= stretch.to);
}
