import type { Digest, Presence, RosterCard, ShiftWindow } from '@tapclock/contracts';
import type { Person, Standing } from '../../src/clocking/index.ts';
import { NEVER_SEEN } from '../../src/clocking/index.ts';

export const ANA = '0190b2a4-0000-7000-8000-00000000000a';
export const BEN = '0190b2a4-0000-7000-8000-00000000000b';

/** An early shift on a Monday, 06:00 to 14:00 in Berlin's winter. */
export const EARLY: ShiftWindow = {
  name: 'Early',
  startsAt: '2026-11-23T05:00:00.000Z',
  endsAt: '2026-11-23T13:00:00.000Z',
  graceSeconds: 300,
};

/** Epoch ms of a time on that Monday, UTC. */
export function at(time: string, day = '23'): number {
  return Date.parse(`2026-11-${day}T${time.length === 5 ? `${time}:00` : time}.000Z`);
}

export function aCard(overrides: Partial<RosterCard> = {}): RosterCard {
  return {
    employee: ANA,
    shortName: 'Ana K.',
    language: 'en',
    number: '1001',
    credentials: [],
    pin: null,
    actions: ['clock-in', 'clock-out', 'break-start', 'break-end'],
    shifts: [EARLY],
    ...overrides,
  };
}

export function aPerson(standing: Partial<Standing> = {}, card: Partial<RosterCard> = {}): Person {
  return { card: aCard(card), standing: { ...NEVER_SEEN, ...standing } };
}

/** Recent, as these suites run in the time of the day they are run in. */
const CAME_IN_AT = new Date(Date.now() - 30 * 60_000).toISOString();

export function aPresence(overrides: Partial<Presence> = {}): Presence {
  return {
    employee: ANA,
    state: 'in',
    since: CAME_IN_AT,
    clockedInAt: CAME_IN_AT,
    terminal: 'gate-1',
    place: 'Gate 1',
    punchId: punchIdNumber(1),
    weekMinutes: 480,
    ...overrides,
  };
}

/** A valid punch id that sorts by its number. */
export function punchIdNumber(number: number): string {
  return `0190b2a4-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

export function digestNumber(number: number): Digest {
  return number.toString(16).padStart(64, '0');
}
