import type { PunchAction } from '@tapclock/contracts';

/** Fewer colleagues than this are no team whose time says anything. */
export const TEAM_PEOPLE_MIN = 3;
/** Who came, left or paused within this of somebody was on the same shift, seconds. */
const SAME_SHIFT_SEC = 60 * 60;
/** Longest day at work, pauses and absences included, seconds. */
const STAY_MAX_SEC = 16 * 60 * 60;

/** What is put right by what the colleagues did at the time. */
export const TEAM_CODES: ReadonlySet<string> = new Set([
  'MISSING_OUT',
  'AUTO_CLOSED',
  'MISSING_IN',
  'MISSING_PAUSE_START',
  'MISSING_PAUSE_END',
]);

/** Punches of one colleague as they were recorded, in any order. Epoch seconds. */
export type ColleaguePunches = readonly { action: PunchAction; sec: number }[];

/** A time that a colleague clocked in truth, and how many are near it. Epoch seconds, or seconds of a pause. */
export interface TeamTime {
  sec: number;
  people: number;
}

/** When those left who had come at about this time, when those had come who left at about it, how long those paused who began at about it. */
export interface TeamTimes {
  out: TeamTime | null;
  in: TeamTime | null;
  pause: TeamTime | null;
}

export const NO_TEAM: TeamTimes = { out: null, in: null, pause: null };

/** What the colleagues did around an instant (epoch seconds). No time is made up: the middle one of those that were clocked stands for all. */
export function teamTimes(team: readonly ColleaguePunches[], aroundSec: number): TeamTimes {
  const people = team.map(punches => punches.toSorted((a, b) => a.sec - b.sec));
  return {
    out: middle(people.flatMap(punches => leftAfter(punches, aroundSec))),
    in: middle(people.flatMap(punches => cameBefore(punches, aroundSec))),
    pause: middle(people.flatMap(punches => pausedFrom(punches, aroundSec))),
  };
}

function leftAfter(punches: ColleaguePunches, aroundSec: number): number[] {
  const came = nearest(punches, 'clock-in', aroundSec);
  if (came === null) return [];
  const left = punches.findLast(
    ({ action, sec }) => action === 'clock-out' && sec > came && sec <= came + STAY_MAX_SEC,
  );
  return left ? [left.sec] : [];
}

function cameBefore(punches: ColleaguePunches, aroundSec: number): number[] {
  const left = nearest(punches, 'clock-out', aroundSec);
  if (left === null) return [];
  const came = punches.findLast(
    ({ action, sec }) => action === 'clock-in' && sec < left && sec >= left - STAY_MAX_SEC,
  );
  return came ? [came.sec] : [];
}

function pausedFrom(punches: ColleaguePunches, aroundSec: number): number[] {
  const began = nearest(punches, 'break-start', aroundSec);
  if (began === null) return [];
  const next = punches.find(({ sec }) => sec > began);
  return next?.action === 'break-end' ? [next.sec - began] : [];
}

function nearest(punches: ColleaguePunches, wanted: PunchAction, aroundSec: number): number | null {
  const near = punches
    .filter(({ action, sec }) => action === wanted && Math.abs(sec - aroundSec) <= SAME_SHIFT_SEC)
    .map(({ sec }) => sec);
  return near.toSorted((a, b) => Math.abs(a - aroundSec) - Math.abs(b - aroundSec))[0] ?? null;
}

/** The middle one, the earlier of two, of those who are near each other. */
function middle(times: readonly number[]): TeamTime | null {
  const sorted = times.toSorted((a, b) => a - b);
  const all = sorted[Math.floor((sorted.length - 1) / 2)];
  if (all === undefined) return null;
  const near = sorted.filter(sec => Math.abs(sec - all) <= SAME_SHIFT_SEC);
  const sec = near[Math.floor((near.length - 1) / 2)];
  return sec === undefined || near.length < TEAM_PEOPLE_MIN ? null : { sec, people: near.length };
}
