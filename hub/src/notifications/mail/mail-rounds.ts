import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Email } from '@tapclock/contracts';
import { AccountAudience } from '../../access/index.ts';
import { HUB_CONFIG, type HubConfig } from '../../platform/config/hub-config.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { HubMetrics } from '../../platform/metrics/hub-metrics.ts';
import { Rounds } from '../../platform/time/rounds.ts';
import { type MailOutcome, nextMailTry } from '../domain/mail-retry.ts';
import { mailText } from '../domain/mail-text.ts';
import { type ClaimedMail, MailRepository } from './mail.repository.ts';
import { MailPlanner } from './mail-planner.ts';
import { MailTransport } from './mail-transport.ts';

/** What is due is looked for this often. */
const PAUSE_MS = 2_000;
const MAILS_AT_ONCE = 10;
/** Longer than ten mails take at one a minute: the mails of a hub that died are taken over after it. */
const CLAIM_MS = 15 * 60_000;
/** A server that takes nothing is left alone for so long. */
const SERVER_REST_MS = 30_000;

/** Plans mails and sends them. Several hubs share the queue; without a mail server there is none. */
@Injectable()
export class MailRounds implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #database: Database;
  readonly #planner: MailPlanner;
  readonly #mails: MailRepository;
  readonly #audience: AccountAudience;
  readonly #transport: MailTransport;
  readonly #metrics: HubMetrics;
  readonly #log: Log;
  readonly #link: string | null;
  readonly #rounds: Rounds;
  #restUntilMs = 0;
  #stopped = false;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(MailPlanner) planner: MailPlanner,
    @Inject(MailRepository) mails: MailRepository,
    @Inject(AccountAudience) audience: AccountAudience,
    @Inject(MailTransport) transport: MailTransport,
    @Inject(HubMetrics) metrics: HubMetrics,
    @Inject(HUB_CONFIG) config: HubConfig,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#planner = planner;
    this.#mails = mails;
    this.#audience = audience;
    this.#transport = transport;
    this.#metrics = metrics;
    this.#log = log;
    this.#link = config.http.publicUrl;
    this.#rounds = new Rounds({ name: 'mails', pauseMs: PAUSE_MS, work: () => this.round(Date.now()), log });
  }

  onApplicationBootstrap(): void {
    if (this.#transport.isThere) this.#rounds.start();
    else this.#log.info('no mail server is set (TAPCLOCK_SMTP_HOST): notifications are shown, not mailed');
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    this.#transport.close();
    await this.#rounds.stop();
  }

  /** Plans and sends what is due at this moment. */
  async round(nowMs: number): Promise<void> {
    while (!this.#stopped && (await this.#planner.plan(nowMs)));
    this.#metrics.mailsWaiting.set(await this.#mails.waiting(this.#database.primary));
    while (!this.#stopped && nowMs >= this.#restUntilMs) {
      const claim = randomUUID();
      const mails = await this.#mails.claim(this.#database.primary, {
        ...{ claim, limit: MAILS_AT_ONCE },
        now: instant(nowMs),
        until: instant(nowMs + CLAIM_MS),
      });
      if (mails.length === 0) return;
      try {
        await Promise.all(mails.map(mail => this.#deliver(mail, claim, nowMs)));
      } finally {
        await this.#mails.giveBack(this.#database.primary, claim);
      }
    }
  }

  async #deliver(mail: ClaimedMail, claim: string, nowMs: number): Promise<void> {
    const outcome = await this.#send(mail);
    // Cut short by ourselves: it goes back, and says nothing about the server.
    if (this.#stopped && outcome.kind === 'not-now') return;
    const sql = this.#database.primary;
    const at = instant(nowMs);
    if (outcome.kind === 'sent') {
      this.#metrics.mails.inc({ outcome: 'sent' });
      return await this.#mails.ended(sql, mail.id, claim, { state: 'sent', at, problem: null });
    }
    const { problem } = outcome;
    if (outcome.kind === 'not-now' && outcome.everybody) this.#rest(problem, nowMs);
    const nextMs =
      outcome.kind === 'refused'
        ? null
        : nextMailTry({ attempts: mail.attempts + 1, madeMs: Date.parse(mail.madeAt), nowMs });
    this.#metrics.mails.inc({ outcome: nextMs === null ? 'dead' : 'later' });
    if (nextMs === null) await this.#mails.ended(sql, mail.id, claim, { state: 'dead', at, problem });
    else await this.#mails.later(sql, mail.id, claim, { dueAt: instant(nextMs), problem });
  }

  /** In the language that the person has now, to the address that they have now. */
  async #send({ id, account }: ClaimedMail): Promise<MailOutcome> {
    const sql = this.#database.primary;
    const reader = await this.#audience.address(sql, account);
    if (!reader) return { kind: 'refused', problem: 'ACCOUNT_NOT_IN_USE' };
    const to = Email.safeParse(reader.email);
    if (!to.success) return { kind: 'refused', problem: 'NO_ADDRESS' };
    const told = await this.#mails.told(sql, id);
    if (told.length === 0) return { kind: 'refused', problem: 'NOTHING_TO_TELL' };
    return await this.#transport.send({ id, to: to.data, ...mailText(told, reader.language, this.#link) });
  }

  #rest(problem: string, nowMs: number): void {
    if (nowMs >= this.#restUntilMs)
      this.#log.warn({ problem }, 'the mail server takes no mail, what is to be mailed waits');
    this.#restUntilMs = nowMs + SERVER_REST_MS;
  }
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
