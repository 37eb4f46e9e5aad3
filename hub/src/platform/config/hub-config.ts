import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isPrivateBroker, Role } from '@tapclock/contracts';
import { z } from 'zod';
import {
  IDENTITY_PROVIDER_SETTINGS,
  type IdentityProviderConfig,
  identityProviderOf,
  identityProviderProblems,
} from './identity-provider.ts';
import { MAIL_SETTINGS, type MailConfig, mailOf, mailProblems } from './mail.ts';

/** Everything the hub is told from outside, checked once at start. Nobody else reads the environment. */
export interface HubConfig {
  database: {
    url: string;
    /** Owner of the schema: only migrations use it. */
    ownerUrl: string | null;
    replicaUrl: string | null;
    /** Role that migrations grant the application's rights to. */
    appRole: string;
    poolMax: number;
  };
  http: {
    host: string;
    port: number;
    behindProxy: boolean;
    dashboardDir: string | null;
    /** Where people reach the hub, such as `https://clock.example.com`; null: on this machine only. */
    publicUrl: string | null;
    /** Other origins whose pages may call the API with a token; none by default. */
    corsOrigins: readonly string[];
    /** Own certificate (PEM files, read again when they change); null: plain HTTP on loopback, or a proxy in front. */
    tls: { certFile: string; keyFile: string } | null;
    /** From one address; more are answered 429. */
    requestsPerMinute: number;
  };
  broker:
    | { kind: 'embedded'; port: number }
    | { kind: 'external'; url: string; username: string | null; password: string | null };
  /** Where kiosks find the broker, if not where the hub does; handed out when one is paired. */
  kioskBrokerUrl?: string | null;
  log: { level: LogLevel };
  /** 32 bytes that seal and sign what the hub keeps: whoever has them and the database can be anybody. */
  secretsKey: Buffer;
  /** The company's own; null: there is none, and people log in with passwords. */
  identityProvider: IdentityProviderConfig | null;
  access: {
    /** Who must have a second factor: until they set one up, they may do nothing else. */
    secondFactorRoles: readonly Role[];
  };
  /** The compiled program that works on whole companies beside the hub; null: the hub does it itself. */
  payroll: { program: string | null };
  /** The mail server; null: people are told in the product only. */
  mail?: MailConfig | null;
  /** Private networks that webhooks may reach all the same, such as `10.20.0.0/16`; none by default. */
  webhookNetworks?: readonly string[];
  /** Where the heads of the audit trail are published, outside the machine if it is to prove anything: a file that is appended to, a URL. */
  audit: { headsFile: string | null; headsUrl: string | null };
}

export const HUB_CONFIG = Symbol('HubConfig');

const LogLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);
type LogLevel = z.infer<typeof LogLevel>;

/** Every problem of the configuration at once; texts name the setting, never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`configuration:\n${problems.map(problem => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const url = (protocols: readonly string[]) =>
  z
    .string()
    .refine(
      text => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be a URL starting with ${protocols.join(' or ')}`,
    );
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine(value => value <= 65_535, 'must be a port number');
const PostgresUrl = url(['postgres:', 'postgresql:']);

const Settings = z.object({
  TAPCLOCK_DATABASE_URL: PostgresUrl,
  TAPCLOCK_DATABASE_OWNER_URL: PostgresUrl.optional(),
  TAPCLOCK_REPLICA_URL: PostgresUrl.optional(),
  TAPCLOCK_DATABASE_APP_ROLE: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be a plain lower-case role name')
    .default('tapclock_app'),
  TAPCLOCK_DATABASE_POOL_MAX: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'must be a number from 1 to 999')
    .transform(Number)
    .default(10),
  TAPCLOCK_HTTP_HOST: z.string().min(1).default('127.0.0.1'),
  TAPCLOCK_HTTP_PORT: port.default(8080),
  TAPCLOCK_BEHIND_PROXY: z.enum(['0', '1'], 'must be 0 or 1').default('0'),
  TAPCLOCK_PUBLIC_URL: url(['https:', 'http:'])
    .transform(text => new URL(text).origin)
    .optional(),
  TAPCLOCK_CORS_ORIGINS: z
    .string()
    .transform(text => text.split(',').map(origin => origin.trim()))
    .refine(
      origins => origins.every(origin => URL.canParse(origin) && new URL(origin).origin === origin),
      'must be origins such as https://intranet.example.com, with commas between them',
    )
    .default([]),
  TAPCLOCK_REQUESTS_PER_MINUTE: z
    .string()
    .regex(/^[1-9]\d{1,6}$/, 'must be a number from 10 to 9999999')
    .transform(Number)
    .default(3_000),
  TAPCLOCK_TLS_CERT_FILE: z.string().min(1).optional(),
  TAPCLOCK_TLS_KEY_FILE: z.string().min(1).optional(),
  TAPCLOCK_BROKER: z
    .union([z.literal('embedded'), url(['mqtt:', 'mqtts:'])], {
      error: 'must be "embedded" or a URL starting with mqtt: or mqtts:',
    })
    .default('embedded'),
  TAPCLOCK_MQTT_PORT: port.default(1883),
  TAPCLOCK_KIOSK_BROKER_URL: url(['mqtt:', 'mqtts:', 'ws:', 'wss:'])
    .refine(isPrivateBroker, 'must start with mqtts: or wss: unless it is on this machine')
    .optional(),
  TAPCLOCK_BROKER_USERNAME: z.string().min(1).optional(),
  TAPCLOCK_BROKER_PASSWORD: z.string().min(1).optional(),
  TAPCLOCK_DASHBOARD_DIR: z.string().min(1).optional(),
  TAPCLOCK_AUDIT_HEADS_FILE: z.string().min(1).optional(),
  TAPCLOCK_AUDIT_HEADS_URL: url(['https:', 'http:']).optional(),
  ...IDENTITY_PROVIDER_SETTINGS,
  ...MAIL_SETTINGS,
  TAPCLOCK_WEBHOOK_NETWORKS: z
    .string()
    .transform(text => text.split(',').map(network => network.trim()))
    .refine(
      networks => networks.every(isNetwork),
      'must be networks such as 10.20.0.0/16, with commas between them',
    )
    .default([]),
  TAPCLOCK_LOG_LEVEL: LogLevel.default('info'),
  TAPCLOCK_SECOND_FACTOR_ROLES: z
    .string()
    .transform(text => (text.trim() === 'none' ? [] : text.split(',').map(role => role.trim())))
    .pipe(z.array(Role, 'must be roles with commas between them, or "none"'))
    .default(['hr', 'admin']),
  TAPCLOCK_SECRETS_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits, such as `openssl rand -hex 32` prints')
    .transform(text => Buffer.from(text, 'hex')),
});

/**
 * Reads the environment over the optional JSON file of `TAPCLOCK_HUB_CONFIG` (an object with the same names; the environment
 * wins). Throws one `ConfigError` that lists every problem.
 */
export function loadHubConfig(env: NodeJS.ProcessEnv): HubConfig {
  const settings = read(env, Settings);
  const problems = [
    ...networkProblems(settings),
    ...identityProviderProblems(settings),
    ...mailProblems(settings),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    ...toConfig(settings),
    secretsKey: settings.TAPCLOCK_SECRETS_KEY,
    identityProvider: identityProviderOf(settings),
    mail: mailOf(settings),
  };
}

/** The same without the key, for programs beside the hub that need the database only: what does not need a secret does not get it. */
export function loadDatabaseConfig(
  env: NodeJS.ProcessEnv,
): Omit<HubConfig, 'secretsKey' | 'identityProvider' | 'mail'> {
  return toConfig(read(env, Settings.omit({ TAPCLOCK_SECRETS_KEY: true })));
}

function read<T extends z.ZodType>(env: NodeJS.ProcessEnv, settings: T): z.output<T> {
  const problems: string[] = [];
  const fromFile = env.TAPCLOCK_HUB_CONFIG
    ? readJson(
        env.TAPCLOCK_HUB_CONFIG,
        'TAPCLOCK_HUB_CONFIG',
        z.record(z.string(), z.coerce.string()),
        problems,
      )
    : {};
  const fromEnv = Object.entries(env).filter(
    ([name, value]) => name.startsWith('TAPCLOCK_') && value !== undefined && value !== '',
  );
  const parsed = settings.safeParse({ ...fromFile, ...Object.fromEntries(fromEnv) });
  if (!parsed.success) problems.push(...describe(parsed.error));
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return parsed.data;
}

function toConfig(
  settings: Omit<z.output<typeof Settings>, 'TAPCLOCK_SECRETS_KEY'>,
): Omit<HubConfig, 'secretsKey' | 'identityProvider' | 'mail'> {
  return {
    database: {
      url: settings.TAPCLOCK_DATABASE_URL,
      ownerUrl: settings.TAPCLOCK_DATABASE_OWNER_URL ?? null,
      replicaUrl: settings.TAPCLOCK_REPLICA_URL ?? null,
      appRole: settings.TAPCLOCK_DATABASE_APP_ROLE,
      poolMax: settings.TAPCLOCK_DATABASE_POOL_MAX,
    },
    http: {
      host: settings.TAPCLOCK_HTTP_HOST,
      port: settings.TAPCLOCK_HTTP_PORT,
      behindProxy: settings.TAPCLOCK_BEHIND_PROXY === '1',
      dashboardDir: settings.TAPCLOCK_DASHBOARD_DIR ?? null,
      publicUrl: settings.TAPCLOCK_PUBLIC_URL ?? null,
      corsOrigins: settings.TAPCLOCK_CORS_ORIGINS,
      tls: certificate(settings),
      requestsPerMinute: settings.TAPCLOCK_REQUESTS_PER_MINUTE,
    },
    broker:
      settings.TAPCLOCK_BROKER === 'embedded'
        ? { kind: 'embedded', port: settings.TAPCLOCK_MQTT_PORT }
        : {
            kind: 'external',
            url: settings.TAPCLOCK_BROKER,
            username: settings.TAPCLOCK_BROKER_USERNAME ?? null,
            password: settings.TAPCLOCK_BROKER_PASSWORD ?? null,
          },
    kioskBrokerUrl: settings.TAPCLOCK_KIOSK_BROKER_URL ?? null,
    log: { level: settings.TAPCLOCK_LOG_LEVEL },
    access: { secondFactorRoles: settings.TAPCLOCK_SECOND_FACTOR_ROLES },
    payroll: { program: null },
    webhookNetworks: settings.TAPCLOCK_WEBHOOK_NETWORKS,
    audit: {
      headsFile: settings.TAPCLOCK_AUDIT_HEADS_FILE ?? null,
      headsUrl: settings.TAPCLOCK_AUDIT_HEADS_URL ?? null,
    },
  };
}

function readJson<T>(path: string, setting: string, schema: z.ZodType<T>, problems: string[]): T | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return parsed.data;
    problems.push(...describe(parsed.error).map(problem => `${setting}: ${problem}`));
  } catch (error) {
    // A JSON error message quotes the text, which may hold a key: only the kind of failure is told.
    problems.push(`${setting}: ${error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'}`);
  }
  return undefined;
}

function describe(error: z.ZodError): string[] {
  return error.issues.map(issue => {
    const missing = issue.code === 'invalid_type' && issue.input === undefined;
    return `${issue.path.join('.') || 'file'}: ${missing ? 'is missing' : issue.message}`;
  });
}

/** Beyond this machine passwords and hours travel encrypted, and the hub knows its own name. */
function networkProblems(settings: z.output<typeof Settings>): string[] {
  const problems: string[] = [];
  const { TAPCLOCK_TLS_CERT_FILE: cert, TAPCLOCK_TLS_KEY_FILE: key, TAPCLOCK_PUBLIC_URL: address } = settings;
  const isProxied = settings.TAPCLOCK_BEHIND_PROXY === '1';
  if ((cert === undefined) !== (key === undefined)) {
    problems.push('TAPCLOCK_TLS_CERT_FILE and TAPCLOCK_TLS_KEY_FILE: set both or none');
  }
  if (cert !== undefined && isProxied) {
    problems.push('TAPCLOCK_BEHIND_PROXY: the proxy ends TLS; unset it, or TAPCLOCK_TLS_CERT_FILE');
  }
  if (!isLoopback(settings.TAPCLOCK_HTTP_HOST) && cert === undefined && !isProxied) {
    problems.push(
      'TAPCLOCK_HTTP_HOST: must be a loopback address unless there is a certificate (TAPCLOCK_TLS_CERT_FILE, TAPCLOCK_TLS_KEY_FILE) or a proxy in front (TAPCLOCK_BEHIND_PROXY=1)',
    );
  }
  if (!isLoopback(settings.TAPCLOCK_HTTP_HOST) && cert !== undefined && address === undefined) {
    problems.push(
      'TAPCLOCK_PUBLIC_URL: is missing; people must reach the hub under one name, that of its certificate',
    );
  }
  if (address !== undefined && !address.startsWith('https:') && !isLoopback(new URL(address).hostname)) {
    problems.push('TAPCLOCK_PUBLIC_URL: must start with https:');
  }
  return problems;
}

function certificate(settings: {
  TAPCLOCK_TLS_CERT_FILE?: string | undefined;
  TAPCLOCK_TLS_KEY_FILE?: string | undefined;
}) {
  const { TAPCLOCK_TLS_CERT_FILE: certFile, TAPCLOCK_TLS_KEY_FILE: keyFile } = settings;
  return certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : null;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  const version = isIP(address);
  return (
    version !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
  );
}
