import type { Role } from '@tapclock/contracts';
import type { NewEntry } from '../../audit/data.ts';
import { type Acting, acting } from '../../platform/http/access/asking-context.ts';

/** An account as the audit trail names it: it concerns the employee who owns it, if there is one. */
export function aboutAccount({
  id,
  employee,
}: {
  id: string;
  employee: string | null;
}): Pick<NewEntry, 'subject' | 'concerns'> {
  return {
    subject: { kind: 'account', id },
    concerns: { people: employee === null ? [] : [employee] },
  };
}

/** Who makes their own account: there was nobody before. */
export function newOwner({
  id,
  name,
  role,
  employee,
}: {
  id: string;
  name: string;
  role: Role;
  employee: string | null;
}): Acting {
  return { ...acting(), who: { kind: 'account', id, name, role, employee } };
}
