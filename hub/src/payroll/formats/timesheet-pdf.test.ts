import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Sheet } from '@tapclock/contracts';
import { readObjects, readPdf } from '../../../test/kit/payroll/pdf-reader.ts';
import { golden } from '../../../test/kit/payroll/run-format.ts';
import { FIXTURE_INPUTS, FIXTURE_PAPER, FIXTURE_SHEET } from '../../../test/kit/payroll/timesheet-fixture.ts';
import { renderTimesheetPdf } from './timesheet-pdf.ts';

const pagesOf = async (sheet: Partial<Sheet> = {}, options: Partial<typeof FIXTURE_PAPER> = {}) =>
  readPdf(await renderTimesheetPdf({ ...FIXTURE_SHEET, ...sheet }, { ...FIXTURE_PAPER, ...options }));

/** Lines between two headings, cells apart. */
function part(lines: readonly string[], from: string, to: string): string[][] {
  return lines.slice(lines.indexOf(from) + 1, lines.indexOf(to)).map(line => line.split('\t'));
}

describe('timesheet PDF', () => {
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'],
      now: new Date('2026-07-01T08:00:00Z'),
    });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('R5: gives the same bytes on another day', async () => {
    const first = await renderTimesheetPdf(FIXTURE_SHEET, FIXTURE_PAPER);
    jest.setSystemTime(new Date('2031-11-23T17:45:10Z'));
    expect((await renderTimesheetPdf(FIXTURE_SHEET, FIXTURE_PAPER)).equals(first)).toBe(true);
  });

  it('is the golden file, whatever a release of zlib makes of its streams', async () => {
    const objects = readObjects(await renderTimesheetPdf(FIXTURE_SHEET, FIXTURE_PAPER));
    expect(objects).toEqual(readObjects(golden('timesheet-pdf.pdf')));
  });

  it('says on one page of A4 whose hours of which period these are, and what they can be checked against', () => {
    const pages = readPdf(golden('timesheet-pdf.pdf'));
    expect(pages).toHaveLength(1);
    expect(pages[0]?.slice(0, 4)).toEqual([
      'Hansekaje Stanzwerk GmbH\tStundenzettel',
      'Name\tZofia Wójcik\tPersonalnummer\t00123',
      'Standort\tbremen, night\tZeitraum\t01.06.2026 – 30.06.2026',
      'Regelwerk\tde-arbzg 3',
    ]);
    expect(pages[0]?.slice(-3)).toEqual([
      'Datum, Unterschrift Beschäftigte/r\tDatum, Unterschrift Vorgesetzte/r',
      `Abschluss ${FIXTURE_PAPER.lock}\tZofia Wójcik · 00123 · 01.06.2026 – 30.06.2026`,
      `SHA-256 dieser Stunden ${FIXTURE_PAPER.sheetHash}\tSeite 1 von 1`,
    ]);
  });

  it('has every date of the period with stays, pauses, paid time, codes and notes', async () => {
    const [lines = []] = await pagesOf({}, { language: 'en' });
    const days = lines.filter(line => /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d Jun\b/.test(line));
    expect(days).toHaveLength(30);
    expect(days[0]).toBe('Mon 01 Jun\t22:00 – 06:00 (+1)\t0:30\t7:30\t7.50\tNIGHT 6.50 · REG 7.50');
    expect(days[1]).toBe('Tue 02 Jun\t22:00 – 06:00 (+1)\t0:30\t7:30\t7.50\tNIGHT 6.50 · REG 7.50\t1');
    expect(days[4]).toBe('Fri 05 Jun');
    expect(days[11]).toBe('Fri 12 Jun\t06:00 – 10:00\t0:15\t8:20\t8.34\tREG 8.34\t4, 5, 6');
    expect(lines[lines.indexOf(days[11] ?? '') + 1]).toBe('13:00 – 17:35');
    expect(days[14]).toBe('Mon 15 Jun\tLeave\tLEAVE 8.00');
    expect(days[25]).toBe('Fri 26 Jun\t06:00 – 16:00\t10:00\t10.00\tREG press-4 8.00\t7');
    expect(days[27]).toBe('Sun 28 Jun\tOT press-4 2.00');
  });

  it('adds up: days to the total, codes to their sums, both with what earlier periods owe', async () => {
    const [lines = []] = await pagesOf({}, { language: 'en' });
    const hundredths = (text = '') => Math.round(Number(text) * 100);
    const days = lines.filter(line => /^\w{3} \d\d Jun\t\d/.test(line)).map(line => line.split('\t'));
    const total = lines.find(line => line.startsWith('Total\t'))?.split('\t');
    expect(total).toEqual(['Total', '8:15', '138:20', '138.34']);
    expect(
      days.reduce((sum, cells) => sum + hundredths(cells.find(cell => /^\d+\.\d\d$/.test(cell))), 0),
    ).toBe(13_834);
    expect(part(lines, 'Sums by pay code, in hours', 'Made good for earlier periods')).toEqual([
      ['Pay code', 'This period', 'h:mm', 'Earlier periods', 'To pay'],
      ['LEAVE (beside hours)', '8.00', '8:00', '8.00'],
      ['NIGHT (on top of hours)', '104.00', '104:00', '0.50', '104.50'],
      ['OT', '2.00', '2:00', '2.00'],
      ['REG', '136.34', '136:20', '-1.50', '134.84'],
    ]);
  });

  it('gives the reason of each delta', async () => {
    const [lines = []] = await pagesOf({}, { language: 'en' });
    expect(part(lines, 'Made good for earlier periods', 'Notes')).toEqual([
      ['Date', 'Pay code', 'Hours', 'Period from', 'Reason'],
      [
        '29 May 2026',
        'REG',
        '-1.50',
        '1 May 2026',
        'went home at 14:00, clock-out forgotten (m.ivers, 3 Jun 2026)',
      ],
      [
        '31 May 2026',
        'NIGHT',
        '0.50',
        '1 May 2026',
        'punch received 2 Jun 2026, after the period was locked; plan, leave ',
      ],
      ['or week changed'],
    ]);
  });

  it.each([
    [
      'en',
      [
        ['1', '22:00: 0:07 h late'],
        ['2', 'clock-out 06:00 added by m.ivers on 5 Jun 2026: badge was in the locker'],
        ['3', 'clock-out moved from 06:20 to 06:00 by m.ivers on 10 Jun 2026: Łukasz relieved her at six'],
        ['4', '0:15 h of the 0:30 h of break that are due were not taken'],
        ['5', 'clock-in 12:58 struck out by e.şahin on 12 Jun 2026: tapped for a colleague'],
        ['6', '0:15 taken off for a break that was not clocked'],
      ],
    ],
    [
      'de',
      [
        ['1', '22:00: 0:07 h zu spät'],
        ['2', 'Gehen 06:00 nachgetragen von m.ivers am 05.06.2026: badge was in the locker'],
        ['3', 'Gehen von 06:20 auf 06:00 geändert von m.ivers am 10.06.2026: Łukasz relieved her at six'],
        ['4', 'von 0:30 h Pflichtpause fehlen 0:15 h'],
        ['5', 'Kommen 12:58 gestrichen von e.şahin am 12.06.2026: tapped for a colleague'],
        ['6', '0:15 für eine nicht gebuchte Pause abgezogen'],
      ],
    ],
  ] as const)('numbers findings and corrections, with their sentences in %s', async (language, notes) => {
    const [lines = []] = await pagesOf({}, { language });
    const from = lines.findIndex(line => line.startsWith('1\t'));
    expect(lines.slice(from, from + notes.length).map(line => line.split('\t'))).toEqual(notes);
  });

  it('names each correction once, and none of another period', async () => {
    const [one] = FIXTURE_INPUTS.cases;
    const cases = one ? [one, one] : [];
    const [lines = []] = await pagesOf({}, { language: 'en', inputs: { cases } });
    expect(lines.filter(line => line.includes('badge was in the locker'))).toHaveLength(1);
    const july = { period: { from: '2026-07-01', to: '2026-07-31' }, days: [], findings: [], deltas: [] };
    const [other = []] = await pagesOf(july, { language: 'en' });
    expect(other.join()).not.toContain('badge was in the locker');
  });

  it('says where times are rounded and where overtime is paid on another day', async () => {
    const [plain = []] = await pagesOf({}, { language: 'en' });
    expect(plain).toContain('Overtime is paid on the last day of its workweek.');
    expect(plain.join()).not.toContain('as the policy rounds them');
    const days = FIXTURE_SHEET.days.slice(0, 1).map(day => ({
      ...day,
      segments: day.segments.map(segment => ({ ...segment, rules: ['pair.punches', 'round.in:0'] })),
    }));
    const [rounded = []] = await pagesOf({ days }, { language: 'en' });
    expect(rounded).toContain('Times are shown as the policy rounds them.');
    expect(rounded.join()).not.toContain('Overtime is paid on the last day');
  });

  it('goes on to more pages with the head of the table, whose they are and which of how many', async () => {
    const findings = Array.from({ length: 120 }, (_, index) => ({
      ...(FIXTURE_SHEET.findings[0] ?? {
        code: 'LATE',
        date: null,
        at: null,
        limitSeconds: null,
        punches: [],
      }),
      seconds: 60 * index,
    }));
    const period = { from: '2026-05-01', to: '2026-06-30' };
    const pages = await pagesOf({ findings, period }, { language: 'en' });
    expect(pages).toHaveLength(4);
    expect(pages[1]?.[0]).toBe('Date\tIn – Out\tUnpaid \tPaid\tHours\tPay codes (hours)\tNotes');
    pages.forEach((lines, index) => {
      expect(lines.at(-1)).toContain(`Page ${index + 1} of 4`);
      expect(lines.at(-2)).toContain('Zofia Wójcik · 00123 · 1 May 2026 – 30 Jun 2026');
    });
    expect(pages.flat().filter(line => line.includes('signature of worker'))).toHaveLength(1);
  });
});
