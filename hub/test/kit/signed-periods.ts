import { ApiError, type ExportView, type PunchAction } from '@tapclock/contracts';
import { EvidenceModule } from '../../src/evidence/index.ts';
import {
  dateIn,
  GROUP,
  monthsAgo,
  openPeriodsApp,
  type PeriodsApp,
  SITE,
  ZONE,
} from '../payroll/periods-app.ts';
import { enrol, openIngest, receiptsOf } from '../support/hub-parts.ts';
import { TestTerminal } from '../support/test-terminal.ts';
import { at } from './hours-kit.ts';

/** The month before the last: over whenever a suite runs. */
export const FIRST = monthsAgo(2);
export const PERIOD = `pay-periods/${SITE}/${GROUP}/${FIRST}`;
export { dateIn, GROUP, SITE, ZONE };

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: Record<string, unknown>;
  bytes: Buffer;
  /** What the envelope holds. */
  data: () => unknown;
  /** Code, message and details of a refusal. */
  error: () => ApiError['error'];
}

export interface Worker {
  employee: string;
  credential: string;
}

/** Payroll whose punches came from terminals: signed, through ingest, into Postgres. */
export class SignedPeriods {
  readonly hub: PeriodsApp;
  #ingest: Awaited<ReturnType<typeof openIngest>>;

  private constructor(hub: PeriodsApp, ingest: Awaited<ReturnType<typeof openIngest>>) {
    this.hub = hub;
    this.#ingest = ingest;
  }

  static async open(): Promise<SignedPeriods> {
    const hub = await openPeriodsApp([EvidenceModule]);
    await hub.assign(monthsAgo(3));
    return new SignedPeriods(hub, await openIngest(hub.database));
  }

  /** Somebody with a badge. */
  async hire(number: string, givenName: string): Promise<Worker> {
    const employee = await this.hub.hire(number, { givenName });
    const credential = employee.replaceAll('-', '').repeat(2);
    await this.hub.database.primary.query(
      'insert into credential (site_id, digest, employee_id) values ($1, $2, $3)',
      [SITE, credential, employee],
    );
    return { employee, credential };
  }

  async terminal(name: string): Promise<TestTerminal> {
    const terminal = new TestTerminal(name, SITE);
    await enrol(this.hub.database, terminal);
    return terminal;
  }

  /** Makes a punch at a terminal by wall clock; it is sent by `send`. */
  tap(
    terminal: TestTerminal,
    { employee, credential }: Worker,
    [action, date, time]: readonly [PunchAction, string, string],
    more: { employee?: string | null } = {},
  ): string {
    const ms = at(`${date} ${time}`, ZONE) * 1000 + 250;
    return terminal.punch({ action, employee, credential, occurredAt: new Date(ms).toISOString(), ...more })
      .punchId;
  }

  /** Sends the punches `from` to `to` of a terminal and waits until they are committed. */
  async send(terminal: TestTerminal, from: number, to: number, receipts: number): Promise<void> {
    await this.#ingest.broker.deliver(terminal.topic, JSON.stringify(terminal.batch(from, to)));
    await receiptsOf(this.#ingest.broker, terminal, receipts);
  }

  /** Another ingest that remembers nothing of terminals and badges; receipts are counted from 0. */
  async restartIngest(): Promise<void> {
    await this.#ingest.service.stop();
    this.#ingest = await openIngest(this.hub.database);
  }

  /** Approves everybody and locks the month. */
  async lock(): Promise<void> {
    await this.hub.settle();
    const approved = await this.ask('POST', `${PERIOD}/approvals`, { everybody: true });
    if (approved.status >= 300) throw new Error(`not approved: ${approved.bytes}`);
    const locked = await this.ask('POST', `${PERIOD}/lock`, {});
    if (locked.status >= 300) throw new Error(`not locked: ${locked.bytes}`);
  }

  async export(format = 'generic-csv'): Promise<ExportView> {
    const made = await this.ask('POST', `${PERIOD}/exports`, { format });
    if (made.status !== 201) throw new Error(`not made: ${made.bytes}`);
    return made.data() as ExportView;
  }

  async ask(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
    by = 'Mia Wagner',
  ): Promise<RawAnswer> {
    const answer = await this.hub.app.inject({
      method,
      url: `/api/v1/${path}`,
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(await this.hub.askers.headers({ name: by })),
      },
    });
    const json = () => JSON.parse(answer.payload) as { data: unknown };
    return {
      status: answer.statusCode,
      headers: answer.headers,
      bytes: answer.rawPayload,
      data: () => json().data,
      error: () => ApiError.parse(json()).error,
    };
  }

  async stop(): Promise<void> {
    await this.#ingest.service.stop();
    await this.hub.stop();
  }
}
