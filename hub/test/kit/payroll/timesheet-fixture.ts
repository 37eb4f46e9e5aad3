import type { Sheet, SheetDay, SheetInputs, SheetSegment } from '@tapclock/contracts';
import type { TimesheetPdfOptions } from '../../../src/payroll/formats/timesheet-pdf.ts';
import { FIXTURE_CONTEXT } from './fixture.ts';

/** Local times of Bremen in summer. */
function local(date: string, time: string): string {
  return `${date}T${time}:00+02:00`;
}

function segment(kind: SheetSegment['kind'], from: string, to: string): SheetSegment {
  const isPaid = kind === 'work' || kind === 'paid-pause';
  return {
    from,
    to,
    seconds: (Date.parse(to) - Date.parse(from)) / 1000,
    kind,
    paid: isPaid,
    ...(isPaid ? { code: 'REG' } : {}),
    rules: ['pair.punches'],
  };
}

/** A day of these pieces; regular time is what is paid of it, beside what is said. */
function day(
  date: string,
  segments: readonly SheetSegment[],
  more: Partial<Pick<SheetDay, 'attendance' | 'codes' | 'pays'>> = {},
): SheetDay {
  const paidSeconds = sumOf(segments.filter(({ paid }) => paid));
  const unpaidSeconds = sumOf(segments.filter(({ paid }) => !paid));
  const regular = { code: 'REG', kind: 'bucket', seconds: paidSeconds } as const;
  const own = paidSeconds > 0 ? [regular] : [];
  return {
    date,
    policy: { name: 'de-arbzg', version: 3 },
    attendance: more.attendance ?? 'present',
    presenceSeconds: paidSeconds + unpaidSeconds,
    creditSeconds: 0,
    paidSeconds,
    unpaidSeconds,
    codes: more.codes ?? own,
    pays: more.pays ?? own.map(code => ({ ...code, job: null })),
    segments: [...segments],
    premiums: [],
  };
}

function sumOf(segments: readonly SheetSegment[]): number {
  return segments.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** 22:00 to 06:00 of the next day with half an hour off at 02:00; night hours lie on it. */
function night(date: string, out = '06:00'): SheetDay {
  const next = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
  const segments = [
    segment('work', local(date, '22:00'), local(next, '02:00')),
    segment('unpaid-pause', local(next, '02:00'), local(next, '02:30')),
    segment('work', local(next, '02:30'), local(next, out)),
  ];
  const premium = { code: 'NIGHT', kind: 'overlay', seconds: 23_400 } as const;
  const plain = day(date, segments);
  return {
    ...plain,
    codes: [...plain.codes, premium],
    pays: [{ ...premium, job: null }, ...plain.pays],
  };
}

const PERSON: Sheet['person'] = {
  employee: '0f8fad5b-d9cb-469f-a165-708677289501',
  site: 'bremen',
  area: 'hall-2',
  team: 'night',
  number: '00123',
  givenName: 'Zofia',
  familyName: 'Wójcik',
};

const NIGHTS = [
  '01',
  '02',
  '03',
  '04',
  '08',
  '09',
  '10',
  '11',
  '16',
  '17',
  '18',
  '19',
  '22',
  '23',
  '24',
  '25',
];

/** June 2026 of one person with everything that a timesheet can show. */
export const FIXTURE_SHEET: Sheet = {
  person: PERSON,
  period: { from: '2026-06-01', to: '2026-06-30' },
  days: [
    ...NIGHTS.map(dayOfMonth => night(`2026-06-${dayOfMonth}`)),
    // Two stays, twenty seconds that do not round evenly, and a break that nobody clocked.
    day('2026-06-12', [
      segment('work', local('2026-06-12', '06:00'), local('2026-06-12', '10:00')),
      segment('work', local('2026-06-12', '13:00'), `2026-06-12T17:20:20+02:00`),
      segment('deducted', '2026-06-12T17:20:20+02:00', '2026-06-12T17:35:20+02:00'),
    ]),
    day('2026-06-15', [], {
      attendance: 'leave',
      codes: [{ code: 'LEAVE', kind: 'extra', seconds: 28_800 }],
      pays: [{ code: 'LEAVE', kind: 'extra', seconds: 28_800, job: null }],
    }),
    // Ten hours: eight regular here, two paid as overtime where the week ends.
    day('2026-06-26', [segment('work', local('2026-06-26', '06:00'), local('2026-06-26', '16:00'))], {
      codes: [
        { code: 'REG', kind: 'bucket', seconds: 28_800 },
        { code: 'OT', kind: 'bucket', seconds: 7_200 },
      ],
      pays: [{ code: 'REG', kind: 'bucket', seconds: 28_800, job: 'press-4' }],
    }),
    day('2026-06-28', [], {
      attendance: 'absent',
      codes: [],
      pays: [{ code: 'OT', kind: 'bucket', seconds: 7_200, job: 'press-4' }],
    }),
  ].sort((one, other) => (one.date < other.date ? -1 : 1)),
  findings: [
    finding('LATE', '2026-06-02', local('2026-06-02', '22:00'), 420),
    finding('BREAK_NOT_TAKEN', '2026-06-12', null, 900, 1_800),
    finding('REST_SHORT', '2026-06-26', local('2026-06-26', '06:00'), 39_600, 39_600),
    finding('MISSING_OUT', '2026-06-30', local('2026-06-30', '21:58'), null),
  ],
  deltas: [
    {
      period: '2026-05-01',
      date: '2026-05-29',
      code: 'REG',
      kind: 'bucket',
      job: null,
      seconds: -5_400,
      reasons: [
        {
          kind: 'correction',
          id: 'c-7',
          by: 'm.ivers',
          at: '2026-06-03T09:12:00.000Z',
          why: 'went home at 14:00, clock-out forgotten',
        },
      ],
    },
    {
      period: '2026-05-01',
      date: '2026-05-31',
      code: 'NIGHT',
      kind: 'overlay',
      job: null,
      seconds: 1_800,
      reasons: [{ kind: 'late-punch', id: 'p-9', at: '2026-06-02T04:11:09.000Z' }, { kind: 'changed-plan' }],
    },
  ],
};

function finding(
  code: string,
  date: string,
  at: string | null,
  seconds: number | null,
  limitSeconds: number | null = null,
): Sheet['findings'][number] {
  return { code, date, at, seconds, limitSeconds, punches: [] };
}

/** The corrections behind that sheet: added, moved, struck out. */
export const FIXTURE_INPUTS: SheetInputs = {
  cases: [
    {
      zone: 'Europe/Berlin',
      punches: [
        { id: 'p-1', kind: 'OUT', at: '2026-06-10T04:20:00.000Z' },
        { id: 'p-2', kind: 'IN', at: '2026-06-12T10:58:40.000Z' },
      ],
      corrections: [
        {
          kind: 'add',
          id: 'c-1',
          by: 'm.ivers',
          at: '2026-06-05T07:30:00.000Z',
          why: 'badge was in the locker',
          punch: { id: 'p-0', kind: 'OUT', at: '2026-06-05T04:00:00.000Z' },
        },
        {
          kind: 'move',
          id: 'c-2',
          by: 'm.ivers',
          at: '2026-06-10T06:00:00.000Z',
          why: 'Łukasz relieved her at six',
          punch: 'p-1',
          to: { at: '2026-06-10T04:00:00.000Z' },
        },
        {
          kind: 'void',
          id: 'c-3',
          by: 'e.şahin',
          at: '2026-06-12T16:00:00.000Z',
          why: 'tapped for a colleague',
          punch: 'p-2',
        },
      ],
      shifts: [],
      holidays: [],
      leave: [],
    },
  ],
};

/** What the golden paper was printed with. */
export const FIXTURE_PAPER: TimesheetPdfOptions = {
  company: 'Hansekaje Stanzwerk GmbH',
  language: 'de',
  zone: 'Europe/Berlin',
  inputs: FIXTURE_INPUTS,
  lock: FIXTURE_CONTEXT.lock,
  lockedAt: '2026-07-01T08:00:00.000Z',
  sheetHash: FIXTURE_CONTEXT.sheetsDigest,
};
