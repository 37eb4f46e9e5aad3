import { createPublicKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { EventSignal } from '../event-log/index.ts';
import { type TimedWindow, timedWindow } from '../scheduling/index.ts';
import { BatchCache } from './batch-cache.ts';
import type { Holding } from './domain/holder.ts';
import { groupBy } from './group-by.ts';
import {
  type BadgeHolding,
  PEOPLE_DIRECTORY,
  type PeopleDirectory,
  SHIFT_DIRECTORY,
  type ShiftDirectory,
  TERMINAL_DIRECTORY,
  type TerminalDirectory,
  type TerminalIdentity,
} from './ports.ts';

const TERMINALS_MAX = 10_000;
const CREDENTIALS_MAX = 100_000;
const EMPLOYEES_MAX = 100_000;
/** People times days. */
const WINDOW_DAYS_MAX = 200_000;

const DAY_MS = 86_400_000;
/** Shifts that may matter for a punch: one that began two days before, one that begins a day after. */
const DAYS_BEFORE = 2;
const DAYS_AFTER = 1;
/** Days of shifts that are read at once. */
const READ_DAYS_MAX = 40;

export type KnownTerminal = Omit<TerminalIdentity, 'publicKey' | 'previousKey'> & {
  key: KeyObject;
  /** Also good for what was received until then. */
  previous: { key: KeyObject; untilMs: number } | null;
};

/** What ingest asks about the world for every punch, kept in memory until the event log says that it changed. */
@Injectable()
export class Directories implements OnModuleInit {
  readonly #signal: EventSignal;
  readonly #terminals: BatchCache<KnownTerminal>;
  readonly #holdings: BatchCache<readonly Holding[]>;
  readonly #employees: BatchCache<string>;
  readonly #windows: BatchCache<readonly TimedWindow[]>;

  constructor(
    @Inject(EventSignal) signal: EventSignal,
    @Inject(TERMINAL_DIRECTORY) terminals: TerminalDirectory,
    @Inject(PEOPLE_DIRECTORY) people: PeopleDirectory,
    @Inject(SHIFT_DIRECTORY) shifts: ShiftDirectory,
  ) {
    this.#signal = signal;
    this.#terminals = new BatchCache({ max: TERMINALS_MAX, load: keys => loadTerminals(terminals, keys) });
    this.#holdings = new BatchCache({ max: CREDENTIALS_MAX, load: keys => loadHoldings(people, keys) });
    this.#employees = new BatchCache({ max: EMPLOYEES_MAX, load: keys => loadEmployees(people, keys) });
    this.#windows = new BatchCache({ max: WINDOW_DAYS_MAX, load: keys => loadWindows(shifts, keys) });
  }

  onModuleInit(): void {
    this.#signal.onWake(kinds => {
      if (!kinds || kinds.has('terminal.changed')) this.#terminals.clear();
      if (!kinds || kinds.has('people.changed')) {
        this.#holdings.clear();
        this.#employees.clear();
      }
      if (!kinds || kinds.has('schedule.changed') || kinds.has('people.changed')) this.#windows.clear();
    });
  }

  async terminal(name: string): Promise<KnownTerminal | null> {
    const known = this.#terminals.peek(name);
    if (known !== undefined) return known;
    return (await this.#terminals.get([name])).get(name) ?? null;
  }

  /** Who held the badge of each `credentialKey`, oldest first; null where nobody ever did. */
  holdings(keys: readonly string[]): Promise<Map<string, readonly Holding[] | null>> {
    return this.#holdings.get(keys);
  }

  /** Site of each employee; null where there is none of that id. */
  employeeSites(employees: readonly string[]): Promise<Map<string, string | null>> {
    return this.#employees.get(employees);
  }

  /** Shifts around each `windowKey`. */
  windows(keys: readonly string[]): Promise<Map<string, readonly TimedWindow[] | null>> {
    return this.#windows.get(keys);
  }
}

export function credentialKey(site: string, digest: string): string {
  return `${site}/${digest}`;
}

/** A person on a UTC day: punches of one day share the shifts that may matter. */
export function windowKey(employee: string, atMs: number): string {
  return `${employee}/${Math.floor(atMs / DAY_MS)}`;
}

function parts(key: string): [string, string] {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}

async function loadTerminals(directory: TerminalDirectory, names: readonly string[]) {
  const found = await directory.findTerminals(names);
  return new Map(found.map(identity => [identity.terminal, toKnown(identity)]));
}

function toKnown({ publicKey, previousKey, ...rest }: TerminalIdentity): KnownTerminal {
  const previous = previousKey && {
    key: toKey(previousKey.key),
    untilMs: Date.parse(previousKey.until),
  };
  return { ...rest, key: toKey(publicKey), previous };
}

async function loadHoldings(directory: PeopleDirectory, keys: readonly string[]) {
  const wanted = keys.map(parts).map(([site, digest]) => ({ site, digest }));
  const found = groupBy(await directory.findHoldings(wanted), row => credentialKey(row.site, row.digest));
  return new Map(
    [...found].map(([key, rows]): [string, Holding[]] => [
      key,
      rows.map(toHolding).sort((a, b) => a.fromMs - b.fromMs),
    ]),
  );
}

function toHolding({ employee, issuedAt, endedAt, endedWhy }: BadgeHolding): Holding {
  return {
    employee,
    fromMs: Date.parse(issuedAt),
    untilMs: endedAt === null ? null : Date.parse(endedAt),
    endedWhy,
  };
}

async function loadEmployees(directory: PeopleDirectory, employees: readonly string[]) {
  const found = await directory.findEmployees(employees);
  return new Map(found.map(({ employee, site }) => [employee, site]));
}

async function loadWindows(directory: ShiftDirectory, keys: readonly string[]) {
  const wanted = keys.map(parts).map(([employee, day]) => ({ employee, day: Number(day) }));
  wanted.sort((a, b) => a.day - b.day);
  const loaded = new Map<string, TimedWindow[]>();
  for (let start = 0; start < wanted.length; ) {
    const firstDay = wanted[start]?.day ?? 0;
    const beyond = wanted.findIndex(want => want.day >= firstDay + READ_DAYS_MAX);
    const group = wanted.slice(start, beyond === -1 ? undefined : beyond);
    start += group.length;
    await loadWindowGroup(directory, group, loaded);
  }
  return loaded;
}

async function loadWindowGroup(
  directory: ShiftDirectory,
  group: readonly { employee: string; day: number }[],
  into: Map<string, TimedWindow[]>,
): Promise<void> {
  const days = group.map(want => want.day);
  const fromMs = dayStartMs(Math.min(...days) - DAYS_BEFORE);
  const toMs = dayStartMs(Math.max(...days) + DAYS_AFTER + 1);
  const employees = [...new Set(group.map(want => want.employee))];
  const found = await directory.findWindows(employees, instant(fromMs), instant(toMs));
  const byEmployee = groupBy(found, row => row.employee);
  for (const { employee, day } of group) {
    const timed = (byEmployee.get(employee) ?? []).map(row => timedWindow(row.window));
    const near = timed.filter(
      window =>
        window.startsAtMs < dayStartMs(day + DAYS_AFTER + 1) &&
        window.endsAtMs > dayStartMs(day - DAYS_BEFORE),
    );
    into.set(`${employee}/${day}`, near);
  }
}

/** Clocks may stand in any year; what the calendar of an Instant cannot hold is cut to its ends. */
function dayStartMs(day: number): number {
  return Math.min(Math.max(day * DAY_MS, Date.UTC(1900, 0, 1)), Date.UTC(9999, 11, 31));
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** DER of an Ed25519 SubjectPublicKeyInfo up to the 32 bytes of the key (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

function toKey(raw: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
}
