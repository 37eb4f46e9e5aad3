import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { FIXTURE_CONTEXT } from '../../../test/kit/payroll/fixture.ts';
import { golden, refusalTexts, runFormat, someone } from '../../../test/kit/payroll/run-format.ts';
import { GENERIC_JSON } from './generic-json.ts';

/** The documented layout, to the letter: no field more and none less. */
const Layout = z.strictObject({
  exportId: z.uuid(),
  engineVersion: z.int(),
  sheetsDigest: z.string().regex(/^[0-9a-f]{64}$/),
  site: z.string(),
  zone: z.string(),
  group: z.string(),
  periodStart: z.iso.date(),
  periodEnd: z.iso.date(),
  payday: z.iso.date(),
  rows: z.array(
    z.strictObject({
      employee_id: z.uuid(),
      employee_number: z.string(),
      name: z.string(),
      period_start: z.iso.date(),
      period_end: z.iso.date(),
      date: z.iso.date(),
      pay_code: z.string(),
      hours: z.number(),
      minutes: z.int(),
      rate: z.null(),
      amount: z.null(),
      cost_center: z.string().nullable(),
      job: z.string().nullable(),
      note: z.string().nullable(),
    }),
  ),
  controlTotals: z.strictObject({ rows: z.int(), minutes: z.record(z.string(), z.int()) }),
});

const read = (bytes: Buffer) => Layout.parse(JSON.parse(bytes.toString()));

describe('generic JSON', () => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(GENERIC_JSON, {});
    expect(first.bytes.toString()).toBe(golden('generic-json.json').toString());
    expect((await runFormat(GENERIC_JSON, {})).bytes.equals(first.bytes)).toBe(true);
    expect(first.refusals).toEqual([]);
    expect(first.lines).toBe(18);
  });

  it('has the documented layout and says which hours it stands on', () => {
    const document = read(golden('generic-json.json'));
    expect(document).toMatchObject({
      exportId: FIXTURE_CONTEXT.lock,
      engineVersion: 1,
      sheetsDigest: FIXTURE_CONTEXT.sheetsDigest,
      periodStart: '2026-06-01',
      periodEnd: '2026-06-30',
    });
    expect(document.rows[0]).toMatchObject({ employee_number: '00123', name: 'Zofia Wójcik', job: null });
    // Nothing reads JSON as a formula: the name is what it is.
    expect(document.rows.some(row => row.name === '=cmd() Doe')).toBe(true);
  });

  it('has control totals of its rows, and minutes per code', () => {
    const { rows, controlTotals } = read(golden('generic-json.json'));
    expect(controlTotals.rows).toBe(rows.length);
    const minutes = new Map<string, number>();
    for (const row of rows) minutes.set(row.pay_code, (minutes.get(row.pay_code) ?? 0) + row.minutes);
    expect(controlTotals.minutes).toEqual(Object.fromEntries(minutes));
    expect(controlTotals.minutes).toEqual({ DT: 60, LEAVE: 480, NIGHT: 840, OT: 360, REG: 2_820 });
  });

  it('is a document without rows for a period without hours', async () => {
    const document = read((await runFormat(GENERIC_JSON, {}, [])).bytes);
    expect(document.rows).toEqual([]);
    expect(document.controlTotals).toEqual({ rows: 0, minutes: {} });
  });

  it('refuses a pay code that the table does not name', async () => {
    const run = await runFormat(GENERIC_JSON, { codes: {} }, [someone([{}])]);
    expect(refusalTexts(run)).toEqual([expect.stringContaining('1001 codes: pay code REG has no entry')]);
    expect(read(run.bytes).rows).toEqual([]);
  });
});
