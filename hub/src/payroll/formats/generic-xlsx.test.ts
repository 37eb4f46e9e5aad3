import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FIXTURE_CONTEXT } from '../../../test/kit/payroll/fixture.ts';
import { golden, late, refusalTexts, runFormat, someone } from '../../../test/kit/payroll/run-format.ts';
import { readZip } from '../../../test/kit/payroll/zip-reader.ts';
import { GENERIC_COLUMNS } from './generic-row.ts';
import { GENERIC_XLSX, XLSX_ROWS_MAX } from './generic-xlsx.ts';

interface Cell {
  /** `s` a text of the table of texts, `n` a number. */
  type: string;
  /** Excel's number format of the cell. */
  format: string;
  value: string;
}

const XML: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"' };

/** Cells by address, `B2`, read from the workbook's own XML. */
function readWorkbook(bytes: Buffer): Map<string, Cell> {
  const files = new Map(readZip(bytes).map(({ name, text }) => [name, text]));
  const texts = [...(files.get('xl/sharedStrings.xml') ?? '').matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(
    ([, text = '']) => text.replace(/&\w+;/g, entity => XML[entity] ?? entity),
  );
  const styles = files.get('xl/styles.xml') ?? '';
  const formats = new Map(
    [...styles.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(([, id = '', code = '']) => [
      id,
      code,
    ]),
  );
  const [cellStyles = ''] = /<cellXfs[\s\S]*<\/cellXfs>/.exec(styles) ?? [];
  const styleFormats = [...cellStyles.matchAll(/<xf ([^>]*)>/g)].map(
    ([, attributes = '']) => formats.get(/numFmtId="(\d+)"/.exec(attributes)?.[1] ?? '') ?? '',
  );
  const sheet = files.get('xl/worksheets/sheet1.xml') ?? '';
  return new Map(
    [...sheet.matchAll(/<c ([^>]*)><v>([^<]*)<\/v><\/c>/g)].map(([, attributes = '', value = '']) => {
      const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
      const type = attribute('t') ?? 'n';
      const format = styleFormats[Number(attribute('s') ?? 0)] ?? '';
      return [
        attribute('r') ?? '',
        { type, format, value: type === 's' ? (texts[Number(value)] ?? '') : value },
      ];
    }),
  );
}

const COLUMNS = 'ABCDEFGHIJKLMN';

/** A row's cells by the name of their column. */
function rowOf(cells: Map<string, Cell>, row: number): Record<string, Cell | undefined> {
  return Object.fromEntries(
    GENERIC_COLUMNS.map((name, index) => [name, cells.get(`${COLUMNS[index]}${row}`)]),
  );
}

describe('generic XLSX', () => {
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'],
      now: new Date('2026-07-01T08:00:00Z'),
    });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('R5: writes the golden file, and the same bytes on another day', async () => {
    const first = await runFormat(GENERIC_XLSX, {});
    expect(first.bytes.equals(golden('generic-xlsx.xlsx'))).toBe(true);
    jest.setSystemTime(new Date('2031-11-23T17:45:10Z'));
    expect((await runFormat(GENERIC_XLSX, {})).bytes.equals(first.bytes)).toBe(true);
    expect(first.refusals).toEqual([]);
    expect(first.lines).toBe(18);
  });

  it('carries no time of its making', () => {
    const files = readZip(golden('generic-xlsx.xlsx'));
    expect(files.map(({ name }) => name)).not.toContain('docProps/core.xml');
    for (const { times } of files) expect(times).toEqual([0x00210000, 0x00210000]);
  });

  it('has the documented columns, numbers as numbers, dates as dates and text as text', () => {
    const cells = readWorkbook(golden('generic-xlsx.xlsx'));
    expect(Object.values(rowOf(cells, 1)).map(cell => cell?.value)).toEqual([...GENERIC_COLUMNS]);
    const date = (value: string) => ({ type: 'n', format: 'yyyy-mm-dd', value });
    // Excel counts days from 1899-12-30: 46174 is 2026-06-01.
    expect(rowOf(cells, 2)).toEqual({
      employee_id: expect.objectContaining({ type: 's', value: '0f8fad5b-d9cb-469f-a165-708677289501' }),
      employee_number: { type: 's', format: '@', value: '00123' },
      name: expect.objectContaining({ type: 's', value: 'Zofia Wójcik' }),
      period_start: date('46174'),
      period_end: date('46203'),
      date: date('46174'),
      pay_code: { type: 's', format: '@', value: 'NIGHT' },
      hours: { type: 'n', format: '0.00', value: '7' },
      minutes: expect.objectContaining({ type: 'n', value: '420' }),
      rate: undefined,
      amount: undefined,
      cost_center: expect.objectContaining({ type: 's', value: 'hall-2' }),
      job: undefined,
      note: undefined,
    });
    expect(cells.has('A19')).toBe(true);
    expect(cells.has('A20')).toBe(false);
  });

  it('holds a name that looks like a formula as text, and a negative delta as a number', () => {
    const cells = readWorkbook(golden('generic-xlsx.xlsx'));
    expect(cells.get('C13')).toMatchObject({ type: 's', value: '=cmd() Doe' });
    expect(rowOf(cells, 15)).toMatchObject({
      hours: { type: 'n', value: '-1.5' },
      minutes: { type: 'n', value: '-90' },
      note: { type: 's', value: expect.stringContaining('period from 2026-05-01: went home at 14:00') },
    });
  });

  it('refuses rows beyond the most of a workbook, by person', async () => {
    const lines = Array.from({ length: XLSX_ROWS_MAX + 1 }, (_, index) => ({ code: `C${index}` }));
    const writer = GENERIC_XLSX.open(FIXTURE_CONTEXT, { costCenter: 'none' });
    const { lines: written, refusals } = writer.person(someone(lines));
    expect(written).toBe(XLSX_ROWS_MAX);
    expect(refusalTexts({ refusals: [...refusals] })).toEqual([
      '1001 rows: does not fit: a workbook takes 50000 rows; export this period as CSV',
    ]);
  });

  it.each([
    ['a note that is longer than a cell', { ...late(-36, 'x'.repeat(32_767)) }, 'note', /at most 32767 fit/],
    ['a text that its library cannot hold', { job: 'constructor' }, 'job', /cannot be written to a workbook/],
  ])('refuses %s', async (_case, line, field, problem) => {
    const run = await runFormat(GENERIC_XLSX, {}, [someone([line, { date: '2026-06-16' }])]);
    expect(run.refusals).toEqual([
      expect.objectContaining({ person: '1001', field, message: expect.stringMatching(problem) }),
    ]);
    expect(run.lines).toBe(1);
  });

  it('refuses a pay code that the table does not name', async () => {
    const run = await runFormat(GENERIC_XLSX, { codes: {} }, [someone([{}])]);
    expect(refusalTexts(run)).toEqual([expect.stringContaining('1001 codes: pay code REG has no entry')]);
  });
});
