import { randomUUID } from 'node:crypto';
import { RequestDetail } from '@tapclock/contracts';
import { SchedulingService } from '../../src/scheduling/index.ts';
import { ask, type Heard } from '../access/asks.ts';
import type { Asker } from '../kit/askers.ts';
import { addPerson, type RunningTestHub, runHub, SITE, type TestPerson, ZONE } from '../kit/running-hub.ts';

export const HR: Asker = { name: 'Hana', role: 'hr' };
export const LEAD: Asker = { name: 'Sam', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] };
export const OTHER_LEAD: Asker = { name: 'Olga', role: 'supervisor', teams: [{ site: SITE, team: 'late' }] };

export interface Shift {
  id: string;
  site: string;
  name: string;
  startsLocal: string;
  endsLocal: string;
  graceSeconds: number;
}

/** A hub with a site, two teams and three shifts, and what tests of requests ask of it. */
export class RequestsKit {
  readonly hub: RunningTestHub;
  readonly early = shift('Early', '06:00', '14:00');
  readonly late = shift('Late', '14:00', '22:00');
  readonly night = shift('Night', '22:00', '06:00');

  private constructor(hub: RunningTestHub) {
    this.hub = hub;
  }

  static async open(): Promise<RequestsKit> {
    const kit = new RequestsKit(await runHub());
    await kit.hub.database.primary.query(
      `insert into team (site_id, id, name) values ($1, 'late', 'Late team')`,
      [SITE],
    );
    await kit.hub.part(SchedulingService).addShifts([kit.early, kit.late, kit.night]);
    return kit;
  }

  async person(team: string | null = 'early'): Promise<TestPerson> {
    return await addPerson(this.hub, { team });
  }

  /** Somebody who logs in as a worker. */
  worker({ id, number }: TestPerson): Asker {
    return { name: `Worker ${number}`, role: 'worker', employee: id };
  }

  /** Publishes a shift; the id of the assignment. */
  async plan({ id: employee }: TestPerson, of: Shift, workDate: string): Promise<string> {
    await this.hub.part(SchedulingService).plan(SITE, ZONE, [{ employee, shift: of, workDate }]);
    const [row] = await this.hub.database.primary.query<{ id: string }>(
      'select id from assignment where employee_id = $1 and shift_id = $2 and work_date = $3',
      [employee, of.id, workDate],
    );
    if (!row) throw new Error('what was planned is there');
    return row.id;
  }

  /** Names of the shifts that somebody is planned on, with their dates. */
  async planned({ id }: TestPerson): Promise<string[]> {
    const rows = await this.hub.database.primary.query<{ text: string }>(
      `select a.work_date || ' ' || s.name as text from assignment a join shift s on s.id = a.shift_id
       where a.employee_id = $1 order by a.starts_at`,
      [id],
    );
    return rows.map(({ text }) => text);
  }

  async ask(body: object, as: Asker): Promise<Heard> {
    return await ask(this.hub, 'POST', '/requests', { body, as });
  }

  /** A request that is made without a refusal. */
  async made(body: object, as: Asker): Promise<RequestDetail> {
    const answer = await this.ask(body, as);
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.data(RequestDetail);
  }

  async step(
    { id }: { id: string },
    step: 'acceptance' | 'decline' | 'withdrawal',
    as: Asker,
    reason?: string,
  ): Promise<Heard> {
    const body = step === 'acceptance' ? {} : { body: reason === undefined ? {} : { reason } };
    return await ask(this.hub, 'POST', `/requests/${id}/${step}`, { as, ...body });
  }

  async decide(
    { id, version }: { id: string; version: number },
    body: object = { granted: true },
    as: Asker = LEAD,
  ): Promise<Heard> {
    const headers = { 'if-match': `"${version}"` };
    return await ask(this.hub, 'POST', `/requests/${id}/decision`, { as, body, headers });
  }

  async find(id: string, as: Asker = HR): Promise<RequestDetail> {
    return (await ask(this.hub, 'GET', `/requests/${id}`, { as })).data(RequestDetail);
  }

  /** Events of a request, as downstreams read them. */
  async told(id: string): Promise<Record<string, unknown>[]> {
    const rows = await this.hub.database.primary.query<{ payload: Record<string, unknown> }>(
      `select payload from event_log where kind = 'request.changed' and payload ->> 'request' = $1 order by xid, position`,
      [id],
    );
    return rows.map(({ payload }) => payload);
  }
}

/** `YYYY-MM-DD` of so many days from today on; far enough from now in any zone. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function shift(name: string, startsLocal: string, endsLocal: string): Shift {
  return { id: randomUUID(), site: SITE, name, startsLocal, endsLocal, graceSeconds: 300 };
}
