import { Policy, type PolicyDraft, type PunchKind } from '@tapclock/contracts';
import fc from 'fast-check';
import {
  type Correction,
  type HoursFacts,
  type Leave,
  type LocalDay,
  type PlannedShift,
  PRESETS,
  type PunchFact,
  parseDay,
} from '../../src/timesheets/domain/index.ts';
import { clocks } from './hours-kit.ts';

/** Zones whose clocks change by an hour, by half an hour, and never; north and south. */
const ZONES = [
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/Phoenix',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
];
export const ZONES_WITHOUT_CHANGE = ['Asia/Kolkata', 'America/Phoenix'];

/** Mondays: of weeks in which the clocks of one of the zones change, and one where nothing happens. */
const STARTS = ['2026-03-02', '2026-03-23', '2026-03-30', '2026-09-28', '2026-10-19', '2026-06-15'];
const DAYS = 21;

const OWN: readonly Partial<PolicyDraft>[] = [
  {
    dayRule: 'splitMidnight',
    rounding: [
      { unitMin: 15, mode: 'nearest', seconds: 'truncate', scope: 'both' },
      { unitMin: 5, mode: 'nearest', scope: 'mealTotal' },
    ],
    autoDeduct: [{ afterMin: 360, deductMin: 30 }],
    ot: { daily: [{ afterMin: 480, rate: 1.5 }], weekly: [{ afterMin: 2400, rate: 1.5 }] },
  },
  {
    dayRule: 'majority',
    rounding: [
      { unitMin: 10, mode: 'down', scope: 'in' },
      { unitMin: 10, mode: 'up', scope: 'out' },
      { unitMin: 15, mode: 'nearest', scope: 'dayTotal' },
    ],
    minShift: { minMin: 120 },
    paidBreak: { maxMin: 10 },
    workweek: { startTime: '05:00' },
    reportingTime: { minMin: 60, maxMin: 240 },
  },
  {
    dayRule: 'shiftEnd',
    pauseDetection: [{ by: 'gap', pause: 'meal', minMin: 20, maxMin: 70 }],
    autoClose: { toleranceMin: 30 },
    ot: { schedule: { rate: 1.25 }, employerToleranceMin: 10 },
    premiums: [{ code: 'NIGHT_40', from: '00:00', to: '04:00', percent: 40, begun: 'dayBefore' }],
  },
  {
    workweek: { cut: 'instant' },
    breakIsMealFromMin: 30,
    ot: {
      daily: [{ afterMin: 480, rate: 1.5 }],
      biweekly: [{ afterMin: 4800, rate: 1.5 }],
      biweeklyAnchor: '2026-01-05',
      combine: 'greaterOf',
    },
  },
];

/** Every preset, and what a company may make of its own. */
export const POLICIES: readonly Policy[] = [
  ...[...PRESETS.values()].map(preset => Policy.parse(preset)),
  ...OWN.map((draft, index) => Policy.parse({ name: `own-${index}`, version: 1, ...draft })),
];

/** One day as somebody may have lived it; minutes. */
const anyDay = fc.record({
  comes: fc.boolean(),
  startMin: fc.integer({ min: 240, max: 1380 }),
  lengthMin: fc.integer({ min: 1, max: 840 }),
  second: fc.integer({ min: 0, max: 59 }),
  pause: fc.constantFrom('MEAL', 'BREAK', 'away', 'none'),
  pauseMin: fc.integer({ min: 1, max: 75 }),
  saysKind: fc.boolean(),
  wrong: fc.constantFrom('nothing', 'nothing', 'nothing', 'no-in', 'no-out', 'no-return', 'twice'),
  planned: fc.boolean(),
  leaveMin: fc.constantFrom(0, 0, 0, 240, 480),
  isHoliday: fc.constantFrom(false, false, false, true),
  correction: fc.constantFrom('none', 'none', 'none', 'add', 'move', 'void', 'reclassify'),
});
type Day = typeof anyDay extends fc.Arbitrary<infer T> ? T : never;

interface Choice {
  zones?: readonly string[];
  policies?: readonly Policy[];
  /** Nobody comes on Saturday and Sunday, nor late on Friday: weeks stand apart. */
  freeWeekends?: boolean;
}

/** Three weeks of one person of a random company: good days and bad ones, plans, leave, holidays and corrections. */
export function anyPerson({ zones = ZONES, policies = POLICIES, freeWeekends = false }: Choice = {}) {
  return fc
    .record({
      zone: fc.constantFrom(...zones),
      policy: fc.constantFrom(...policies),
      start: fc.constantFrom(...STARTS),
      days: fc.array(anyDay, { minLength: DAYS, maxLength: DAYS }),
    })
    .map(({ zone, policy, start, days }) => {
      const lived = days.map((day, index) =>
        freeWeekends && index % 7 > 3 ? { ...day, comes: false, planned: false } : day,
      );
      return personOf(zone, policy, parseDay(start), lived);
    });
}

function personOf(zone: string, policy: Policy, monday: LocalDay, days: readonly Day[]): HoursFacts {
  const punches: PunchFact[] = [];
  const corrections: Correction[] = [];
  const shifts: PlannedShift[] = [];
  const leave: Leave[] = [];
  const clock = clocks.of(zone);
  for (const [index, day] of days.entries()) {
    const date = monday + index;
    const startSec = clock.plannedAt(date, day.startMin * 60) + day.second;
    if (day.comes) {
      const taps = tapsOf(day, startSec, `d${index}`);
      punches.push(...taps);
      corrections.push(...correctionsOf(day, taps, startSec, `d${index}`));
    }
    if (day.planned) {
      const plannedSec = clock.plannedAt(date, Math.floor(day.startMin / 30) * 1800);
      const endSec = plannedSec + 8 * 3600;
      shifts.push({ id: `s${index}`, date, startSec: plannedSec, endSec, unpaidSec: 1800 });
    }
    if (day.leaveMin > 0) leave.push({ date, kind: 'annual', seconds: day.leaveMin * 60, code: 'VACATION' });
    if (day.leaveMin > 240) leave.push({ date, kind: 'sick', seconds: 3600, code: 'SICK' });
  }
  const holidays = new Set(days.flatMap((day, index) => (day.isHoliday ? [monday + index] : [])));
  return { zone, policy, punches, corrections, shifts, holidays, leave, bornOn: null, asOfSec: null };
}

function tapsOf(day: Day, startSec: number, id: string): PunchFact[] {
  const endSec = startSec + day.lengthMin * 60;
  const awaySec = startSec + Math.floor(day.lengthMin / 2) * 60;
  const backSec = awaySec + day.pauseMin * 60;
  const [away, back] = PAUSE_KINDS[day.pause];
  const hasPause = day.pause !== 'none' && backSec < endSec;
  const taps: [PunchKind, number, boolean][] = [
    ['IN', startSec, day.wrong !== 'no-in'],
    ['IN', startSec + 20, day.wrong === 'twice'],
    [away, awaySec, hasPause],
    [back, backSec, hasPause && day.wrong !== 'no-return'],
    ['OUT', endSec, day.wrong !== 'no-out'],
  ];
  return taps.flatMap(([kind, atSec, happens], index) =>
    happens
      ? [
          {
            id: `${id}-${index}`,
            kind: day.saysKind ? kind : ('AUTO' as const),
            atSec,
            sequence: index,
            job: index === 0 && day.isHoliday ? 'press' : null,
          },
        ]
      : [],
  );
}

const PAUSE_KINDS: Record<Day['pause'], readonly [PunchKind, PunchKind]> = {
  MEAL: ['MEAL_START', 'MEAL_END'],
  BREAK: ['BREAK_START', 'BREAK_END'],
  away: ['OUT', 'IN'],
  none: ['OUT', 'IN'],
};

function correctionsOf(day: Day, taps: readonly PunchFact[], startSec: number, id: string): Correction[] {
  const made = { id: `c-${id}`, by: 'Mia Wagner', madeAtSec: startSec + 90_000, why: 'seen at the gate' };
  const last = taps.at(-1);
  if (!last) return [];
  switch (day.correction) {
    case 'add': {
      const atSec = startSec + day.lengthMin * 60 + 120;
      return [{ ...made, kind: 'add', punch: { ...last, id: `${id}-added`, kind: 'OUT', atSec } }];
    }
    case 'move':
      return [{ ...made, kind: 'move', punchId: last.id, toSec: last.atSec + 600 }];
    case 'void':
      return [{ ...made, kind: 'void', punchId: last.id }];
    case 'reclassify':
      return [{ ...made, kind: 'reclassify', punchId: last.id, as: 'OUT' }];
    case 'none':
      return [];
  }
}
