import type {
  CaseCorrection,
  CasePunch,
  Sheet,
  SheetDay,
  SheetInputs,
  SheetSegment,
} from '@tapclock/contracts';
import { findingSentence } from '../../timesheets/pure.ts';
import { roundHalfUp } from '../domain/whole-units.ts';
import { oneLine } from './fields.ts';
import { MINUTE_SECONDS } from './sums.ts';
import { clockText, dateText, minutesText, wallOf } from './timesheet-text.ts';
import type { TimesheetViewOptions } from './timesheet-view.ts';
import type { TimesheetWords } from './timesheet-words.ts';

interface Note {
  date: string;
  text: string;
}

/** What is odd about the days of a sheet, numbered in the order of dates: findings, corrections, time taken off or added. */
export class TimesheetNotes {
  readonly #notes: readonly Note[];

  constructor(sheet: Sheet, options: TimesheetViewOptions, words: TimesheetWords) {
    const corrections = new CorrectionNotes(sheet, options, words);
    this.#notes = [
      ...findingNotes(sheet, options),
      ...corrections.list(),
      ...sheet.days.flatMap(day => changedNotes(day, words)),
    ].sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0));
  }

  /** Numbers of a date's notes. */
  numbers(date: string): number[] {
    return this.#notes.flatMap((note, index) => (note.date === date ? [index + 1] : []));
  }

  sentences(): string[] {
    return this.#notes.map(({ text }) => text);
  }
}

function findingNotes({ findings }: Sheet, { language }: TimesheetViewOptions): Note[] {
  return findings.flatMap(({ code, date, at, seconds, limitSeconds }) => {
    if (date === null) return [];
    const sentence = findingSentence({ code, seconds, limitSec: limitSeconds }, language);
    return [{ date, text: at === null ? sentence : `${clockText(at)}: ${sentence}` }];
  });
}

/** Time that no clock showed: taken off, or added. */
function changedNotes({ date, segments }: SheetDay, words: TimesheetWords): Note[] {
  const deducted = lengthOf(segments, ['deducted']);
  const credited = lengthOf(segments, ['credit', 'top-up']);
  return [
    ...(deducted > 0 ? [{ date, text: words.deducted(minutesText(deducted)) }] : []),
    ...(credited > 0 ? [{ date, text: words.credited(minutesText(credited)) }] : []),
  ];
}

function lengthOf(segments: readonly SheetSegment[], kinds: readonly SheetSegment['kind'][]): number {
  const seconds = segments
    .filter(({ kind }) => kinds.includes(kind))
    .reduce((sum, segment) => sum + segment.seconds, 0);
  return roundHalfUp(seconds, MINUTE_SECONDS);
}

/** The corrections of a sheet's days, in words. */
class CorrectionNotes {
  readonly #sheet: Sheet;
  readonly #zone: string;
  readonly #words: TimesheetWords;
  readonly #punches: ReadonlyMap<string, CasePunch>;
  readonly #corrections: readonly CaseCorrection[];

  constructor(sheet: Sheet, { zone, inputs }: TimesheetViewOptions, words: TimesheetWords) {
    this.#sheet = sheet;
    this.#zone = zone;
    this.#words = words;
    this.#punches = punchesOf(inputs);
    this.#corrections = correctionsOf(inputs);
  }

  list(): Note[] {
    return this.#corrections.flatMap(correction => {
      const date = this.#dateOf(correction);
      return date === null ? [] : [{ date, text: this.#text(correction) }];
    });
  }

  #text(correction: CaseCorrection): string {
    const { by, at, why } = correction;
    const was = this.#was(correction);
    const now = nowOf(correction);
    const kind = correction.kind === 'reclassify' ? correction.as : (was?.kind ?? punchOf(correction)?.kind);
    return oneLine(
      this.#words.correction[correction.kind]({
        punch: this.#words.punches[kind ?? 'AUTO'],
        was: this.#time(was),
        now: this.#time(now),
        by,
        at: dateText(wallOf(at, this.#zone).date, this.#words),
        why,
      }),
    );
  }

  #was(correction: CaseCorrection): CasePunch | undefined {
    return correction.kind === 'add' ? undefined : this.#punches.get(correction.punch);
  }

  /** The sheet's day that the punch is part of; else its date; null outside the period. */
  #dateOf(correction: CaseCorrection): string | null {
    const moment = nowOf(correction) ?? this.#was(correction);
    if (!moment) return null;
    const day = this.#sheet.days.find(({ segments }) => touches(segments, moment.at));
    const date = day?.date ?? this.#wall(moment).date;
    const { from, to } = this.#sheet.period;
    return date >= from && date <= to ? date : null;
  }

  #time(moment: Moment | undefined): string {
    return moment ? this.#wall(moment).time : '';
  }

  #wall({ at, date = '', time = '' }: Moment): { date: string; time: string } {
    return at === undefined ? { date, time: time.slice(0, 5) } : wallOf(at, this.#zone);
  }
}

type Moment = Pick<CasePunch, 'at' | 'date' | 'time'>;

function punchOf(correction: CaseCorrection): CasePunch | undefined {
  return correction.kind === 'add' ? correction.punch : undefined;
}

/** When the punch is after the correction; undefined where it did not get a time. */
function nowOf(correction: CaseCorrection): Moment | undefined {
  return correction.kind === 'move' ? correction.to : punchOf(correction);
}

function touches(segments: readonly SheetSegment[], at: string | undefined): boolean {
  if (at === undefined) return false;
  const ms = Date.parse(at);
  return segments.some(
    ({ from, to }) =>
      from !== undefined && to !== undefined && ms >= Date.parse(from) && ms <= Date.parse(to),
  );
}

/** Cases of one person overlap: each punch and correction once. */
function punchesOf({ cases }: SheetInputs): ReadonlyMap<string, CasePunch> {
  const punches = cases.flatMap(one => [...one.punches, ...one.corrections.flatMap(punchOf)]);
  return new Map(punches.flatMap(punch => (punch?.id === undefined ? [] : [[punch.id, punch]])));
}

function correctionsOf({ cases }: SheetInputs): CaseCorrection[] {
  const corrections = cases.flatMap(one => one.corrections);
  return [...new Map(corrections.map(one => [one.id ?? JSON.stringify(one), one])).values()];
}
