import { describe, expect, it } from '@jest/globals';
import type { PunchAction, ShiftWindow } from '@tapclock/contracts';
import { type JudgedPunch, judge } from './judge.ts';
import { matchShift, timedWindow } from './match-shift.ts';
import { shiftWindow } from './shift-window.ts';
import { type PastPunch, resolveAction, standingAfter } from './standing.ts';

const anna = '0192f000-0000-7000-8000-000000000001';
const ms = (instant: string) => Date.parse(instant);
const at = (clock: string, day = '2026-06-15') => `${day}T${clock.length === 5 ? `${clock}:00` : clock}.000Z`;

function aWindow(name: string, starts: string, ends: string, graceSeconds = 300): ShiftWindow {
  return { name, startsAt: starts, endsAt: ends, graceSeconds };
}
const early = aWindow('Early', at('06:00'), at('14:00'));
const late = aWindow('Late', at('14:00'), at('22:00'));
const night = aWindow('Night', at('22:00'), at('06:00', '2026-06-16'));

function aPunch(action: PunchAction, occurredAt: string, more: Partial<JudgedPunch> = {}): JudgedPunch {
  return {
    punchId: 'this',
    action,
    occurredAtMs: ms(occurredAt),
    employee: anna,
    clockSkewMs: 0,
    ...more,
  };
}
const before = (action: PunchAction, occurredAt: string): PastPunch => ({
  punchId: `${action} ${occurredAt}`,
  action,
  occurredAtMs: ms(occurredAt),
});
const findings = (punch: JudgedPunch, past: PastPunch[] = [], windows: ShiftWindow[] = [early]) =>
  judge(punch, past, windows.map(timedWindow)).verdict.findings;
const cameAt6 = [before('clock-in', at('05:58'))];

describe('late and early', () => {
  it.each([
    ['long before', '05:10:00', []],
    ['on time', '06:00:00', []],
    ['just below grace', '06:04:59', []],
    ['at grace', '06:05:00', []],
    ['just above grace', '06:05:01', [{ code: 'late', seconds: 301, shiftStartsAt: early.startsAt }]],
    ['hours late', '09:00:00', [{ code: 'late', seconds: 10_800, shiftStartsAt: early.startsAt }]],
  ])('clock-in %s', (_name, clock, expected) => {
    expect(findings(aPunch('clock-in', at(clock)))).toEqual(expected);
  });

  it.each([
    ['hours early', '12:00:00', [{ code: 'early', seconds: 7200, shiftEndsAt: early.endsAt }]],
    ['just below grace', '13:54:59', [{ code: 'early', seconds: 301, shiftEndsAt: early.endsAt }]],
    ['at grace', '13:55:00', []],
    ['just above grace', '13:55:01', []],
    ['with overtime', '17:59:59', []],
  ])('clock-out %s', (_name, clock, expected) => {
    expect(findings(aPunch('clock-out', at(clock)), cameAt6)).toEqual(expected);
  });

  it('counts from the shift, not from the end of grace, and a grace of nothing is strict', () => {
    const strict = aWindow('Early', at('06:00'), at('14:00'), 0);
    expect(findings(aPunch('clock-in', at('06:00')), [], [strict])).toEqual([]);
    expect(findings(aPunch('clock-in', at('06:00:01')), [], [strict])).toMatchObject([
      { code: 'late', seconds: 1 },
    ]);
  });

  it('does not call somebody late who comes back from an errand', () => {
    const past = [before('clock-in', at('05:58')), before('clock-out', at('10:00'))];
    expect(findings(aPunch('clock-in', at('11:00')), past)).toEqual([]);
  });

  it('says nothing about the schedule for breaks', () => {
    expect(findings(aPunch('break-start', at('09:00')), cameAt6)).toEqual([]);
  });

  it.each([
    ['spring', '2026-03-28', '2026-03-29T04:00:00.000Z'],
    ['autumn', '2026-10-24', '2026-10-25T05:00:00.000Z'],
  ])('R6: the end of a %s night in Berlin is where its clocks say', (_name, date, end) => {
    const window = {
      name: 'Night',
      graceSeconds: 300,
      ...shiftWindow(date, '22:00', '06:00', 'Europe/Berlin'),
    };
    expect(window.endsAt).toBe(end);
    const past = [before('clock-in', window.startsAt)];
    expect(findings(aPunch('clock-out', window.endsAt), past, [window])).toEqual([]);
    const anHourBefore = new Date(ms(end) - 3_600_000).toISOString();
    expect(findings(aPunch('clock-out', anHourBefore), past, [window])).toMatchObject([
      { code: 'early', seconds: 3600 },
    ]);
  });
});

describe('which shift', () => {
  const name = (action: PunchAction, instant: string, windows: ShiftWindow[]) =>
    matchShift(action, ms(instant), windows.map(timedWindow))?.window.name ?? null;

  it.each([
    ['two hours before the start belongs', '04:00:00', 'Early'],
    ['a second more does not', '03:59:59', null],
    ['the last second of the shift belongs', '13:59:59', 'Early'],
    ['the end does not: who comes then does not come for it', '14:00:00', null],
  ])('clock-in: %s', (_name, clock, expected) => {
    expect(name('clock-in', at(clock), [early])).toBe(expected);
  });

  it.each([
    ['four hours after the end belongs', '18:00:00', 'Early'],
    ['a second more does not', '18:00:01', null],
    ['right after the start belongs', '06:01:00', 'Early'],
  ])('clock-out: %s', (_name, clock, expected) => {
    expect(name('clock-out', at(clock), [early])).toBe(expected);
  });

  it('takes the border of two shifts for the later one at a clock-in, for the earlier one at a clock-out', () => {
    expect(name('clock-in', at('14:00'), [early, late])).toBe('Late');
    expect(name('clock-out', at('14:00'), [early, late])).toBe('Early');
  });

  it('sees a double shift through: no half is early, the end counts', () => {
    const windows = [early, late];
    const double = [before('clock-in', at('05:55'))];
    expect(findings(aPunch('clock-out', at('14:04')), double, windows)).toEqual([]);
    expect(
      findings(aPunch('clock-in', at('13:57')), double.concat(before('clock-out', at('13:56'))), windows),
    ).toEqual([]);
    expect(findings(aPunch('clock-out', at('22:00')), double, windows)).toEqual([]);
    expect(findings(aPunch('clock-out', at('17:00')), double, windows)).toMatchObject([
      { code: 'early', seconds: 5 * 3600, shiftEndsAt: late.endsAt },
    ]);
  });

  it('holds somebody with overlapping shifts to the end of the later one', () => {
    const second = aWindow('Second', at('13:00'), at('21:00'));
    expect(name('clock-out', at('14:00'), [early, second])).toBe('Second');
    expect(name('clock-in', at('12:50'), [early, second])).toBe('Second');
    expect(name('clock-in', at('06:10'), [early, second])).toBe('Early');
  });

  it('finds the night shift from the day after', () => {
    expect(name('clock-out', at('06:03', '2026-06-16'), [early, night])).toBe('Night');
    expect(name('break-start', at('02:00', '2026-06-16'), [early, night])).toBe('Night');
  });

  it('gives a break to the shift around it, not to the one nearby', () => {
    expect(name('break-start', at('13:50'), [early, late])).toBe('Early');
    expect(name('break-end', at('14:10'), [early, late])).toBe('Late');
    expect(name('break-start', at('23:00'), [late])).toBe('Late');
  });
});

describe('unscheduled', () => {
  it('marks coming and going without any shift', () => {
    expect(findings(aPunch('clock-in', at('06:00')), [], [])).toEqual([{ code: 'unscheduled' }]);
    expect(findings(aPunch('clock-out', at('14:00')), cameAt6, [])).toEqual([{ code: 'unscheduled' }]);
  });

  it('says it once, not for each break', () => {
    expect(findings(aPunch('break-start', at('09:00')), cameAt6, [])).toEqual([]);
  });
});

describe('order', () => {
  it.each([
    ['clock-out', [], 'out'],
    ['break-start', [], 'out'],
    ['break-end', cameAt6, 'in'],
    ['break-start', [...cameAt6, before('break-start', at('06:30'))], 'break'],
    ['job-change', [...cameAt6, before('break-start', at('06:30'))], 'break'],
  ] as const)('%s does not follow from %j', (action, past, state) => {
    expect(findings(aPunch(action, at('10:00')), [...past])).toContainEqual({ code: 'wrong-order', state });
  });

  it('takes a second clock-in within the shift for wrong order', () => {
    expect(findings(aPunch('clock-in', at('10:00')), cameAt6)).toEqual([
      { code: 'wrong-order', state: 'in' },
    ]);
  });

  it('allows a clock-out from a break', () => {
    const past = [...cameAt6, before('break-start', at('13:00'))];
    expect(findings(aPunch('clock-out', at('14:00')), past)).toEqual([]);
  });

  it('skips taps whose kind is not known', () => {
    expect(standingAfter([...cameAt6, before('auto', at('06:30'))]).state).toBe('in');
  });
});

describe('missing clock-out', () => {
  const tomorrow = aWindow('Early', at('06:00', '2026-06-16'), at('14:00', '2026-06-16'));
  const clockedInAt = at('05:58');

  it('is noticed at the next clock-in, which is judged as if it had not happened', () => {
    const punch = aPunch('clock-in', at('06:10', '2026-06-16'));
    expect(findings(punch, cameAt6, [early, tomorrow])).toEqual([
      { code: 'missing-clock-out', clockedInAt },
      { code: 'late', seconds: 600, shiftStartsAt: tomorrow.startsAt },
    ]);
  });

  it('turns four hours after the end of the shift', () => {
    const nextShift = aWindow('Late', at('18:00'), at('23:00'));
    expect(findings(aPunch('clock-in', at('18:00:00')), cameAt6, [early, nextShift])).toEqual([
      { code: 'wrong-order', state: 'in' },
    ]);
    expect(findings(aPunch('clock-in', at('18:00:01')), cameAt6, [early, nextShift])).toEqual([
      { code: 'missing-clock-out', clockedInAt },
    ]);
  });

  it('turns after sixteen hours where there was no shift', () => {
    const codes = (clock: string) =>
      findings(aPunch('clock-in', at(clock)), cameAt6, []).map(finding => finding.code);
    expect(codes('21:58:00')).toEqual(['wrong-order', 'unscheduled']);
    expect(codes('21:58:01')).toEqual(['missing-clock-out', 'unscheduled']);
  });

  it('names the clock-in of the stay, not a later break', () => {
    const past = [...cameAt6, before('break-start', at('09:00'))];
    expect(findings(aPunch('clock-in', at('06:00', '2026-06-16')), past, [early, tomorrow])).toEqual([
      { code: 'missing-clock-out', clockedInAt },
    ]);
  });

  it('begins a new stay, so that the day after is judged by itself', () => {
    const past = [...cameAt6, before('clock-in', at('05:59', '2026-06-16'))];
    expect(standingAfter(past).clockedInAtMs).toBe(ms(at('05:59', '2026-06-16')));
  });
});

describe('duplicate', () => {
  it.each([
    ['a second later', '05:58:01', ['duplicate']],
    ['at sixty seconds', '05:59:00', ['duplicate']],
    ['a second more', '05:59:01', ['wrong-order']],
  ])('clock-in again %s', (_name, clock, codes) => {
    expect(findings(aPunch('clock-in', at(clock)), cameAt6).map(finding => finding.code)).toEqual(codes);
  });

  it('names the punch that it repeats and says nothing else about it', () => {
    const past = [before('clock-in', at('09:00'))];
    expect(findings(aPunch('clock-in', at('09:00:20')), past)).toEqual([
      { code: 'duplicate', of: past[0]?.punchId },
    ]);
  });

  it('does not mistake another action for one', () => {
    expect(findings(aPunch('break-start', at('05:58:20')), cameAt6)).toEqual([]);
  });
});

describe('clock off', () => {
  it.each([
    [0, null],
    [119_999, null],
    [120_000, null],
    [120_001, 120],
    [3_600_000, 3600],
    [-120_000, null],
    [-120_001, -120],
  ])('a skew of %i ms', (clockSkewMs, seconds) => {
    expect(findings(aPunch('clock-in', at('06:00'), { clockSkewMs }))).toEqual(
      seconds === null ? [] : [{ code: 'clock-off', seconds }],
    );
  });

  it('is not guessed where nothing is known', () => {
    expect(findings(aPunch('clock-in', at('06:00'), { clockSkewMs: null }))).toEqual([]);
  });
});

describe('verdict', () => {
  it('tells an unknown badge apart and knows nothing more', () => {
    const { verdict, action } = judge(
      aPunch('auto', at('06:00'), { employee: null }),
      [],
      [timedWindow(early)],
    );
    expect(action).toBe('auto');
    expect(verdict).toEqual({
      employee: null,
      state: null,
      shift: null,
      findings: [{ code: 'unknown-badge' }],
    });
  });

  it('gives the person, the state after and the shift', () => {
    expect(judge(aPunch('break-start', at('09:00')), cameAt6, [timedWindow(early)]).verdict).toEqual({
      employee: anna,
      state: 'break',
      shift: early,
      findings: [],
    });
  });

  it.each([
    ['out', 'clock-in'],
    ['in', 'clock-out'],
    ['break', 'break-end'],
  ] as const)('reads a tap without a kind, made while %s, as %s', (state, action) => {
    expect(resolveAction('auto', state)).toBe(action);
    expect(resolveAction('job-change', state)).toBe('job-change');
  });

  it('judges a tap without a kind as what it meant', () => {
    const { action, verdict } = judge(aPunch('auto', at('06:10')), [], [timedWindow(early)]);
    expect(action).toBe('clock-in');
    expect(verdict).toMatchObject({ state: 'in', findings: [{ code: 'late', seconds: 600 }] });
  });
});
