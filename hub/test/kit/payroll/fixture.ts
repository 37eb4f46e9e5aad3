import type { CodeKind } from '@tapclock/contracts';
import type { HoursLine, PersonHours } from '../../../src/payroll/domain/hours-line.ts';
import type { ExportContext } from '../../../src/payroll/formats/format.ts';

/** June 2026 of a small works in Bremen: the hours that every format's golden file is written from. */
export const FIXTURE_CONTEXT: ExportContext = {
  site: 'bremen',
  zone: 'Europe/Berlin',
  group: 'de-arbzg',
  from: '2026-06-01',
  to: '2026-06-30',
  payday: '2026-07-03',
  lock: '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11',
  engineVersion: 1,
  sheetsDigest: '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b',
};

/** A code with seconds, on a date of June 2026. */
function line(dayOfMonth: number, code: string, seconds: number, job: string | null = null): HoursLine {
  return {
    date: `2026-06-${String(dayOfMonth).padStart(2, '0')}`,
    code,
    kind: KINDS[code] ?? 'bucket',
    job,
    seconds,
    delta: null,
  };
}

const KINDS: Readonly<Record<string, CodeKind>> = { NIGHT: 'overlay', LEAVE: 'extra' };

function person(
  serial: number,
  [number, givenName, familyName]: readonly [string, string, string],
  team: string | null,
  lines: readonly HoursLine[],
): PersonHours {
  return {
    person: {
      employee: `0f8fad5b-d9cb-469f-a165-70867728950${serial}`,
      site: 'bremen',
      area: 'hall-2',
      team,
      number,
      givenName,
      familyName,
    },
    lines,
  };
}

/** Leading zeros, letters beyond ASCII and CP1252, a name that is a formula, overtime, night, leave, jobs, seconds that do not round evenly. */
export const FIXTURE_PEOPLE: readonly PersonHours[] = [
  person(1, ['00123', 'Zofia', 'Wójcik'], 'night', [
    line(1, 'NIGHT', 25_200),
    line(1, 'REG', 28_800),
    line(2, 'NIGHT', 25_200),
    line(2, 'OT', 5_400),
    line(2, 'REG', 28_800),
  ]),
  person(2, ['0042', 'Jürgen', 'Müßig'], 'day', [
    line(1, 'REG', 14_400, 'press-4'),
    line(1, 'REG', 13_500, 'saw-1'),
    line(8, 'LEAVE', 28_800),
    // Three times 20 minutes: 1.00 together, never 0.99.
    line(9, 'REG', 1_200, 'press-4'),
    line(10, 'REG', 1_200, 'press-4'),
    line(11, 'REG', 1_200, 'press-4'),
  ]),
  person(3, ['7', '=cmd()', 'Doe'], null, [line(15, 'REG', 28_790)]),
  person(4, ['2001', 'Elif', 'Şahin'], 'day', [
    line(30, 'REG', 27_900),
    {
      ...line(0, 'REG', -5_400),
      date: '2026-05-29',
      delta: { period: '2026-05-01', why: 'went home at 14:00, clock-out forgotten (m.ivers)' },
    },
  ]),
  person(5, ['90001', 'Ana María', 'Núñez-Peña'], 'night', [
    line(30, 'DT', 3_600),
    line(30, 'OT', 14_400),
    line(30, 'REG', 28_800),
    {
      ...line(0, 'OT', 1_800),
      date: '2026-05-31',
      delta: { period: '2026-05-01', why: 'punch received 2026-06-02T04:11:09.000Z' },
    },
  ]),
];
