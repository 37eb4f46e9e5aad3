import { createRequire } from 'node:module';
import type { Sheet } from '@tapclock/contracts';
import PDFDocument from 'pdfkit';
import { type Column, Paper } from './timesheet-paper.ts';
import { type TimesheetView, type TimesheetViewOptions, timesheetView } from './timesheet-view.ts';

export interface TimesheetPdfOptions extends TimesheetViewOptions {
  company: string;
  /** The lock that keeps these hours, when it was made, and the SHA-256 of the sheet: the paper can be checked against them. */
  lock: string;
  lockedAt: string;
  sheetHash: string;
}

const { resolve } = createRequire(import.meta.url);
/** DejaVu has the letters of every European language, Greek and Cyrillic; a PDF's own fonts have Western Europe's only. */
const FONT = resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
const BOLD_FONT = resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf');

/**
 * A person's timesheet of one locked period on A4, to read and to sign; a month is one page unless it has many notes. The same sheet
 * and lock give the same bytes.
 */
export async function renderTimesheetPdf(sheet: Sheet, options: TimesheetPdfOptions): Promise<Buffer> {
  const view = timesheetView(sheet, options);
  const document = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: options.language,
    font: FONT,
    info: {
      Title: `${view.words.title} ${sheet.person.number} ${sheet.period.from}`,
      Author: options.company,
      // pdfkit's own would be the time of printing, and the file's id follows from it.
      CreationDate: new Date(options.lockedAt),
    },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((done, fail) => {
    document.on('end', done);
    document.on('error', fail);
  });
  draw(new Paper(document, { regular: FONT, bold: BOLD_FONT }), view, options);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

/** Widths are points and add up to the paper's. */
const DAY_COLUMNS: readonly Column[] = [
  { width: 54 },
  { width: 92 },
  { width: 52, align: 'right' },
  { width: 42, align: 'right' },
  { width: 46, align: 'right' },
  { width: 187 },
  { width: 50 },
];
const SUM_COLUMNS: readonly Column[] = [
  { width: 203 },
  { width: 80, align: 'right' },
  { width: 80, align: 'right' },
  { width: 80, align: 'right' },
  { width: 80, align: 'right' },
];
const DELTA_COLUMNS: readonly Column[] = [
  { width: 70 },
  { width: 90 },
  { width: 50, align: 'right' },
  { width: 75 },
  { width: 238 },
];

function draw(paper: Paper, view: TimesheetView, options: TimesheetPdfOptions): void {
  const { words } = view;
  paper.begin(options.company, words.title, view.head);
  paper.table(DAY_COLUMNS, words.columns, [
    ...view.days.map(({ cells, isSunday }) => ({ cells, isRuled: isSunday })),
    { cells: view.total, isBold: true },
  ]);
  paper.heading(words.sums);
  paper.table(
    SUM_COLUMNS,
    words.sumColumns,
    view.sums.map(cells => ({ cells })),
  );
  if (view.deltas.length > 0) {
    paper.heading(words.deltas);
    paper.table(
      DELTA_COLUMNS,
      words.deltaColumns,
      view.deltas.map(cells => ({ cells })),
    );
  }
  if (view.notes.length + view.remarks.length > 0) {
    paper.heading(words.notes);
    view.notes.forEach((note, index) => {
      paper.note(String(index + 1), note);
    });
    for (const remark of view.remarks) paper.note('', remark);
  }
  paper.signatures([words.worker, words.supervisor]);
  const [name, number, , period] = view.head;
  paper.foot(
    words.kept(options.lock, options.sheetHash),
    [name, number, period].map(field => field?.value ?? '').join(' · '),
    words.page,
  );
}
