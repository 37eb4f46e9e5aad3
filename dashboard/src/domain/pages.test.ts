import { describe, expect, it } from '@jest/globals';
import type { AccountView, Right, Role } from '@tapclock/contracts';
import { pageAt, pagesFor } from './pages.ts';

const EMPLOYEE = '00000000-0000-4000-8000-000000000002';

function viewer(role: Role, rights: Right[], employee: string | null = null) {
  const account: AccountView = {
    id: '00000000-0000-4000-8000-000000000001',
    ...{ email: 'a@example.com', name: 'A', role, employee, teams: [], language: 'en' },
    ...{ secondFactor: false, disabledAt: null, lastLoginAt: null, version: 1 },
    createdAt: '2026-11-01T06:00:00.000Z',
  };
  return { account, rights: new Set(rights) };
}

describe('pages', () => {
  it('begin with the board for whoever may see it, and with the own hours for a worker', () => {
    expect(pagesFor(viewer('worker', ['timesheets.read'], EMPLOYEE))).toEqual(['hours', 'account']);
    const supervisor = viewer('supervisor', ['timesheets.read', 'board.read'], EMPLOYEE);
    expect(pagesFor(supervisor)).toEqual(['floor', 'hours', 'account']);
    expect(pageAt('/', supervisor)).toBe('floor');
  });

  it('offer the inbox to whoever settles, and the week to whoever plans', () => {
    const planner = viewer('supervisor', ['board.read', 'exceptions.settle', 'schedule.write']);
    expect(pagesFor(planner)).toEqual(['floor', 'inbox', 'week', 'account']);
    expect(pageAt('/week', viewer('worker', ['timesheets.read', 'schedule.read'], EMPLOYEE))).toBe('hours');
  });

  it('offer own hours only to somebody who clocks in', () => {
    expect(pagesFor(viewer('hr', ['timesheets.read', 'board.read']))).toEqual(['floor', 'account']);
  });

  it('show where somebody begins in place of what they may not see', () => {
    const hr = viewer('hr', ['board.read']);
    expect(pageAt('/accounts', hr)).toBe('floor');
    expect(pageAt('/nowhere', hr)).toBe('floor');
    expect(pageAt('/account', hr)).toBe('account');
  });
});
