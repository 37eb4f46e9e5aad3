import { describe, expect, it } from '@jest/globals';
import { ExceptionCategory as Categories, type ExceptionCategory, type FixKind } from '@tapclock/contracts';
import {
  CLOCK_KINDS,
  DAY_KINDS,
  type ExceptionKind,
  FLEET_KINDS,
  IDENTITY_KINDS,
  PUNCH_KINDS,
} from '../kinds.ts';
import type { OfferedFix } from './offered-fix.ts';
import { readyFixes } from './ready-fixes.ts';
import type { StayAround, Surroundings } from './surroundings.ts';
import { NO_TEAM } from './team-times.ts';

const DATE = '2026-06-15';
const ADA = '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11';

/** Epoch seconds of a time of the day in Berlin, summer. */
const at = (time: string, date = DATE) => Date.parse(`${date}T${time}:00+02:00`) / 1000;

const EARLY_SHIFT = { startSec: at('06:00'), endSec: at('14:00'), unpaidSec: 1800 };

function around(code: string, category: ExceptionCategory, more: Partial<Surroundings> = {}): Surroundings {
  return {
    ...{ code, category, atSec: at('05:55'), date: DATE, punches: ['in'], employee: ADA },
    ...{ zone: 'Europe/Berlin', nowSec: at('08:00', '2026-06-16'), stays: [], shifts: [], team: NO_TEAM },
    ...{ stated: [], canAnswer: true },
    ...more,
  };
}

function aStay(more: Partial<StayAround> = {}): StayAround {
  return { in: { id: 'in', sec: at('05:55') }, out: null, pauses: [], openPauseSec: null, ...more };
}

const kinds = (fixes: readonly OfferedFix[]) => fixes.map(({ fix }) => fix);

/** What a fix would make, in a word. */
function makes(fixes: readonly OfferedFix[], kind: OfferedFix['fix']): string[] {
  const corrections = fixes.find(({ fix }) => fix === kind)?.corrections ?? [];
  return corrections.map(one => {
    const what = one.kind === 'add' ? one.action : one.kind === 'move' ? one.punch : '';
    return `${one.kind} ${what} ${'when' in one ? one.when.at : ''} (${one.reason.en})`;
  });
}

describe('a missing clock-out', () => {
  const missingOut = (more: Partial<Surroundings> = {}) =>
    readyFixes(around('MISSING_OUT', 'missing', { stays: [aStay()], shifts: [EARLY_SHIFT], ...more }));

  it('is made as planned first, and says where the time comes from', () => {
    const fixes = missingOut();
    expect(kinds(fixes)).toEqual(['correct-to-schedule', 'ask-worker', 'correct', 'accept']);
    expect(makes(fixes, 'correct-to-schedule')).toEqual([
      'add clock-out 2026-06-15T12:00:00.000Z (Clock out was not tapped: as planned)',
    ]);
    expect(fixes[0]?.label).toEqual({
      en: 'Clock out at 14:00, as planned',
      de: 'Gehen um 14:00, wie geplant',
    });
  });

  it('is made as the person says before anything else', () => {
    const stated = {
      kind: 'add' as const,
      employee: ADA,
      action: 'clock-out' as const,
      when: { at: '2026-06-15T12:20:00.000Z' },
      reason: 'the gate was locked',
    };
    const fixes = missingOut({ stated: [stated] });
    expect(kinds(fixes).slice(0, 2)).toEqual(['correct-as-stated', 'correct-to-schedule']);
    expect(fixes[0]?.label.en).toBe('Clock out at 14:20, as they said');
    expect(makes(fixes, 'correct-as-stated')).toEqual([
      'add clock-out 2026-06-15T12:20:00.000Z (the gate was locked)',
    ]);
  });

  it('is made as the team did where nothing was planned', () => {
    const out = { sec: at('14:04'), people: 4 };
    const fixes = missingOut({ shifts: [], team: { ...NO_TEAM, out } });
    expect(kinds(fixes)).toEqual(['correct-to-team', 'ask-worker', 'correct', 'accept']);
    expect(makes(fixes, 'correct-to-team')).toEqual([
      'add clock-out 2026-06-15T12:04:00.000Z (Clock out was not tapped: as 4 colleagues did)',
    ]);
  });

  it('takes no time that the punches speak against: before a pause, after the next clock-in, in the future', () => {
    const late = aStay({ openPauseSec: at('14:10') });
    expect(kinds(missingOut({ stays: [late] }))).not.toContain('correct-to-schedule');
    const back = aStay({ in: { id: 'back', sec: at('13:00') } });
    expect(kinds(missingOut({ stays: [aStay(), back] }))).not.toContain('correct-to-schedule');
    expect(kinds(missingOut({ nowSec: at('13:59') }))).not.toContain('correct-to-schedule');
    expect(kinds(missingOut({ nowSec: at('14:01') }))).toContain('correct-to-schedule');
  });

  it('takes the shift that the person came for, also over midnight', () => {
    const night = { startSec: at('22:00'), endSec: at('06:00', '2026-06-16'), unpaidSec: 0 };
    const stay = aStay({ in: { id: 'in', sec: at('21:50') } });
    const fixes = missingOut({ stays: [stay], shifts: [EARLY_SHIFT, night] });
    expect(fixes[0]?.label.en).toBe('Clock out at 2026-06-16 06:00, as planned');
  });

  it('does not ask somebody who cannot answer', () => {
    expect(kinds(missingOut({ canAnswer: false }))).toEqual(['correct-to-schedule', 'correct', 'accept']);
  });

  it('needs a reason to be left as it is', () => {
    expect(missingOut().find(({ fix }) => fix === 'accept')?.needsReason).toBe(true);
  });
});

describe('a missing clock-in', () => {
  const missingIn = (more: Partial<Surroundings> = {}) =>
    readyFixes(
      around('MISSING_IN', 'missing', {
        ...{ atSec: at('14:02'), punches: ['out'], shifts: [EARLY_SHIFT] },
        ...more,
      }),
    );

  it('is made as planned', () => {
    expect(makes(missingIn(), 'correct-to-schedule')).toEqual([
      'add clock-in 2026-06-15T04:00:00.000Z (Clock in was not tapped: as planned)',
    ]);
  });

  it('is not made where a stay was just then: somebody tapped out twice', () => {
    const stay = aStay({ out: { id: 'out-1', sec: at('14:00') } });
    expect(kinds(missingIn({ stays: [stay] }))).toEqual(['ask-worker', 'correct', 'accept']);
  });

  it('is made as the team did', () => {
    const fixes = missingIn({ shifts: [], team: { ...NO_TEAM, in: { sec: at('05:57'), people: 3 } } });
    expect(fixes[0]?.label.en).toBe('Clock in at 05:57, as 3 colleagues did');
  });
});

describe('pauses', () => {
  const pause = { startId: 'b1', startSec: at('09:00'), endId: 'b3', endSec: at('12:00') };

  it('that were begun twice end as long after the first as is planned', () => {
    const fixes = readyFixes(
      around('MISSING_PAUSE_END', 'missing', {
        ...{ atSec: at('11:00'), punches: ['b2', 'b1'], shifts: [EARLY_SHIFT] },
        stays: [aStay({ out: { id: 'out', sec: at('14:00') }, pauses: [pause] })],
      }),
    );
    expect(kinds(fixes)).toEqual(['correct-to-schedule', 'ask-worker', 'correct', 'accept']);
    expect(makes(fixes, 'correct-to-schedule')[0]).toContain('add break-end 2026-06-15T07:30:00.000Z');
  });

  it('that were ended by clocking in count as they stand', () => {
    const fixes = readyFixes(
      around('MISSING_PAUSE_END', 'missing', {
        ...{ atSec: at('09:30'), punches: ['b3', 'b1'], shifts: [EARLY_SHIFT] },
        stays: [aStay({ pauses: [{ ...pause, endSec: at('09:30') }] })],
      }),
    );
    expect(kinds(fixes)).toEqual(['accept', 'ask-worker', 'correct']);
  });

  it('that nobody began begin as long before their end as those of the team', () => {
    const fixes = readyFixes(
      around('MISSING_PAUSE_START', 'missing', {
        ...{ atSec: at('09:30'), punches: ['b2'], stays: [aStay()] },
        team: { ...NO_TEAM, pause: { sec: 900, people: 5 } },
      }),
    );
    expect(makes(fixes, 'correct-to-team')[0]).toContain('add break-start 2026-06-15T07:15:00.000Z');
  });

  it('that were not taken are asked about, and need a reason', () => {
    const fixes = readyFixes(around('BREAK_NOT_TAKEN', 'break'));
    expect(fixes.map(({ fix, needsReason }) => [fix, needsReason])).toEqual([
      ['ask-worker', false],
      ['accept', true],
      ['correct', false],
    ]);
  });
});

describe('attendance', () => {
  it('counts as it was, and is moved to the plan for a reason only', () => {
    const late = readyFixes(around('LATE', 'schedule', { atSec: at('06:20'), shifts: [EARLY_SHIFT] }));
    expect(late.map(({ fix, needsReason }) => [fix, needsReason])).toEqual([
      ['accept', false],
      ['correct-to-schedule', true],
      ['ask-worker', false],
      ['correct', false],
    ]);
    expect(makes(late, 'correct-to-schedule')[0]).toContain('move in 2026-06-15T04:00:00.000Z');
    const early = readyFixes(
      around('EARLY', 'schedule', { atSec: at('13:10'), punches: ['out'], shifts: [EARLY_SHIFT] }),
    );
    expect(makes(early, 'correct-to-schedule')[0]).toContain('move out 2026-06-15T12:00:00.000Z');
  });

  it('that nobody showed is leave first', () => {
    expect(kinds(readyFixes(around('NO_SHOW', 'schedule')))).toEqual([
      'record-leave',
      'ask-worker',
      'accept',
      'correct',
    ]);
  });
});

describe('what people cannot undo', () => {
  it.each(['rest', 'limit'] as const)('is accepted with a reason: %s', category => {
    const [first] = readyFixes(around('REST_SHORT', category));
    expect([first?.fix, first?.needsReason]).toEqual(['accept', true]);
  });

  it('is seen without a reason while it has not happened yet', () => {
    for (const [code, category] of [
      ['work-too-long', 'limit'],
      ['break-too-long', 'break'],
    ] as const) {
      const [first] = readyFixes(around(code, category));
      expect([code, first?.fix, first?.needsReason]).toEqual([code, 'accept', false]);
    }
  });

  it('is seen, where it is about a terminal', () => {
    expect(kinds(readyFixes(around('reader-down', 'device', { employee: null, canAnswer: false })))).toEqual([
      'accept',
      'ignore',
    ]);
  });
});

describe('identity', () => {
  it('is asked about, or means nothing for a reason', () => {
    const fixes = readyFixes(around('tapped-together', 'identity'));
    expect(fixes.map(({ fix, needsReason }) => [fix, needsReason])).toEqual([
      ['ask-worker', false],
      ['correct', false],
      ['ignore', true],
    ]);
  });

  it('of a badge of nobody is a punch for somebody first', () => {
    const fixes = readyFixes(around('unknown-badge', 'identity', { employee: null, canAnswer: false }));
    expect(kinds(fixes)).toEqual(['correct', 'accept', 'ignore']);
  });
});

describe('every category', () => {
  it.each(Categories.options)('offers a fix for a code that is new: %s', category => {
    const fixes = readyFixes(around('SOMETHING_NEW', category));
    expect(fixes.length).toBeGreaterThan(0);
    expect(new Set(kinds(fixes)).size).toBe(fixes.length);
  });
});

/** Every code that comes into the inbox. */
const KINDS: Record<string, ExceptionKind> = Object.fromEntries([
  ...[DAY_KINDS, PUNCH_KINDS, CLOCK_KINDS, IDENTITY_KINDS].flatMap(kinds =>
    Object.entries(kinds).filter(([, kind]) => !('note' in kind)),
  ),
  ...Object.values(FLEET_KINDS).flatMap(found => ('note' in found ? [] : [[found.code, found.kind]])),
]);

describe('every code of the inbox', () => {
  const withReason = (...codes: string[]) =>
    codes.map((code): [string, FixKind, boolean] => [code, 'accept', true]);
  const seen = (...codes: string[]) =>
    codes.map((code): [string, FixKind, boolean] => [code, 'accept', false]);
  const corrected = (...codes: string[]) =>
    codes.map((code): [string, FixKind, boolean] => [code, 'correct', false]);
  const away = (...codes: string[]) =>
    codes.map((code): [string, FixKind, boolean] => [code, 'record-leave', false]);
  const FIRST = [
    ...corrected('MISSING_OUT', 'MISSING_IN', 'AUTO_CLOSED', 'MISSING_PAUSE_START'),
    ...withReason('CORRECTION_WITHOUT_PUNCH'),
    ...corrected('unknown-badge', 'two-places', 'impossible-way', 'tapped-together'),
    ...away('NO_SHOW', 'not-here'),
    ...seen('MISSING_PAUSE_END', 'LATE', 'EARLY', 'unscheduled', 'SENT_HOME_EARLY'),
    ...seen('break-too-long', 'work-too-long', 'too-few-people', 'clock-off', 'terminal-clock-off'),
    ...seen('never-seen', 'offline', 'reader-down', 'journal-growing', 'journal-full', 'journal-failed'),
    ...seen('alarm', 'untrusted-messages', 'revoked-still-sends', 'few-reads', 'no-taps'),
    ...withReason('BREAK_NOT_TAKEN', 'BREAK_LATE', 'REST_BREAK_MISSED'),
    ...withReason('MEAL_LATE', 'MEAL_LATE_UNSETTLED', 'MEAL_SHORT', 'MEAL_MISSED', 'MEAL_NEAR_EDGE'),
    ...withReason('REST_SHORT', 'WEEKLY_REST_MISSING', 'MINOR_REST_SHORT'),
    ...withReason('MINOR_DAY_LIMIT', 'MINOR_WEEK_LIMIT', 'MINOR_HOURS'),
  ];

  it('has a right fix', () => {
    expect(FIRST.map(([code]) => code).sort()).toEqual(Object.keys(KINDS).sort());
  });

  it.each(FIRST)('%s: %s first, a reason needed: %s', (code, fix, needsReason) => {
    const category = KINDS[code]?.category;
    if (category === undefined) throw new Error(`${code} is no code`);
    const [first] = readyFixes(around(code, category, { canAnswer: false, shifts: [], stays: [] }));
    expect([first?.fix, first?.needsReason]).toEqual([fix, needsReason]);
  });
});
