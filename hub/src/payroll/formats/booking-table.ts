import { type SheetPerson, said } from '@tapclock/contracts';
import { z } from 'zod';

/** Most jobs and most teams in one table (R11). */
const ENTRIES_MAX = 2_000;

/** From our jobs and teams to what the payroll system books hours on: a department, cost centre or customer. */
export interface BookingTable {
  jobs: Readonly<Record<string, string>>;
  teams: Readonly<Record<string, string>>;
}

/** A setting such as `departments`; empty unless said. */
export function bookingTable(theirs: z.ZodType<string>) {
  const entries = z
    .record(z.string(), theirs)
    .refine(
      table => Object.keys(table).length <= ENTRIES_MAX,
      said({
        en: `must hold at most ${ENTRIES_MAX} entries`,
        de: `darf höchstens ${ENTRIES_MAX} Einträge haben`,
      }),
    )
    .default({});
  return z.strictObject({ jobs: entries, teams: entries }).default({ jobs: {}, teams: {} });
}

/** What a line is booked on: its job's entry, else the team's, else nothing (`''`): the payroll system's own choice for the person. */
export function bookedOn(
  { jobs, teams }: BookingTable,
  { team }: Pick<SheetPerson, 'team'>,
  { job }: { job: string | null },
): string {
  return entryOf(jobs, job) ?? entryOf(teams, team) ?? '';
}

function entryOf(entries: Readonly<Record<string, string>>, key: string | null): string | undefined {
  return key !== null && Object.hasOwn(entries, key) ? entries[key] : undefined;
}
