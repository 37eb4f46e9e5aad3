import type { EmployeeDetail } from '@tapclock/contracts';
import type { Employee } from '../domain/employee.ts';

/** Master data as the API shows it. */
export function detailOf({ leavesAt: _, ...person }: Employee): EmployeeDetail {
  return { ...person, name: `${person.givenName} ${person.familyName}` };
}
