import { Email, isLoopbackHost } from '@tapclock/contracts';
import { z } from 'zod';
import { secretOf } from './secret-file.ts';

/** The company's mail server, where notifications are to be mailed. */
export interface MailConfig {
  host: string;
  port: number;
  /** `implicit`: TLS from the first byte; `starttls`: clear words first, then TLS or nothing; `none`: on this machine only. */
  tls: 'implicit' | 'starttls' | 'none';
  login: { user: string; password: string } | null;
  /** Address that mails come from. */
  from: string;
  /** Most mails that one hub sends in a minute. */
  perMinute: number;
}

const USUAL_PORTS = { implicit: 465, starttls: 587, none: 25 } as const;
const USUAL_PER_MINUTE = 60;

/** Settings of the mail server: all optional, none without the host. */
export const MAIL_SETTINGS = {
  TAPCLOCK_SMTP_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:-]{1,253}$/, 'must be a host name or an address')
    .optional(),
  TAPCLOCK_SMTP_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine(port => port >= 1 && port <= 65_535, 'must be a port number')
    .optional(),
  TAPCLOCK_SMTP_TLS: z
    .enum(['implicit', 'starttls', 'none'], 'must be implicit, starttls or none')
    .optional(),
  TAPCLOCK_SMTP_USER: z.string().min(1).optional(),
  TAPCLOCK_SMTP_PASSWORD: z.string().min(1).optional(),
  TAPCLOCK_SMTP_PASSWORD_FILE: z.string().min(1).optional(),
  TAPCLOCK_SMTP_PER_MINUTE: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be a number from 1 to 99999')
    .transform(Number)
    .optional(),
  TAPCLOCK_MAIL_FROM: z
    .string()
    .trim()
    .refine(text => Email.safeParse(text).success, 'must be an e-mail address')
    .optional(),
};

type Settings = z.output<z.ZodObject<typeof MAIL_SETTINGS>>;

/** What is missing or too much, one text for each. */
export function mailProblems(settings: Settings): string[] {
  const host = settings.TAPCLOCK_SMTP_HOST;
  if (host === undefined) {
    const given = Object.entries(settings).filter(
      ([name, value]) => /^TAPCLOCK_(SMTP|MAIL)_/.test(name) && value !== undefined,
    );
    return given.map(([name]) => `${name}: says something about mail, but TAPCLOCK_SMTP_HOST is missing`);
  }
  const problems: string[] = [];
  if (settings.TAPCLOCK_MAIL_FROM === undefined) problems.push('TAPCLOCK_MAIL_FROM: is missing');
  const { TAPCLOCK_SMTP_PASSWORD: password, TAPCLOCK_SMTP_PASSWORD_FILE: file } = settings;
  if (password !== undefined && file !== undefined) {
    problems.push('TAPCLOCK_SMTP_PASSWORD and TAPCLOCK_SMTP_PASSWORD_FILE: set one of them');
  }
  if (file !== undefined && secretOf(file) === null) {
    problems.push('TAPCLOCK_SMTP_PASSWORD_FILE: cannot be read, or is empty');
  }
  if ((settings.TAPCLOCK_SMTP_USER === undefined) !== (password === undefined && file === undefined)) {
    problems.push('TAPCLOCK_SMTP_USER and its password: set both or none');
  }
  if (settings.TAPCLOCK_SMTP_TLS === 'none' && !isLoopbackHost(host) && host !== '::1') {
    problems.push('TAPCLOCK_SMTP_TLS: must be implicit or starttls unless the server is on this machine');
  }
  return problems;
}

/** Of settings without problems; null when there is no mail server. */
export function mailOf(settings: Settings): MailConfig | null {
  const { TAPCLOCK_SMTP_HOST: host, TAPCLOCK_MAIL_FROM: from, TAPCLOCK_SMTP_USER: user } = settings;
  if (host === undefined || from === undefined) return null;
  const tls = settings.TAPCLOCK_SMTP_TLS ?? 'starttls';
  const file = settings.TAPCLOCK_SMTP_PASSWORD_FILE;
  const password = settings.TAPCLOCK_SMTP_PASSWORD ?? (file === undefined ? null : secretOf(file));
  return {
    host,
    port: settings.TAPCLOCK_SMTP_PORT ?? USUAL_PORTS[tls],
    tls,
    login: user === undefined || password === null ? null : { user, password },
    from,
    perMinute: settings.TAPCLOCK_SMTP_PER_MINUTE ?? USUAL_PER_MINUTE,
  };
}
