import { describe, expect, it } from '@jest/globals';
import { Language } from '@tapclock/contracts';
import { conflictMessage } from './conflict-message.ts';
import { conflictsOf, type PlannedPerson, type PlannedWork, REST_SECONDS } from './conflicts.ts';
import { plusDays } from './dates.ts';

const DAY = '2026-06-01';
const person = (more: Partial<PlannedPerson> = {}): PlannedPerson => ({
  employee: 'p',
  isActive: true,
  leftOn: null,
  restSeconds: REST_SECONDS,
  qualifications: [],
  leave: [],
  holidays: new Set(),
  ...more,
});

/** Work of a date, in `HH:MM` UTC; an end that is not after the start is on the next day. */
function work(starts: string, ends: string, more: Partial<PlannedWork> = {}): PlannedWork {
  const { date = DAY } = more;
  const end = ends > starts ? date : plusDays(date, 1);
  return {
    ...{ date, shift: 's', startMs: Date.parse(`${date}T${starts}Z`), endMs: Date.parse(`${end}T${ends}Z`) },
    ...{ unpaidSeconds: 0, qualification: null, isArchived: false },
    ...more,
  };
}

const tomorrow = { date: plusDays(DAY, 1) };
const codes = (of: PlannedPerson, ...all: PlannedWork[]) =>
  conflictsOf(of, all).map(({ code, date, level }) => `${code} ${date} ${level}`);

describe('rest', () => {
  it('is short by a minute, and long enough to the minute', () => {
    expect(codes(person(), work('11:01', '19:01'), work('06:00', '14:00', tomorrow))).toEqual([
      `REST_SHORT ${tomorrow.date} error`,
    ]);
    expect(codes(person(), work('11:00', '19:00'), work('06:00', '14:00', tomorrow))).toEqual([]);
  });

  it('says how long it is', () => {
    const [found] = conflictsOf(person(), [work('11:01', '19:01'), work('06:00', '14:00', tomorrow)]);
    expect(found?.rest).toEqual({ seconds: 39_540, neededSeconds: 39_600 });
    expect(found && conflictMessage(found).en).toBe(
      `10:59 h of rest after the shift of ${DAY}; 11:00 h are needed.`,
    );
  });

  it('is counted from the end of a night to the next start, of whatever order they come in', () => {
    expect(codes(person(), work('14:00', '22:00', tomorrow), work('22:00', '06:00'))).toEqual([
      `REST_SHORT ${tomorrow.date} error`,
    ]);
  });

  it('is none between two parts of one day up to four hours apart, and short from there on', () => {
    expect(codes(person(), work('06:00', '10:00'), work('14:00', '18:00'))).toEqual([]);
    expect(codes(person(), work('06:00', '10:00'), work('14:01', '18:00'))).toEqual([
      `REST_SHORT ${DAY} error`,
    ]);
  });

  it('goes by the shift that ends last, not by the one before', () => {
    const long = work('06:00', '20:00');
    expect(codes(person(), long, work('07:00', '08:00'), work('06:00', '14:00', tomorrow))).toEqual([
      `OVERLAP ${DAY} error`,
      `REST_SHORT ${tomorrow.date} error`,
    ]);
  });
});

describe('two shifts', () => {
  it('overlap by a minute, and do not when one begins as the other ends', () => {
    expect(codes(person(), work('06:00', '14:00'), work('13:59', '20:00'))).toEqual([`OVERLAP ${DAY} error`]);
    expect(codes(person(), work('06:00', '14:00'), work('14:00', '20:00'))).toEqual([]);
  });
});

describe('a person', () => {
  it('is in service through their last day', () => {
    const leaving = person({ leftOn: DAY });
    expect(codes(leaving, work('06:00', '14:00'))).toEqual([]);
    expect(codes(leaving, work('06:00', '14:00', tomorrow))).toEqual([
      `NOT_IN_SERVICE ${tomorrow.date} error`,
    ]);
    expect(codes(person({ isActive: false }), work('06:00', '14:00'))).toEqual([
      `NOT_IN_SERVICE ${DAY} error`,
    ]);
  });

  it('is qualified through the last date on which it counts', () => {
    const until = (validUntil: string | null) =>
      person({ qualifications: [{ qualification: 'crane', validUntil }] });
    const crane = work('06:00', '14:00', { qualification: 'crane' });
    expect(codes(until(null), crane)).toEqual([]);
    expect(codes(until(DAY), crane)).toEqual([]);
    expect(codes(until(plusDays(DAY, -1)), crane)).toEqual([`NOT_QUALIFIED ${DAY} error`]);
    expect(codes(person(), crane)).toEqual([`NOT_QUALIFIED ${DAY} error`]);
  });

  it('who is on leave for a part of the day may work the rest of it', () => {
    const off = (seconds: number) => person({ leave: [{ date: DAY, kind: 'annual', seconds }] });
    const shift = work('06:00', '14:00', { unpaidSeconds: 1800 });
    expect(codes(off(27_000), shift)).toEqual([`ON_LEAVE ${DAY} error`]);
    expect(codes(off(26_999), shift)).toEqual([`ON_LEAVE ${DAY} warning`]);
    expect(codes(off(0), shift)).toEqual([`ON_LEAVE ${DAY} error`]);
    expect(codes(off(0), work('06:00', '14:00', tomorrow))).toEqual([]);
  });

  it('is warned of a holiday, and not of a shift that was archived after it was published', () => {
    expect(codes(person({ holidays: new Set([DAY]) }), work('06:00', '14:00'))).toEqual([
      `HOLIDAY ${DAY} warning`,
    ]);
    expect(codes(person(), work('06:00', '14:00', { isArchived: true }))).toEqual([
      `SHIFT_ARCHIVED ${DAY} error`,
    ]);
  });
});

it('every conflict has its sentence in every language', () => {
  const found = conflictsOf(
    person({ isActive: false, leave: [{ date: DAY, kind: 'sick', seconds: 0 }], holidays: new Set([DAY]) }),
    [
      work('06:00', '14:00', { qualification: 'crane', isArchived: true }),
      work('13:00', '22:00'),
      work('06:00', '14:00', tomorrow),
    ],
  );
  expect(new Set(found.map(({ code }) => code)).size).toBe(7);
  for (const conflict of found)
    for (const language of Language.options) {
      expect(conflictMessage(conflict)[language]).toMatch(/\.$/);
      expect(conflictMessage(conflict)[language]).not.toMatch(/null|undefined|NaN/);
    }
});
