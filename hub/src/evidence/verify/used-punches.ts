import type { BundleContext, PunchAction, PunchKind } from '@tapclock/contracts';
import { formatDay, type LocalDay, parseDay, type Stretch, type ZoneClocks } from '../../timesheets/pure.ts';
import type { FailureList } from './failure-list.ts';
import type { SignedPunch, SignedPunches } from './signed-punches.ts';

const KINDS: Record<PunchAction, PunchKind> = {
  'clock-in': 'IN',
  'clock-out': 'OUT',
  'break-start': 'BREAK_START',
  'break-end': 'BREAK_END',
  'job-change': 'JOB',
  auto: 'AUTO',
};

/** How a person's inputs are called in a report. */
export interface NamedPerson {
  employee: string;
  /** Personnel number and name. */
  person: string;
  line: number;
}

/** Punches as hours use them, counted over all people. */
export interface UsedCounts {
  used: number;
  /** The terminal did not know the badge: whose it is, is the hub's word. */
  namedByHub: number;
  /** The terminal could not say whether it was in or out: that is the hub's word. */
  kindByHub: number;
  corrections: number;
  /** Signed for somebody of the bundle on a date of the period that their sheet does not answer for: another policy pays it. */
  onOtherDates: number;
}

/** Instants, epoch milliseconds, for which somebody's inputs must hold every punch. `to` is not part of it. */
interface Window {
  fromMs: number;
  toMs: number;
}

/** Checks that the punches in people's inputs are those that terminals signed: none changed, none invented, none left out. */
export class UsedPunches {
  readonly counts: UsedCounts = { used: 0, namedByHub: 0, kindByHub: 0, corrections: 0, onOtherDates: 0 };
  readonly #signed: SignedPunches;
  readonly #clocks: ZoneClocks;
  readonly #failures: FailureList;
  readonly #windows = new Map<string, { named: NamedPerson; windows: Window[] }>();

  constructor(signed: SignedPunches, clocks: ZoneClocks, failures: FailureList) {
    this.#signed = signed;
    this.#clocks = clocks;
    this.#failures = failures;
  }

  add(named: NamedPerson, stretches: readonly Stretch[]): void {
    const windows: Window[] = [];
    const seen = new Set<string>();
    for (const { facts, from, to } of stretches) {
      windows.push(this.#window(facts.zone, from, to));
      const voided = new Set(
        facts.corrections.flatMap(correction => (correction.kind === 'void' ? [correction.punchId] : [])),
      );
      for (const punch of facts.punches) {
        if (seen.has(punch.id)) continue;
        seen.add(punch.id);
        const signed = this.#signed.get(punch.id);
        const problem = differenceFrom(signed, punch, voided.has(punch.id) ? null : named.employee);
        if (problem !== null) {
          const date = formatDay(this.#clocks.of(facts.zone).dayAt(punch.atSec));
          this.#failures.add(named.line, `punch ${punch.id} ${problem}`, { person: named.person, date });
        }
        this.#count(signed);
      }
      for (const { id } of facts.corrections) {
        if (!seen.has(id)) this.counts.corrections += 1;
        seen.add(id);
      }
    }
    this.#windows.set(named.employee, { named, windows });
  }

  /** After the last person: what was signed for somebody within their dates and is in nobody's hours was left out. */
  finish({ zone, from, to }: BundleContext): void {
    const period = this.#window(zone, parseDay(from), parseDay(to));
    for (const punch of this.#signed.values()) {
      if (!punch.verified || punch.employee === null) continue;
      // A change of job that names none changes nothing.
      if (punch.action === 'job-change' && punch.job === undefined) continue;
      const found = this.#windows.get(punch.employee);
      if (found === undefined) continue;
      const { line, person } = found.named;
      const { occurredAtMs } = punch;
      if (!found.windows.some(window => isWithin(occurredAtMs, window))) {
        if (isWithin(occurredAtMs, period)) this.counts.onOtherDates += 1;
      } else if (!punch.used) {
        const date = formatDay(this.#clocks.of(zone).dayAt(Math.floor(occurredAtMs / 1000)));
        const what = `punch ${punch.punchId} (${punch.action} at ${instant(occurredAtMs)})`;
        this.#failures.add(line, `${what}, signed in line ${punch.line}, was left out of the inputs`, {
          person,
          date,
        });
      }
    }
  }

  #window(zone: string, from: LocalDay, to: LocalDay): Window {
    const clock = this.#clocks.of(zone);
    return { fromMs: clock.startOf(from) * 1000, toMs: clock.startOf(to + 1) * 1000 };
  }

  #count(signed: SignedPunch | undefined): void {
    this.counts.used += 1;
    if (signed !== undefined) signed.used = true;
    if (signed?.employee === null) this.counts.namedByHub += 1;
    if (signed?.action === 'auto') this.counts.kindByHub += 1;
  }
}

/** What an input says otherwise than the terminal; null when nothing. A voided punch may be anybody's: it counts for nothing. */
function differenceFrom(
  signed: SignedPunch | undefined,
  punch: { kind: PunchKind; atSec: number; sequence: number; job: string | null },
  employee: string | null,
): string | null {
  if (signed === undefined) return 'is in no batch of this bundle: no terminal signed it';
  const { line, action, occurredAtMs } = signed;
  if (!signed.verified) return `is in the batch of line ${line}, which does not verify`;
  const saysMs = punch.atSec * 1000 + punch.sequence;
  if (saysMs !== occurredAtMs) {
    return `is at ${instant(saysMs)} in the inputs, the terminal signed ${instant(occurredAtMs)} (line ${line})`;
  }
  if (action !== 'auto' && KINDS[action] !== punch.kind) {
    return `is ${punch.kind} in the inputs, the terminal signed ${action} (line ${line})`;
  }
  const job = signed.job ?? null;
  if (punch.job !== job)
    return `is booked on ${punch.job ?? 'no job'} in the inputs, the terminal signed ${job ?? 'no job'} (line ${line})`;
  if (employee !== null && signed.employee !== null && signed.employee !== employee) {
    return `is of employee ${signed.employee}, says the terminal (line ${line})`;
  }
  return null;
}

function isWithin(ms: number, { fromMs, toMs }: Window): boolean {
  return ms >= fromMs && ms < toMs;
}

/** Inputs may say anything, also what no calendar has. */
function instant(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString();
}
