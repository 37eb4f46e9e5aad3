import { describe, expect, it } from '@jest/globals';
import { PREVIEW_PEOPLE_SHOWN_MAX, type SheetPerson } from '@tapclock/contracts';
import { type HoursFinding, type PaidCode, parseDay, ZoneClock } from '../../domain/index.ts';
import type { FoundDay } from '../../sheets/derived-days.ts';
import { PreviewReport } from './preview-report.ts';

const clock = new ZoneClock('UTC');
const [FROM, TO] = [parseDay('2026-06-01'), parseDay('2026-06-30')];

function aPerson(index: number): SheetPerson {
  const employee = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  return {
    employee,
    site: 'north',
    area: 'hall',
    team: null,
    number: String(index),
    givenName: 'G',
    familyName: 'F',
  };
}

function aDay(text: string, pays: Record<string, number>, found: HoursFinding['code'][] = []): FoundDay {
  const date = parseDay(text);
  return {
    date,
    record: null,
    pays: Object.entries(pays).map(([code, seconds]): PaidCode => {
      return { code, kind: code === 'NIGHT' ? 'overlay' : 'bucket', seconds, job: null };
    }),
    findings: found.map((code): HoursFinding => {
      return { code, date, atSec: null, seconds: 60, limitSec: null, punchIds: [] };
    }),
  };
}

describe('a preview', () => {
  it('adds up everybody and lists only what changes', () => {
    const report = new PreviewReport();
    const first = aDay('2026-06-01', { REG: 28_800, NIGHT: 60 }, ['LATE']);
    const second = aDay('2026-06-02', { REG: 36_000 }, ['EARLY']);
    report.add(aPerson(1), { before: [first, second], after: [first, second], clock }, []);
    const raised = aDay('2026-06-02', { REG: 28_800, OT: 7_200 }, ['EARLY', 'DAY_LONG']);
    report.add(aPerson(2), { before: [first, second], after: [first, raised], clock }, []);
    expect(report.preview(FROM, TO)).toMatchObject({
      people: 2,
      changed: 1,
      codes: [
        { code: 'REG', before: 129_600, after: 122_400 },
        { code: 'OT', before: 0, after: 7_200 },
        { code: 'NIGHT', before: 120, after: 120 },
      ],
      findings: [{ code: 'DAY_LONG', appear: 1, disappear: 0 }],
      persons: [
        {
          number: '2',
          codes: [
            { code: 'REG', before: 64_800, after: 57_600 },
            { code: 'OT', before: 0, after: 7_200 },
          ],
          days: [{ date: '2026-06-02', codes: [{ code: 'REG' }, { code: 'OT' }] }],
          appear: [{ code: 'DAY_LONG', date: '2026-06-02' }],
          disappear: [],
        },
      ],
    });
  });

  it('takes the same matter with another amount for the same finding', () => {
    const report = new PreviewReport();
    const before = aDay('2026-06-01', {}, ['LATE']);
    const after = { ...before, findings: before.findings.map(found => ({ ...found, seconds: 120 })) };
    report.add(aPerson(1), { before: [before], after: [after], clock }, []);
    expect(report.preview(FROM, TO).changed).toBe(0);
  });

  it('shows those whose pay changes most, and no more than fit', () => {
    const report = new PreviewReport();
    const count = PREVIEW_PEOPLE_SHOWN_MAX + 20;
    for (let index = 1; index <= count; index += 1) {
      const [before, after] = [
        aDay('2026-06-01', { REG: 28_800 }),
        aDay('2026-06-01', { REG: 28_800 + index }),
      ];
      report.add(aPerson(index), { before: [before], after: [after], clock }, []);
    }
    const { changed, codes, persons } = report.preview(FROM, TO);
    expect([changed, persons.length]).toEqual([count, PREVIEW_PEOPLE_SHOWN_MAX]);
    expect(persons.map(({ number }) => Number(number)).slice(0, 2)).toEqual([count, count - 1]);
    expect(codes).toEqual([
      {
        code: 'REG',
        kind: 'bucket',
        before: count * 28_800,
        after: count * 28_800 + (count * (count + 1)) / 2,
      },
    ]);
  });

  it('names each locked period once, within the dates that were asked for', () => {
    const report = new PreviewReport();
    const may = { group: 'hourly', from: parseDay('2026-05-25'), to: parseDay('2026-06-07') };
    for (const index of [1, 2]) report.add(aPerson(index), { before: [], after: [], clock }, [may]);
    expect(report.preview(FROM, TO).locked).toEqual([
      { group: 'hourly', from: '2026-06-01', to: '2026-06-07' },
    ]);
  });
});
