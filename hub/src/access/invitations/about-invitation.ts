import type { InvitationView } from '@tapclock/contracts';
import type { NewEntry } from '../../audit/data.ts';

/** An invitation as the audit trail names it: it concerns the employee it is for, if there is one. */
export function aboutInvitation({
  id,
  employee,
}: Pick<InvitationView, 'id' | 'employee'>): Pick<NewEntry, 'subject' | 'concerns'> {
  return {
    subject: { kind: 'invitation', id },
    concerns: { people: employee === null ? [] : [employee] },
  };
}
