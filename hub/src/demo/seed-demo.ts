import type { EventLog } from '../event-log/index.ts';
import { hashPin, type PeopleRepository } from '../people/index.ts';
import type { Database } from '../platform/database/database.ts';
import { plannedDates, type SchedulingRepository, shiftWindow } from '../scheduling/index.ts';
import { demoCredentials, digestOf } from './credentials.ts';
import { ensureDemoPolicy } from './demo-policy.ts';
import {
  DEMO_PEOPLE,
  DEMO_PIN,
  DEMO_SHIFTS,
  DEMO_SITE,
  type DemoPerson,
  newEmployee,
  printedNumber,
  UNKNOWN_BADGES,
} from './factory.ts';
import { type DemoStay, tapsOfStay, worksOn } from './habits.ts';

const DAY_MS = 86_400_000;
/** Shifts are planned this far ahead: what a kiosk carries, and some days more until the next start. */
const PLANNED_DAYS = 38;

export interface DemoPorts {
  database: Database;
  people: PeopleRepository;
  scheduling: SchedulingRepository;
  events: EventLog;
}

export interface DemoBadge {
  /** The number printed on the badge, ten digits. */
  printed: string;
  /** The version byte that the print leaves out. */
  version: string;
  raw: string;
  name: string;
  area: string | null;
  state: 'in' | 'break' | 'out' | 'unknown';
}

export interface DemoFactory {
  /** False when there was a company already; nothing was written then. */
  created: boolean;
  site: { id: string; name: string; zone: string; language: string };
  pin: typeof DEMO_PIN;
  badges: DemoBadge[];
}

/**
 * Makes the demo factory in an empty database: a site with three areas, some forty people with badges, shifts around today. A database
 * that has any site is left alone. `siteKey` is 64 hex characters, `nowMs` decides which days are planned.
 */
export async function seedDemo(ports: DemoPorts, siteKey: string, nowMs: number): Promise<DemoFactory> {
  const pinHash = await hashPin(DEMO_PIN.pin);
  const { value: created } = await ports.database.transaction(async sql => {
    if (!(await ports.people.isEmpty(sql))) return false;
    await ports.people.addSite(sql, DEMO_SITE);
    await ports.people.addEmployees(
      sql,
      DEMO_PEOPLE.map(person =>
        newEmployee(
          person,
          demoCredentials(person.badge).map(text => digestOf(text, siteKey)),
          person.number === DEMO_PIN.number ? pinHash : null,
        ),
      ),
    );
    await ports.scheduling.addShifts(sql, Object.values(DEMO_SHIFTS));
    const key = DEMO_SITE.id;
    await ports.events.append(sql, [{ kind: 'people.changed', site: key, key, payload: { employees: [] } }]);
    return true;
  });
  await planAhead(ports, nowMs);
  const { id, name, zone, language } = DEMO_SITE;
  return { created, site: { id, name, zone, language }, pin: DEMO_PIN, badges: demoBadges(nowMs) };
}

/** Plans the demo's shifts from yesterday on and gives it a policy; what is there already stays. Nothing happens in a database without the demo. */
export async function planAhead(ports: DemoPorts, nowMs: number): Promise<void> {
  const { value: isThere } = await ports.database.transaction(async sql => {
    const known = await ports.people.findEmployees(
      sql,
      DEMO_PEOPLE.map(({ id }) => id),
    );
    const ids = new Set(known.map(({ employee }) => employee));
    const days = Array.from({ length: PLANNED_DAYS }, (_, day) => localDate(nowMs + (day - 1) * DAY_MS));
    const assignments = DEMO_PEOPLE.filter(({ id }) => ids.has(id)).flatMap(person =>
      days
        .filter(workDate => worksOn(person, workDate))
        .map(workDate => ({ employee: person.id, shift: DEMO_SHIFTS[person.team], workDate })),
    );
    const dates = plannedDates(assignments);
    if (!dates) return false;
    await ports.scheduling.plan(sql, assignments, DEMO_SITE.zone);
    const payload = { employees: [...ids], dates };
    await ports.events.append(sql, [
      { kind: 'schedule.changed', site: DEMO_SITE.id, key: DEMO_SITE.id, payload },
    ]);
    return true;
  });
  if (isThere) await ensureDemoPolicy(ports.database, ports.events);
}

/** The stay of a demo person on one day. */
export function stayOf(person: DemoPerson, workDate: string): DemoStay {
  const { startsLocal, endsLocal } = DEMO_SHIFTS[person.team];
  const { startsAt, endsAt } = shiftWindow(workDate, startsLocal, endsLocal, DEMO_SITE.zone);
  return { person, workDate, startsAtMs: Date.parse(startsAt), endsAtMs: Date.parse(endsAt) };
}

/** `YYYY-MM-DD` at the demo site. */
export function localDate(atMs: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: DEMO_SITE.zone }).format(atMs);
}

function demoBadges(nowMs: number): DemoBadge[] {
  const known = DEMO_PEOPLE.map(person => ({
    ...badgeView(person.badge),
    name: person.shortName,
    area: person.area,
    state: stateAt(person, nowMs),
  }));
  const unknown = UNKNOWN_BADGES.map(badge => ({
    ...badgeView(badge),
    name: 'nobody',
    area: null,
    state: 'unknown' as const,
  }));
  return [...known, ...unknown];
}

function badgeView(badge: string): Pick<DemoBadge, 'printed' | 'version' | 'raw'> {
  return { printed: printedNumber(badge), version: `0x${badge.slice(0, 2)}`, raw: badge };
}

function stateAt(person: DemoPerson, nowMs: number): DemoBadge['state'] {
  const taps = [localDate(nowMs - DAY_MS), localDate(nowMs)]
    .filter(workDate => worksOn(person, workDate))
    .flatMap(workDate => tapsOfStay(stayOf(person, workDate)))
    .filter(tap => tap.atMs <= nowMs);
  const last = taps.at(-1)?.action ?? 'clock-out';
  if (last === 'clock-out') return 'out';
  return last === 'break-start' ? 'break' : 'in';
}
