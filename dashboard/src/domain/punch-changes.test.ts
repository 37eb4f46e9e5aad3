import { describe, expect, it } from '@jest/globals';
import { correctionOf, missedPunch, type PunchChange, statedPunch } from './punch-changes.ts';

const PUNCH = '01939d5a-0000-7000-8000-000000000001';
const EMPLOYEE = '00000000-0000-4000-8000-000000000002';
const change = (more: Partial<PunchChange>): PunchChange => ({ ...missedPunch('2026-11-23'), ...more });

describe('changes of a day’s taps', () => {
  it('are a statement once they are filled in', () => {
    expect(statedPunch(missedPunch('2026-11-23'))).toBeNull();
    const when = { date: '2026-11-23', time: '14:05' };
    expect(statedPunch(change({ time: '14:05' }))).toEqual({ kind: 'add', action: 'clock-out', when });
    expect(statedPunch(change({ kind: 'move', time: '14:05' }))).toBeNull();
    expect(statedPunch(change({ kind: 'move', punch: PUNCH, time: '14:05' }))).toEqual({
      ...{ kind: 'move', punch: PUNCH, when },
    });
    expect(statedPunch(change({ kind: 'void', punch: PUNCH }))).toEqual({ kind: 'void', punch: PUNCH });
    expect(statedPunch(change({ kind: 'void' }))).toBeNull();
  });

  it('become corrections of the person they are about, with the reason', () => {
    expect(correctionOf({ kind: 'void', punch: PUNCH }, EMPLOYEE, 'a test')).toEqual({
      ...{ kind: 'void', punch: PUNCH, reason: 'a test' },
    });
    const when = { date: '2026-11-23', time: '14:05' };
    expect(correctionOf({ kind: 'add', action: 'clock-out', when }, EMPLOYEE, 'forgot')).toEqual({
      ...{ kind: 'add', action: 'clock-out', when, employee: EMPLOYEE, reason: 'forgot' },
    });
  });
});
