import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MailView, NotificationView } from '@tapclock/contracts';
import { z } from 'zod';
import { startHub } from '../../src/hub.ts';
import { MailRounds } from '../../src/notifications/index.ts';
import type { HubConfig } from '../../src/platform/config/hub-config.ts';
import type { MailConfig } from '../../src/platform/config/mail.ts';
import { ask } from '../access/asks.ts';
import { untilTrue } from '../kit/http-receiver.ts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { testLog } from '../support/hub-parts.ts';
import { MailServer, SMTP_LOGIN, trustedCertificate } from './mail-server.ts';
import {
  accountOf,
  type Company,
  exceptionChanged,
  happen,
  makeCompany,
  published,
  requestChanged,
  told,
} from './notify-kit.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FROM = 'clock@werk.example';

let hub: RunningTestHub;
let config: HubConfig;
let server: MailServer;
let port: number;
let company: Company;
let certificate: ReturnType<typeof trustedCertificate>;

const mailConfig = (more: Partial<MailConfig> = {}): MailConfig => ({
  ...{ host: '127.0.0.1', port, tls: 'none', login: null, from: FROM, perMinute: 10_000 },
  ...more,
});

/** A port that is free now, for servers that come and go. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise(resolve => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

beforeAll(async () => {
  certificate = trustedCertificate();
  port = await freePort();
  hub = await runHub({
    change: usual => {
      config = {
        ...usual,
        http: { ...usual.http, publicUrl: 'http://127.0.0.1' },
        mail: mailConfig(),
      };
      return config;
    },
  });
});
beforeEach(async () => {
  await hub.database.primary.query('delete from notification');
  await hub.database.primary.query('delete from mail');
  await hub.database.primary.query(`update account set disabled_at = now() where name <> 'Ada Admin'`);
  company = await makeCompany(hub);
  server = new MailServer({ tls: 'none' });
  await server.start(port);
});
afterEach(() => server.stop());
afterAll(async () => {
  await hub.stop();
  certificate.forget();
});

let days = 0;

/** Each test has days of its own: a hub leaves a server that took nothing alone for a while. */
function laterMs(): number {
  days += 7;
  return Date.now() + days * 24 * HOUR_MS;
}

const round = (nowMs: number) => hub.part(MailRounds).round(nowMs);
const outbox = async (query = '') =>
  (await ask(hub, 'GET', `/notifications/outbox${query}`)).data(z.array(MailView));

async function addressOf(who: keyof Company['askers']): Promise<string> {
  const [row] = await hub.database.primary.query<{ email: string }>(
    'select email from account where id = $1',
    [await accountOf(hub, company.askers[who])],
  );
  return row?.email ?? '';
}

async function choose(who: keyof Company['askers'], body: object): Promise<void> {
  const answer = await ask(hub, 'PUT', '/auth/me/notification-settings', {
    ...{ as: company.askers[who], body, headers: { 'if-match': '"1"' } },
  });
  expect(answer.status).toBe(200);
}

describe('a mail', () => {
  it('tells one person in their language what happened, and nothing about hours or others', async () => {
    const id = await accountOf(hub, company.askers.leader);
    await hub.database.primary.query(`update account set language = 'de' where id = $1`, [id]);
    await happen(hub, requestChanged(company.person.id));
    await round(Date.now() + 6 * MINUTE_MS);
    await server.until(1);
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: FROM, to: [await addressOf('leader')] });
    expect(mail?.headers).toMatch(/^Subject: Tapclock: eine Mitteilung$/m);
    expect(mail?.headers).toMatch(/^From: Tapclock <clock@werk\.example>$/m);
    expect(mail?.headers).toMatch(/^Auto-Submitted: auto-generated$/m);
    const sentence = 'Ein Antrag wartet auf eine Entscheidung: Abwesenheit vom 21.12.2026 bis 23.12.2026.';
    expect(mail?.body).toContain(`- ${sentence}`);
    expect(mail?.body).toContain(`<li>${sentence}</li>`);
    expect(mail?.body).toContain('http://127.0.0.1');
    expect(mail?.body).toContain('Einstellungen für Mitteilungen');
    expect(`${mail?.headers}${mail?.body}`).not.toMatch(/Schneider|Maria/);
    expect(await outbox()).toMatchObject([
      { state: 'sent', account: id, notifications: 1, attempts: 1, problem: null },
    ]);
  });

  it('is one of what came within minutes of each other', async () => {
    const nowMs = Date.now();
    await happen(hub, requestChanged(company.person.id), requestChanged(company.person.id));
    await round(nowMs + 4 * MINUTE_MS);
    expect(server.mails).toEqual([]);
    await round(nowMs + 6 * MINUTE_MS);
    expect(server.mails.map(({ headers }) => /^Subject: (.*)$/m.exec(headers)?.[1])).toEqual([
      'Tapclock: 2 notifications',
    ]);
    await round(nowMs + HOUR_MS);
    expect(server.mails).toHaveLength(1);
  });

  it('is not made of what was read before, or is not to be mailed', async () => {
    const { worker, leader } = company.askers;
    await happen(hub, published([company.person.id]), exceptionChanged(company.person.id));
    expect((await told(hub, leader)).map(({ kind }) => kind)).toEqual(['exception-open']);
    await ask(hub, 'POST', '/notifications/read', {
      as: worker,
      body: { through: new Date().toISOString() },
    });
    await round(Date.now() + HOUR_MS);
    expect(server.mails).toEqual([]);
  });

  it('comes to whoever wants mail only, without an entry in the list', async () => {
    await choose('leader', { kinds: { 'exception-open': { inApp: false, email: true } }, quiet: null });
    await happen(hub, exceptionChanged(company.person.id));
    await round(Date.now() + 6 * MINUTE_MS);
    expect(server.mails).toHaveLength(1);
    expect(await told(hub, company.askers.leader)).toEqual([]);
  });

  it('waits for the end of quiet hours, then all comes as one', async () => {
    const clock = (ms: number) =>
      new Intl.DateTimeFormat('de-DE', {
        timeZone: 'Europe/Berlin',
        hour: '2-digit',
        minute: '2-digit',
      }).format(ms);
    const nowMs = Date.now();
    // From an hour ago to three hours ahead, by the clock of the site.
    const quiet = { from: clock(nowMs - HOUR_MS), to: clock(nowMs + 3 * HOUR_MS), exceptUrgent: false };
    await choose('leader', { kinds: {}, quiet });
    await happen(
      hub,
      requestChanged(company.person.id),
      exceptionChanged(company.person.id, { what: 'escalated' }),
    );
    await round(nowMs + 6 * MINUTE_MS);
    await round(nowMs + 2 * HOUR_MS);
    const toLeader = async () => {
      const address = await addressOf('leader');
      return server.mails.filter(({ to }) => to.includes(address));
    };
    expect(await toLeader()).toEqual([]);
    await round(nowMs + 3 * HOUR_MS + MINUTE_MS);
    const [mail, ...more] = await toLeader();
    expect(mail?.headers).toContain('Subject: Tapclock: 2 notifications');
    expect(more).toEqual([]);
  });

  it('is not sent to whoever cannot log in any more, nor to what is no address', async () => {
    await happen(hub, requestChanged(company.person.id), published([company.person.id]));
    await hub.database.primary.query('update account set disabled_at = now() where id = $1', [
      await accountOf(hub, company.askers.leader),
    ]);
    await hub.database.primary.query('update account set email = $2 where id = $1', [
      await accountOf(hub, company.askers.worker),
      'a@b.example\r\nBcc: everybody@werk.example',
    ]);
    await round(Date.now() + HOUR_MS);
    expect(server.mails).toEqual([]);
    expect(await outbox()).toMatchObject([{ state: 'dead', problem: 'NO_ADDRESS' }]);
  });
});

describe('a mail server', () => {
  /** One mail is due at the answered moment. */
  const one = async () => {
    await happen(hub, requestChanged(company.person.id));
    return laterMs();
  };

  it('that says later gets it later', async () => {
    const nowMs = await one();
    server.refuse = { rcpt: [450, '4.2.1 maria is busy'] };
    await round(nowMs);
    expect(await outbox()).toMatchObject([{ state: 'waiting', attempts: 1, problem: '450 4.2.1' }]);
    server.refuse = {};
    await round(nowMs + MINUTE_MS - 1_000);
    expect(server.mails).toEqual([]);
    await round(nowMs + MINUTE_MS);
    expect(server.mails).toHaveLength(1);
    expect(await outbox()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('that says never is not asked again, and the mail can be seen', async () => {
    const nowMs = await one();
    server.refuse = { rcpt: [550, '5.1.1 <maria@werk.example> unknown'] };
    await round(nowMs);
    server.refuse = {};
    await round(nowMs + 24 * HOUR_MS);
    expect(server.mails).toEqual([]);
    expect(await outbox('?state=dead')).toMatchObject([{ state: 'dead', attempts: 1, problem: '550 5.1.1' }]);
  });

  it('that is away keeps nothing from coming later', async () => {
    await server.stop();
    const nowMs = await one();
    await round(nowMs);
    expect(await outbox()).toMatchObject([{ state: 'waiting', attempts: 1, problem: 'ESOCKET' }]);
    server = new MailServer({ tls: 'none' });
    await server.start(port);
    await round(nowMs + 2 * MINUTE_MS);
    await server.until(1);
    expect(await outbox()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('that dies in the middle of a message gets it again, under the same id', async () => {
    const nowMs = await one();
    server.diesInData = true;
    await round(nowMs);
    const [waiting] = await outbox();
    expect(waiting).toMatchObject({ state: 'waiting', attempts: 1 });
    await round(nowMs + 2 * MINUTE_MS);
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.headers).toContain(`Message-ID: <${waiting?.id}@werk.example>`);
  });

  it('that never takes it is given up after two days', async () => {
    const nowMs = await one();
    server.refuse = { data: [451, 'later'] };
    await round(nowMs);
    await round(nowMs + 47 * HOUR_MS);
    expect((await outbox())[0]?.state).toBe('waiting');
    await round(nowMs + 52 * HOUR_MS);
    expect(await outbox()).toMatchObject([{ state: 'dead', attempts: 3, problem: '451' }]);
  });

  it('that refuses the hub itself blames no mail', async () => {
    const nowMs = await one();
    server.refuse = { mail: [550, '5.7.1 not you'] };
    await round(nowMs);
    expect(await outbox()).toMatchObject([{ state: 'waiting', problem: '550 5.7.1' }]);
  });
});

describe('two hubs', () => {
  it('send each mail once', async () => {
    const second = await startHub(config, testLog());
    const companies = [company, await makeCompany(hub), await makeCompany(hub)];
    for (const { person } of companies) await happen(hub, requestChanged(person.id), published([person.id]));
    const nowMs = laterMs();
    server.slowMs = 300;
    const first = round(nowMs);
    await server.until(1);
    await Promise.all([first, second.app.get(MailRounds, { strict: false }).round(nowMs)]);
    await untilTrue(async () => (await outbox('?state=sent')).length === 6, 'six mails sent');
    expect(server.mails).toHaveLength(6);
    expect(new Set(server.mails.map(({ to }) => to.join())).size).toBe(6);
    await second.stop();
  });
});

describe('encryption', () => {
  /** Another hub on the same database, with another way to its server. */
  async function sendBy(other: MailServer, more: Partial<MailConfig>): Promise<MailView | undefined> {
    await other.start();
    await server.stop();
    const mail = mailConfig({ host: 'localhost', port: other.port, ...more });
    const second = await startHub({ ...config, mail }, testLog());
    await happen(hub, requestChanged(company.person.id));
    await second.app.get(MailRounds, { strict: false }).round(Date.now() + 6 * MINUTE_MS);
    const [view] = await outbox();
    await second.stop();
    await other.stop();
    server = new MailServer({ tls: 'none' });
    await server.start(port);
    return view;
  }

  it.each(['implicit', 'starttls'] as const)('and a login: %s', async tls => {
    const other = new MailServer({ tls, ...certificate, login: true });
    expect(await sendBy(other, { tls, login: SMTP_LOGIN })).toMatchObject({ state: 'sent' });
    expect(other.mails).toMatchObject([{ encrypted: true, user: SMTP_LOGIN.user }]);
  });

  it('is not done without where it was asked for', async () => {
    const other = new MailServer({ tls: 'none' });
    expect(await sendBy(other, { tls: 'starttls' })).toMatchObject({ state: 'waiting', problem: '500' });
    expect(other.mails).toEqual([]);
  });

  it('with a wrong password blames no mail', async () => {
    const other = new MailServer({ tls: 'implicit', ...certificate, login: true });
    const login = { user: SMTP_LOGIN.user, password: 'wrong' };
    expect(await sendBy(other, { tls: 'implicit', login })).toMatchObject({
      state: 'waiting',
      problem: '535 5.7.8',
    });
  });
});

describe('without a mail server', () => {
  it('people are told all the same', async () => {
    const second = await startHub({ ...config, mail: null }, testLog());
    const { person, askers } = company;
    await happen(hub, published([person.id]));
    const answer = await fetch(`http://127.0.0.1:${second.httpPort}/api/v1/notifications`, {
      headers: await hub.askers.headers(askers.worker),
    });
    const { data } = z.object({ data: z.array(NotificationView) }).parse(await answer.json());
    expect(data).toMatchObject([{ kind: 'schedule-published' }]);
    await second.stop();
  });
});
