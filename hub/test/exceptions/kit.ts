import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  apiPage,
  ExceptionView,
  Policy,
  type PolicyDraft,
  type Punch,
  type PunchAction,
  type PunchBatch,
} from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';
import { CursorRunner } from '../../src/event-log/index.ts';
import type { NewEmployee } from '../../src/people/index.ts';
import { SchedulingService } from '../../src/scheduling/index.ts';
import { SheetUpkeep } from '../../src/timesheets/index.ts';
import type { Asker } from '../kit/askers.ts';
import {
  addPerson,
  type Kiosk,
  type RunningTestHub,
  runHub,
  SITE,
  type TestPerson,
  ZONE,
} from '../kit/running-hub.ts';

/** What is noticed must be in the inbox within so long. */
const WITHIN_MS = 5_000;

/** `YYYY-MM-DD` of the site so many days from today; negative: ago. */
export function dateIn(days: number): string {
  return Temporal.Now.plainDateISO(ZONE).add({ days }).toString();
}

/** The instant at which the site's clocks show a time on a date. */
export function at(date: string, time: string): string {
  const { epochMilliseconds } = Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(ZONE);
  return new Date(epochMilliseconds).toISOString();
}

/** What the site's clocks show so many minutes from now. */
export function wallIn(minutes: number): { date: string; time: string; instant: string } {
  const then = Temporal.Now.zonedDateTimeISO(ZONE)
    .add({ minutes })
    .round({ smallestUnit: 'minute', roundingMode: 'floor' });
  return {
    date: then.toPlainDate().toString(),
    time: then.toPlainTime().toString({ smallestUnit: 'minute' }),
    instant: new Date(then.epochMilliseconds).toISOString(),
  };
}

/** An instant so many minutes ago. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

/** A hub with a policy for everybody, two terminals, and the inbox of it. */
export class ExceptionsCompany {
  readonly hub: RunningTestHub;
  readonly gate: Kiosk;
  readonly door: Kiosk;

  private constructor(hub: RunningTestHub, gate: Kiosk, door: Kiosk) {
    this.hub = hub;
    this.gate = gate;
    this.door = door;
  }

  static async open(draft: Partial<PolicyDraft> = {}): Promise<ExceptionsCompany> {
    const hub = await runHub();
    const [gate, door] = [await hub.enrol('gate'), await hub.enrol('door')];
    await gate.connect();
    await door.connect();
    const company = new ExceptionsCompany(hub, gate, door);
    await company.policy(draft);
    return company;
  }

  async close(): Promise<void> {
    await this.hub.stop();
  }

  /** Rules for the whole site, or for some people, from long ago on. */
  async policy(draft: Partial<PolicyDraft>, employees: readonly string[] = []): Promise<void> {
    const { primary } = this.hub.database;
    const policy = Policy.parse({ name: `p-${randomUUID()}`, version: 1, ...draft });
    await primary.query(`insert into policy values ($1, $2, $3, 'Test', now(), 'test')`, [
      policy.name,
      policy.version,
      JSON.stringify(policy),
    ]);
    for (const employee of employees.length === 0 ? [null] : employees)
      await primary.query(
        `insert into policy_assignment values ($1, $2, null, $3, $4, $5, '2020-01-01', 'Test', now(), 'test')`,
        [randomUUID(), SITE, employee, policy.name, policy.version],
      );
  }

  person(more: Partial<NewEmployee> = {}): Promise<TestPerson> {
    return addPerson(this.hub, more);
  }

  /** Plans a person on a shift of a date, such as `06:00` to `14:00` of the site's clocks. */
  async plan(person: TestPerson, date: string, from: string, to: string, unpaidMinutes = 0): Promise<void> {
    const scheduling = this.hub.part(SchedulingService);
    const shift = {
      id: randomUUID(),
      site: SITE,
      name: `${from} to ${to}`,
      startsLocal: from,
      endsLocal: to,
      graceSeconds: 300,
      unpaidSeconds: unpaidMinutes * 60,
    };
    await scheduling.addShifts([shift]);
    await scheduling.plan(SITE, ZONE, [{ employee: person.id, shift, workDate: date }]);
  }

  /** A punch of a person as a terminal sends it, signed; resolves with its id when the hub has it. */
  async punch(
    person: { credential: string } | null,
    action: PunchAction,
    occurredAt: string,
    options: { kiosk?: Kiosk; more?: Partial<Punch>; sent?: PunchBatch['sent'] } = {},
  ): Promise<string> {
    const { kiosk = this.gate, more = {}, sent } = options;
    const { punchId, sequence } = kiosk.terminal.punch({
      action,
      occurredAt,
      credential: person?.credential ?? null,
      ...more,
    });
    if (sent === undefined) await kiosk.send(sequence);
    else await this.#sendAt(kiosk, sequence, sent);
    return punchId;
  }

  /** Punches of one date, such as `06:00 clock-in`. */
  async day(person: TestPerson, date: string, ...punches: string[]): Promise<string[]> {
    const ids: string[] = [];
    for (const punch of punches) {
      const [time = '', action = ''] = punch.split(' ');
      ids.push(await this.punch(person, action as PunchAction, at(date, time)));
    }
    return ids;
  }

  /** Resolves when days are derived and everything that is noticed is in the inbox. */
  async noticed(): Promise<void> {
    await this.hub.part(SheetUpkeep).caughtUp();
    await this.hub.part(CursorRunner).caughtUp('exceptions');
  }

  /** The inbox by HTTP, as whoever asks sees it. */
  async inbox(query = '', asker: Asker = {}): Promise<ExceptionView[]> {
    const { status, body } = await this.hub.get(
      `/api/v1/exceptions?${query.includes('per_page=') ? '' : 'per_page=100&'}${query}`,
      await this.hub.askers.headers(asker),
    );
    if (status !== 200) throw new Error(`the inbox answers ${status}: ${JSON.stringify(body)}`);
    return apiPage(ExceptionView).parse(body).data;
  }

  /**
   * The first answer of the inbox that `found` takes, which must come within the 5 seconds that anything noticed may take. What holds at the
   * end of them is returned where none did.
   */
  async soon(query: string, found: (exceptions: ExceptionView[]) => boolean): Promise<ExceptionView[]> {
    const giveUpMs = Date.now() + WITHIN_MS;
    let exceptions = await this.inbox(query);
    while (!found(exceptions) && Date.now() < giveUpMs) {
      await delay(50);
      exceptions = await this.inbox(query);
    }
    return exceptions;
  }

  /** Codes of what is unsettled about a person, sorted. */
  async codes(person: TestPerson, query = ''): Promise<string[]> {
    return (await this.inbox(`employee=${person.id}&${query}`)).map(({ code }) => code).sort();
  }

  async #sendAt(kiosk: Kiosk, sequence: number, sent: PunchBatch['sent']): Promise<void> {
    const { terminal } = kiosk;
    const receipts = () => kiosk.heard.filter(({ topic }) => topic.endsWith('/receipt')).length;
    const before = receipts();
    await kiosk.publish(terminal.topic, terminal.batch(sequence, sequence, { sent }));
    await kiosk.until(() => receipts() > before);
  }
}
