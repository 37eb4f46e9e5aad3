import { Policy, type PunchKind } from '@tapclock/contracts';
import {
  computeHours,
  type HoursFacts,
  PRESETS,
  type PunchFact,
  parseDay,
  ZoneClocks,
} from '@tapclock/hub/engine';
import { median } from '../stats.ts';

const PEOPLE = 400;
const DAYS = 30;
const DAY_SEC = 86_400;
const TAPS: readonly [PunchKind, number][] = [
  ['IN', 5.9],
  ['BREAK_START', 9],
  ['BREAK_END', 9.25],
  ['BREAK_START', 12],
  ['BREAK_END', 12.5],
  ['OUT', 14.55],
];

/** Punches that the engine turns into explained hours in a second on this one core, by preset; the median of the rounds. */
export function enginePunchesPerSecond(rounds: number): ReadonlyMap<string, number> {
  return new Map([...PRESETS].map(([name, draft]) => [name, speedOf(Policy.parse(draft), rounds)]));
}

function speedOf(policy: Policy, rounds: number): number {
  const clocks = new ZoneClocks();
  const company = Array.from({ length: PEOPLE }, (_, person) => monthOf(person, policy));
  const punches = company.reduce((sum, facts) => sum + facts.punches.length, 0);
  const pass = () => {
    const started = performance.now();
    for (const facts of company) computeHours(facts, clocks);
    return (punches * 1000) / (performance.now() - started);
  };
  pass();
  return median(Array.from({ length: rounds }, pass));
}

function monthOf(person: number, policy: Policy): HoursFacts {
  const monday = parseDay('2026-06-01');
  const punches: PunchFact[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    if (day % 7 === 6 || (day + person) % 7 === 5) continue;
    const shiftSec = ((person * 7 + day * 3) % 11) * 60;
    for (const [kind, hour] of TAPS) {
      const atSec = (monday + day) * DAY_SEC + hour * 3600 + shiftSec;
      punches.push({ id: `${person}-${day}-${hour}`, kind, atSec, sequence: 0, job: null });
    }
  }
  return {
    ...{ zone: 'Europe/Berlin', policy, punches, corrections: [], shifts: [], leave: [] },
    ...{ holidays: new Set<number>(), bornOn: null, asOfSec: null },
  };
}
