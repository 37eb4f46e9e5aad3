import type { AccountChange, AccountView } from '@tapclock/contracts';

/** What a change may not do. */
export type ChangeRefusal =
  /** Nobody gives themselves another role, locks themselves out, or turns into somebody else. */
  | { code: 'OWN_ACCOUNT'; path: 'role' | 'disabled' | 'employee' }
  /** A worker sees their own hours only, so it must be known whose. */
  | { code: 'EMPLOYEE_MISSING'; path: 'employee' }
  | { code: 'NOT_A_SUPERVISOR'; path: 'teams' };

/** An account as it becomes. */
export type NextAccount = Pick<AccountView, 'name' | 'role' | 'employee' | 'teams' | 'language'> & {
  disabled: boolean;
};

export type ChangePlan =
  | { kind: 'planned'; next: NextAccount }
  | { kind: 'refused'; refusals: readonly ChangeRefusal[] };

/**
 * What becomes of an account. Whoever is no supervisor any more leads no team any more. `isOwn`: the one who asks is its owner; they may
 * change how they are called and addressed, and say once which employee they are if nobody has: whoever could unlink their own for a moment
 * could correct their own hours.
 */
export function planChange(current: AccountView, change: AccountChange, isOwn: boolean): ChangePlan {
  const role = change.role ?? current.role;
  const next: NextAccount = {
    name: change.name ?? current.name,
    role,
    employee: change.employee === undefined ? current.employee : change.employee,
    teams: change.teams ?? (role === 'supervisor' ? current.teams : []),
    language: change.language ?? current.language,
    disabled: change.disabled ?? current.disabledAt !== null,
  };
  const refusals: ChangeRefusal[] = isOwn ? ownRefusals(current, next) : [];
  if (next.role === 'worker' && next.employee === null) {
    refusals.push({ code: 'EMPLOYEE_MISSING', path: 'employee' });
  }
  if (next.role !== 'supervisor' && next.teams.length > 0) {
    refusals.push({ code: 'NOT_A_SUPERVISOR', path: 'teams' });
  }
  return refusals.length === 0 ? { kind: 'planned', next } : { kind: 'refused', refusals };
}

function ownRefusals(current: AccountView, next: NextAccount): ChangeRefusal[] {
  const refusals: ChangeRefusal[] = [];
  if (next.role !== current.role) refusals.push({ code: 'OWN_ACCOUNT', path: 'role' });
  // The first administrator has none, and nobody above who could link it.
  if (current.employee !== null && next.employee !== current.employee)
    refusals.push({ code: 'OWN_ACCOUNT', path: 'employee' });
  if (next.disabled) refusals.push({ code: 'OWN_ACCOUNT', path: 'disabled' });
  return refusals;
}
