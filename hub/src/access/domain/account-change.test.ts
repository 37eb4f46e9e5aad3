import { describe, expect, it } from '@jest/globals';
import type { AccountView } from '@tapclock/contracts';
import { planChange } from './account-change.ts';

const EMPLOYEE = '0198e0a0-0000-7000-8000-000000000001';
const OTHER = '0198e0a0-0000-7000-8000-000000000002';
const TEAM = { site: 'werk-nord', team: 'early' };

const anAccount = (more: Partial<AccountView> = {}): AccountView => ({
  id: '0198e0a0-0000-7000-8000-0000000000aa',
  email: 'ada@example.com',
  name: 'Ada Admin',
  role: 'admin',
  employee: null,
  teams: [],
  language: 'en',
  secondFactor: false,
  disabledAt: null,
  createdAt: '2026-01-05T08:00:00.000Z',
  lastLoginAt: null,
  version: 1,
  ...more,
});

const refusalsOf = (...args: Parameters<typeof planChange>) => {
  const plan = planChange(...args);
  return plan.kind === 'refused' ? plan.refusals.map(({ code, path }) => `${code} ${path}`) : [];
};

describe('changing an account', () => {
  it('leaves alone what is not named', () => {
    const supervisor = anAccount({ role: 'supervisor', teams: [TEAM], employee: EMPLOYEE });
    expect(planChange(supervisor, { name: 'Sam' }, false)).toEqual({
      kind: 'planned',
      next: {
        name: 'Sam',
        role: 'supervisor',
        employee: EMPLOYEE,
        teams: [TEAM],
        language: 'en',
        disabled: false,
      },
    });
  });

  it('takes the teams of whoever is no supervisor any more', () => {
    const plan = planChange(anAccount({ role: 'supervisor', teams: [TEAM] }), { role: 'hr' }, false);
    expect(plan).toMatchObject({ kind: 'planned', next: { role: 'hr', teams: [] } });
  });

  it('gives teams to supervisors only', () => {
    expect(refusalsOf(anAccount({ role: 'hr' }), { teams: [TEAM] }, false)).toEqual([
      'NOT_A_SUPERVISOR teams',
    ]);
    expect(refusalsOf(anAccount({ role: 'hr' }), { role: 'supervisor', teams: [TEAM] }, false)).toEqual([]);
  });

  it('wants to know who a worker is', () => {
    expect(refusalsOf(anAccount(), { role: 'worker' }, false)).toEqual(['EMPLOYEE_MISSING employee']);
    expect(refusalsOf(anAccount(), { role: 'worker', employee: EMPLOYEE }, false)).toEqual([]);
    expect(refusalsOf(anAccount({ role: 'worker', employee: EMPLOYEE }), { employee: null }, false)).toEqual([
      'EMPLOYEE_MISSING employee',
    ]);
  });

  it('lets nobody change who they are themselves', () => {
    const linked = anAccount({ employee: EMPLOYEE });
    expect(refusalsOf(linked, { role: 'hr', employee: null, disabled: true }, true)).toEqual([
      'OWN_ACCOUNT role',
      'OWN_ACCOUNT employee',
      'OWN_ACCOUNT disabled',
    ]);
    expect(refusalsOf(linked, { employee: OTHER }, true)).toEqual(['OWN_ACCOUNT employee']);
    expect(refusalsOf(anAccount(), { role: 'admin', name: 'Ada', language: 'de' }, true)).toEqual([]);
  });

  it('lets whoever is nobody yet say once who they are', () => {
    expect(refusalsOf(anAccount(), { employee: EMPLOYEE }, true)).toEqual([]);
  });
});
