import { randomUUID } from 'node:crypto';
import type { ExceptionEvent, NotificationView, RequestEvent } from '@tapclock/contracts';
import { NotificationView as View } from '@tapclock/contracts';
import { z } from 'zod';
import { CursorRunner, EventLog, type NewEvent } from '../../src/event-log/index.ts';
import { ask } from '../access/asks.ts';
import type { Asker } from '../kit/askers.ts';
import { addPerson, type RunningTestHub, SITE, type TestPerson } from '../kit/running-hub.ts';

/** A small company: who could hear of anything. */
export interface Company {
  person: TestPerson;
  colleague: TestPerson;
  askers: Record<'worker' | 'colleague' | 'leader' | 'otherLeader' | 'hr' | 'admin', Asker>;
}

let companies = 0;

export async function makeCompany(hub: RunningTestHub): Promise<Company> {
  companies += 1;
  const nth = companies;
  const [team, otherTeam] = [`team-${nth}`, `other-${nth}`];
  for (const id of [team, otherTeam])
    await hub.database.primary.query('insert into team (site_id, id, name) values ($1, $2, $2)', [SITE, id]);
  const person = await addPerson(hub, { team });
  const colleague = await addPerson(hub, { team: otherTeam });
  const leads = (name: string) => ({ role: 'supervisor' as const, teams: [{ site: SITE, team: name }] });
  const askers = {
    worker: { name: `Worker ${nth}`, role: 'worker' as const, employee: person.id },
    colleague: { name: `Colleague ${nth}`, role: 'worker' as const, employee: colleague.id },
    leader: { name: `Leader ${nth}`, ...leads(team) },
    otherLeader: { name: `Other leader ${nth}`, ...leads(otherTeam) },
    hr: { name: `HR ${nth}`, role: 'hr' as const },
    admin: { name: `Admin ${nth}`, role: 'admin' as const },
  };
  for (const asker of Object.values(askers)) await hub.askers.headers(asker);
  return { person, colleague, askers };
}

/** Id of an asker's account. */
export async function accountOf(hub: RunningTestHub, { name }: Asker): Promise<string> {
  const [row] = await hub.database.primary.query<{ id: string }>('select id from account where name = $1', [
    name,
  ]);
  return row?.id ?? '';
}

export async function happen(hub: RunningTestHub, ...events: NewEvent[]): Promise<void> {
  await hub.database.transaction(sql => hub.part(EventLog).append(sql, events));
  await hub.part(CursorRunner).caughtUp('notifications');
}

export async function told(hub: RunningTestHub, as: Asker, query = ''): Promise<NotificationView[]> {
  return (await ask(hub, 'GET', `/notifications${query}`, { as })).data(z.array(View));
}

/** An exception about somebody, as the inbox tells of it. */
export function exceptionChanged(employee: string | null, more: Partial<ExceptionEvent> = {}): NewEvent {
  const payload: ExceptionEvent = {
    exception: randomUUID(),
    code: 'MISSING_OUT',
    category: 'missing',
    consequence: 1,
    employee,
    terminal: null,
    date: '2026-11-26',
    state: 'open',
    what: 'noticed',
    by: null,
    version: 1,
    ...more,
  };
  return { kind: 'exception.changed', site: SITE, key: employee ?? SITE, payload };
}

export function requestChanged(employee: string, more: Partial<RequestEvent> = {}): NewEvent {
  const payload: RequestEvent = {
    request: randomUUID(),
    kind: 'leave',
    state: 'asked',
    employee,
    others: [],
    from: '2026-12-21',
    to: '2026-12-23',
    by: 'somebody',
    ...more,
  };
  return { kind: 'request.changed', site: SITE, key: employee, payload };
}

export function published(employees: string[]): NewEvent {
  return {
    kind: 'schedule.published',
    site: SITE,
    key: SITE,
    payload: { publication: randomUUID(), employees, from: '2026-11-30', to: '2026-12-06', by: 'somebody' },
  };
}

export function periodChanged(
  change: 'approved' | 'withdrawn' | 'locked' | 'unlocked' | 'exported',
  employees: string[] = [],
): NewEvent {
  return {
    kind: 'period.changed',
    site: SITE,
    key: SITE,
    payload: { group: 'weekly', from: '2026-11-02', change, employees, by: 'somebody' },
  };
}
