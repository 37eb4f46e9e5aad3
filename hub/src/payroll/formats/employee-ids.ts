import { type SheetPerson, said } from '@tapclock/contracts';
import { z } from 'zod';

/** Most people whose id differs from their personnel number (R11). */
const IDS_MAX = 50_000;

/** From personnel numbers to what the payroll system calls a person. */
export type EmployeeIds = Readonly<Record<string, string>>;

/** The setting `employees`. Whether an id fits its field is checked when it is written, for all people alike. */
export function employeeIds() {
  return z
    .record(z.string(), z.string())
    .refine(
      ids => Object.keys(ids).length <= IDS_MAX,
      said({ en: `must hold at most ${IDS_MAX} people`, de: `darf höchstens ${IDS_MAX} Personen haben` }),
    )
    .default({});
}

/** The payroll system's id of a person: the one in the settings, else `otherwise`, which is the personnel number unless said. */
export function employeeIdOf(
  { number }: Pick<SheetPerson, 'number'>,
  ids: EmployeeIds,
  otherwise: string = number,
): string {
  return (Object.hasOwn(ids, number) ? ids[number] : undefined) ?? otherwise;
}
