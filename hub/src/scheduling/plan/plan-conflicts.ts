import {
  conflictsOf,
  type PlanConflict,
  type PlannedPerson,
  type PlannedWork,
  type Publishing,
  ShiftTimes,
} from '../domain/plan/index.ts';
import type { ShiftRow } from '../shifts/shifts.repository.ts';

/** Every conflict of these people in what is published and what is to be added; `shifts` has every template that either names. */
export function conflictsIn(
  { kept, added }: Pick<Publishing, 'kept' | 'added'>,
  people: ReadonlyMap<string, PlannedPerson>,
  shifts: ReadonlyMap<string, ShiftRow>,
): PlanConflict[] {
  const work = new Map<string, PlannedWork[]>();
  const add = (employee: string, one: PlannedWork): void => {
    const ofPerson = work.get(employee);
    if (ofPerson) ofPerson.push(one);
    else work.set(employee, [one]);
  };
  for (const { employee, date, shift, startsAt, endsAt, unpaidSeconds } of kept) {
    const times = { startMs: Date.parse(startsAt), endMs: Date.parse(endsAt) };
    const qualification = shifts.get(shift)?.qualification ?? null;
    add(employee, { date, shift, ...times, unpaidSeconds, qualification, isArchived: false });
  }
  const times = timesOf(shifts);
  for (const { employee, date, shift } of added) {
    const template = shifts.get(shift);
    if (!template) throw new Error('a planned shift has a template');
    const { startsAt, endsAt } = times(template, date);
    add(employee, {
      ...{ date, shift, startMs: Date.parse(startsAt), endMs: Date.parse(endsAt) },
      unpaidSeconds: template.unpaidSeconds,
      qualification: template.qualification,
      isArchived: template.archivedAt !== null,
    });
  }
  return [...work].flatMap(([employee, ofPerson]) => {
    const person = people.get(employee);
    return person ? conflictsOf(person, ofPerson) : [];
  });
}

/** Instants of templates, of whatever zones they are. */
export function timesOf(
  shifts: ReadonlyMap<string, ShiftRow>,
): (shift: ShiftRow, date: string) => { startsAt: string; endsAt: string } {
  const zones = new Map(
    [...new Set([...shifts.values()].map(({ zone }) => zone))].map(zone => [zone, new ShiftTimes(zone)]),
  );
  return (shift, date) => {
    const times = zones.get(shift.zone);
    if (!times) throw new Error('the zone of a template is known');
    return times.of(shift, date);
  };
}
