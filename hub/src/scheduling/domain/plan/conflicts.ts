import type { LeaveKind, PlanConflictCode } from '@tapclock/contracts';

/** Rest between two working days where no policy says otherwise: Directive 2003/88/EC, article 3. */
export const REST_SECONDS = 11 * 3600;
/** Two shifts of one date with no more than this between them are one working day in two parts, and the pause is no rest. */
export const SPLIT_SHIFT_SECONDS = 4 * 3600;

/** Planned work as conflicts are looked for in it. */
export interface PlannedWork {
  /** Local date of the start. */
  date: string;
  shift: string;
  startMs: number;
  endMs: number;
  unpaidSeconds: number;
  /** What its template asks for; null: nothing. */
  qualification: string | null;
  /** It is not published yet, and its template is out of use. */
  isArchived: boolean;
}

/** What of a person decides whether they may be planned. */
export interface PlannedPerson {
  employee: string;
  isActive: boolean;
  /** Last date in the company, if one is known. */
  leftOn: string | null;
  /** Rest between two working days that their policy asks for, seconds. */
  restSeconds: number;
  qualifications: readonly { qualification: string; validUntil: string | null }[];
  leave: readonly { date: string; kind: LeaveKind; seconds: number }[];
  /** Dates on which their site is closed. */
  holidays: ReadonlySet<string>;
}

/** Something about planned work that is wrong (`error`) or good to know (`warning`). */
export interface PlanConflict {
  employee: string;
  /** Of the later shift, where two are concerned. */
  date: string;
  code: PlanConflictCode;
  level: 'error' | 'warning';
  /** The date of the earlier of two shifts; null where there is one. */
  otherDate: string | null;
  /** Rest that is left and that is needed. */
  rest: { seconds: number; neededSeconds: number } | null;
  qualification: string | null;
}

/**
 * What is wrong with the work of one person, by start. `work` needs the two dates before and after those that are judged, since rest is
 * between days.
 */
export function conflictsOf(person: PlannedPerson, work: readonly PlannedWork[]): PlanConflict[] {
  const inOrder = work.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  return inOrder.flatMap((one, index) => {
    const before = latestEnd(inOrder.slice(0, index));
    return [...(before === null ? [] : betweenConflicts(person, before, one)), ...ownConflicts(person, one)];
  });
}

function latestEnd(work: readonly PlannedWork[]): PlannedWork | null {
  return work.reduce<PlannedWork | null>(
    (last, one) => (last === null || one.endMs >= last.endMs ? one : last),
    null,
  );
}

function betweenConflicts(person: PlannedPerson, before: PlannedWork, one: PlannedWork): PlanConflict[] {
  const seconds = (one.startMs - before.endMs) / 1000;
  const between = { ...conflict(person, one, 'OVERLAP', 'error'), otherDate: before.date };
  if (seconds < 0) return [between];
  if (before.date === one.date && seconds <= SPLIT_SHIFT_SECONDS) return [];
  if (seconds >= person.restSeconds) return [];
  return [{ ...between, code: 'REST_SHORT', rest: { seconds, neededSeconds: person.restSeconds } }];
}

function ownConflicts(person: PlannedPerson, one: PlannedWork): PlanConflict[] {
  const found: PlanConflict[] = [];
  const { date, qualification } = one;
  const hasLeft = person.leftOn === null ? !person.isActive : date > person.leftOn;
  if (hasLeft) found.push(conflict(person, one, 'NOT_IN_SERVICE', 'error'));
  const leave = person.leave.filter(day => day.date === date);
  if (leave.length > 0) found.push(conflict(person, one, 'ON_LEAVE', isWholeDay(leave, one)));
  if (qualification !== null && !isQualified(person, qualification, date))
    found.push({ ...conflict(person, one, 'NOT_QUALIFIED', 'error'), qualification });
  if (one.isArchived) found.push(conflict(person, one, 'SHIFT_ARCHIVED', 'error'));
  if (person.holidays.has(date)) found.push(conflict(person, one, 'HOLIDAY', 'warning'));
  return found;
}

/** Leave that pays nothing says nothing about its length; else a part of the day leaves time to work. */
function isWholeDay(leave: readonly { seconds: number }[], one: PlannedWork): 'error' | 'warning' {
  const offSeconds = leave.reduce((sum, { seconds }) => sum + seconds, 0);
  const workSeconds = (one.endMs - one.startMs) / 1000 - one.unpaidSeconds;
  return offSeconds === 0 || offSeconds >= workSeconds ? 'error' : 'warning';
}

function isQualified({ qualifications }: PlannedPerson, wanted: string, date: string): boolean {
  return qualifications.some(
    ({ qualification, validUntil }) =>
      qualification === wanted && (validUntil === null || validUntil >= date),
  );
}

function conflict(
  { employee }: PlannedPerson,
  { date }: PlannedWork,
  code: PlanConflictCode,
  level: 'error' | 'warning',
): PlanConflict {
  return { employee, date, code, level, otherDate: null, rest: null, qualification: null };
}
