import { Inject, Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { HUB_CONFIG, type HubConfig } from '../../platform/config/hub-config.ts';
import type { MailConfig } from '../../platform/config/mail.ts';
import { type MailFailure, type MailOutcome, mailOutcomeOf } from '../domain/mail-retry.ts';
import type { MailText } from '../domain/mail-text.ts';

const CONNECT_MS_MAX = 10_000;
const SILENCE_MS_MAX = 30_000;
const CONNECTIONS_MAX = 2;
const MAILS_PER_CONNECTION_MAX = 100;
const MINUTE_MS = 60_000;
const NAME = 'Tapclock';

/** A mail as it goes out. */
export interface OutgoingMail extends MailText {
  id: string;
  /** An address that was checked. */
  to: string;
}

/** The company's mail server, as far as the hub talks to it. The library stays in this file. */
@Injectable()
export class MailTransport {
  readonly #config: MailConfig | null;
  #pool: ReturnType<typeof open> | null = null;

  constructor(@Inject(HUB_CONFIG) config: HubConfig) {
    this.#config = config.mail ?? null;
  }

  /** Whether there is a server at all. */
  get isThere(): boolean {
    return this.#config !== null;
  }

  /** Never throws for what the world does. */
  async send({ id, to, subject, text, html }: OutgoingMail): Promise<MailOutcome> {
    const config = this.#config;
    if (config === null) throw new Error('there is no mail server');
    this.#pool ??= open(config);
    try {
      await this.#pool.sendMail({
        from: { name: NAME, address: config.from },
        to: { name: '', address: to },
        ...{ subject, text, html },
        // The same in every try: a server that had it already can tell.
        messageId: `<${id}@${config.from.split('@')[1]}>`,
        // RFC 3834, 5: nobody's out-of-office answers it.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return { kind: 'sent' };
    } catch (error) {
      return mailOutcomeOf(failureOf(error));
    }
  }

  close(): void {
    this.#pool?.close();
    this.#pool = null;
  }
}

function open({ host, port, tls, login, perMinute }: MailConfig) {
  return createTransport({
    pool: true,
    ...{ host, port, secure: tls === 'implicit', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none' },
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    tls: { minVersion: 'TLSv1.2' },
    connectionTimeout: CONNECT_MS_MAX,
    greetingTimeout: CONNECT_MS_MAX,
    socketTimeout: SILENCE_MS_MAX,
    maxConnections: CONNECTIONS_MAX,
    maxMessages: MAILS_PER_CONNECTION_MAX,
    // There is one queue, in the database.
    maxRequeues: 0,
    rateDelta: MINUTE_MS,
    rateLimit: perMinute,
  });
}

const Failure = z.object({
  code: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  responseCode: z.number().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
});

/** Of an error of the library. Throws what is none. */
function failureOf(error: unknown): MailFailure {
  const failure = Failure.parse(error);
  if (failure.code === undefined && failure.responseCode === undefined) throw error;
  return failure;
}
