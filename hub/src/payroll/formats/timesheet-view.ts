import {
  datesBetween,
  type Language,
  type Sheet,
  type SheetDay,
  type SheetInputs,
} from '@tapclock/contracts';
import { findingSentence } from '../../timesheets/pure.ts';
import { type HoursLine, hoursOf } from '../domain/hours-line.ts';
import { hundredthsText, roundHalfUp } from '../domain/whole-units.ts';
import { oneLine } from './fields.ts';
import { HUNDREDTH_SECONDS, inUnits, MINUTE_SECONDS } from './sums.ts';
import { TimesheetNotes } from './timesheet-notes.ts';
import { clockText, dateText, dayText, minutesText, wallOf, weekdayOf } from './timesheet-text.ts';
import { TIMESHEET_WORDS, type TimesheetWords } from './timesheet-words.ts';

/** What the paper shows, as text: the drawing decides nothing about hours. Rows are cells in the order of the words' columns. */
export interface TimesheetView {
  words: TimesheetWords;
  head: readonly { label: string; value: string }[];
  days: readonly { cells: readonly string[]; isSunday: boolean }[];
  total: readonly string[];
  sums: readonly (readonly string[])[];
  deltas: readonly (readonly string[])[];
  /** In the order of their numbers. */
  notes: readonly string[];
  /** Sentences about the whole sheet. */
  remarks: readonly string[];
}

export interface TimesheetViewOptions {
  language: Language;
  zone: string;
  /** Where the corrections of these days are. */
  inputs: SheetInputs;
}

/** A line of hours in hundredths of an hour. */
type Line = HoursLine & { units: number };

/** A kept sheet as its worker reads it: every date of the period, each oddity a note with its sentence. */
export function timesheetView(sheet: Sheet, options: TimesheetViewOptions): TimesheetView {
  const words = TIMESHEET_WORDS[options.language];
  const notes = new TimesheetNotes(sheet, options, words);
  const lines = inUnits(hoursOf(sheet).lines, HUNDREDTH_SECONDS, kindOfCode);
  return {
    words,
    head: head(sheet, words),
    days: dayRows(sheet, lines, notes, words),
    total: totalRow(sheet, words),
    sums: sumRows(lines, words),
    deltas: deltaRows(sheet, lines, words, options),
    notes: notes.sentences(),
    remarks: remarks(sheet, words, options),
  };
}

function head({ person, period, days }: Sheet, words: TimesheetWords): TimesheetView['head'] {
  const policies = new Set(days.map(({ policy }) => `${policy.name} ${policy.version}`));
  return [
    { label: words.person, value: oneLine(`${person.givenName} ${person.familyName}`) },
    { label: words.number, value: person.number },
    { label: words.site, value: person.team === null ? person.site : `${person.site}, ${person.team}` },
    { label: words.period, value: `${dateText(period.from, words)} – ${dateText(period.to, words)}` },
    { label: words.policy, value: [...policies].join(', ') },
  ];
}

function dayRows(
  { days, period }: Sheet,
  lines: readonly Line[],
  notes: TimesheetNotes,
  words: TimesheetWords,
) {
  const kept = new Map(days.map(day => [day.date, day]));
  const minutes = paidUnits(days, MINUTE_SECONDS);
  const hundredths = paidUnits(days, HUNDREDTH_SECONDS);
  const codes = Map.groupBy(lines.filter(isOwn), ({ date }) => date);
  return datesBetween(period.from, period.to).map(date => {
    const day = kept.get(date);
    const cells = [
      dayText(date, words),
      day ? staysText(day, words) : '',
      day ? unpaidText(day.unpaidSeconds) : '',
      day && day.paidSeconds > 0 ? minutesText(minutes.get(date) ?? 0) : '',
      day && day.paidSeconds > 0 ? hundredthsText(hundredths.get(date) ?? 0, words.decimalMark) : '',
      (codes.get(date) ?? []).map(line => codeText(line, words)).join(' · '),
      notes.numbers(date).join(', '),
    ];
    return { cells, isSunday: weekdayOf(date) === 6 };
  });
}

/** Paid time of each day, so that the days add up to the rounded total. */
function paidUnits(days: readonly SheetDay[], unitSeconds: number): ReadonlyMap<string, number> {
  const paid = days.map(({ date, paidSeconds }) => ({ date, seconds: paidSeconds, code: '' }));
  return new Map(inUnits(paid, unitSeconds).map(({ date, units }) => [date, units]));
}

function totalRow({ days }: Sheet, words: TimesheetWords): string[] {
  const paidSeconds = days.reduce((sum, day) => sum + day.paidSeconds, 0);
  const unpaidSeconds = days.reduce((sum, day) => sum + day.unpaidSeconds, 0);
  return [
    words.total,
    '',
    unpaidText(unpaidSeconds),
    minutesText(roundHalfUp(paidSeconds, MINUTE_SECONDS)),
    hundredthsText(roundHalfUp(paidSeconds, HUNDREDTH_SECONDS), words.decimalMark),
    '',
    '',
  ];
}

function unpaidText(seconds: number): string {
  return seconds === 0 ? '' : minutesText(roundHalfUp(seconds, MINUTE_SECONDS));
}

/** Each stay on a line of its own, `22:00 – 06:00 (+1)`. */
function staysText({ date, segments, attendance }: SheetDay, words: TimesheetWords): string {
  const stays: { from: string; to: string }[] = [];
  for (const { from, to } of segments) {
    if (from === undefined || to === undefined || from === to) continue;
    const last = stays.at(-1);
    if (last && Date.parse(last.to) === Date.parse(from)) last.to = to;
    else stays.push({ from, to });
  }
  if (stays.length === 0) return attendance === 'leave' ? words.leave : '';
  return stays.map(({ from, to }) => `${wallText(from, date)} – ${wallText(to, date)}`).join('\n');
}

/** The clock; with `(+1)` on the day after the one that counts. */
function wallText(local: string, date: string): string {
  const dates = datesBetween(date, local.slice(0, 10)).length - 1;
  return dates > 0 ? `${clockText(local)} (+${dates})` : clockText(local);
}

function codeText({ code, job, units }: Line, { decimalMark }: TimesheetWords): string {
  const hours = hundredthsText(units, decimalMark);
  return job === null ? `${code} ${hours}` : `${code} ${oneLine(job)} ${hours}`;
}

function isOwn({ delta }: Line): boolean {
  return delta === null;
}

/** What sums go by: one code may be leave and a premium as well. */
function kindOfCode({ code, kind }: Pick<Line, 'code' | 'kind'>): string {
  return `${code} ${kind}`;
}

/** What is paid of each code: this period's, what earlier ones owe, both together. */
function sumRows(lines: readonly Line[], { kinds, decimalMark }: TimesheetWords): string[][] {
  const byCode = Map.groupBy(lines, kindOfCode);
  return [...byCode]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, ofCode]) => {
      const code = ofCode[0]?.code ?? '';
      const own = ofCode.filter(isOwn);
      const ownUnits = unitsOf(own);
      const earlier = unitsOf(ofCode) - ownUnits;
      const kind = kinds[ofCode[0]?.kind ?? 'bucket'];
      return [
        kind === '' ? code : `${code} (${kind})`,
        hundredthsText(ownUnits, decimalMark),
        minutesText(roundHalfUp(secondsOf(own), MINUTE_SECONDS)),
        earlier === 0 ? '' : hundredthsText(earlier, decimalMark),
        hundredthsText(ownUnits + earlier, decimalMark),
      ];
    });
}

function secondsOf(parts: readonly { seconds: number }[]): number {
  return parts.reduce((sum, { seconds }) => sum + seconds, 0);
}

function unitsOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { units }) => sum + units, 0);
}

function deltaRows(
  { deltas }: Sheet,
  lines: readonly Line[],
  words: TimesheetWords,
  { zone }: TimesheetViewOptions,
): string[][] {
  // The lines of a sheet end with its deltas, in the same order.
  const units = lines.slice(lines.length - deltas.length).map(line => line.units);
  return deltas.map(({ date, code, job, period, reasons }, index) => [
    dateText(date, words),
    job === null ? code : `${code} ${oneLine(job)}`,
    hundredthsText(units[index] ?? 0, words.decimalMark),
    dateText(period, words),
    reasons
      .map(reason =>
        words.reason(
          reason,
          reason.kind === 'changed-plan' ? '' : dateText(wallOf(reason.at, zone).date, words),
        ),
      )
      .map(oneLine)
      .join('; '),
  ]);
}

function remarks(
  { days, findings }: Sheet,
  words: TimesheetWords,
  { language }: TimesheetViewOptions,
): string[] {
  const isRounded = days.some(({ segments }) =>
    segments.some(({ rules }) => rules.some(rule => rule.startsWith('round.'))),
  );
  const isMoved = days.some(({ codes, pays }) =>
    codes.some(of => secondsOf(pays.filter(pay => kindOfCode(pay) === kindOfCode(of))) !== of.seconds),
  );
  const undated = findings.filter(({ date }) => date === null);
  return [
    ...undated.map(({ code, seconds, limitSeconds }) =>
      findingSentence({ code, seconds, limitSec: limitSeconds }, language),
    ),
    ...(isRounded ? [words.rounded] : []),
    ...(isMoved ? [words.overtimeAtWeekEnd] : []),
  ];
}
