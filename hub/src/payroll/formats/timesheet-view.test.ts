import { describe, expect, it } from '@jest/globals';
import { FIXTURE_INPUTS, FIXTURE_PAPER, FIXTURE_SHEET } from '../../../test/kit/payroll/timesheet-fixture.ts';
import { timesheetView } from './timesheet-view.ts';

describe('sums of a timesheet', () => {
  it('keep what is paid under one code as different kinds apart', () => {
    const [first, ...rest] = FIXTURE_SHEET.days;
    if (first === undefined) throw new Error('the fixture has days');
    const pays = [
      { code: 'HOLIDAY', kind: 'overlay', seconds: 3_600, job: null },
      { code: 'HOLIDAY', kind: 'extra', seconds: 7_200, job: null },
    ] as const;
    const sheet = { ...FIXTURE_SHEET, days: [{ ...first, pays: [...pays] }, ...rest] };
    const { sums } = timesheetView(sheet, { ...FIXTURE_PAPER, inputs: FIXTURE_INPUTS, language: 'en' });
    expect(sums.filter(([code]) => code?.startsWith('HOLIDAY')).map(([, hours]) => hours)).toEqual([
      '2.00',
      '1.00',
    ]);
  });
});
