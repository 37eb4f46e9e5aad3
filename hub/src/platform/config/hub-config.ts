import { readFileSync } from 'node:fs';
import { z } from 'zod';

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
  http: { host: string; port: number; behindProxy: boolean; dashboardDir: string | null };
  broker:
    | { kind: 'embedded'; port: number }
    | { kind: 'external'; url: string; username: string | null; password: string | null };
  log: { level: LogLevel };
  /** The compiled program that works on whole companies beside the hub; null: the hub does it itself. */
  payroll: { program: string | null };
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
  TAPCLOCK_BROKER: z
    .union([z.literal('embedded'), url(['mqtt:', 'mqtts:'])], {
      error: 'must be "embedded" or a URL starting with mqtt: or mqtts:',
    })
    .default('embedded'),
  TAPCLOCK_MQTT_PORT: port.default(1883),
  TAPCLOCK_BROKER_USERNAME: z.string().min(1).optional(),
  TAPCLOCK_BROKER_PASSWORD: z.string().min(1).optional(),
  TAPCLOCK_DASHBOARD_DIR: z.string().min(1).optional(),
  TAPCLOCK_LOG_LEVEL: LogLevel.default('info'),
});

/**
 * Reads the environment over the optional JSON file of `TAPCLOCK_HUB_CONFIG` (an object with the same names; the environment
 * wins). Throws one `ConfigError` that lists every problem.
 */
export function loadHubConfig(env: NodeJS.ProcessEnv): HubConfig {
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
  const parsed = Settings.safeParse({ ...fromFile, ...Object.fromEntries(fromEnv) });
  if (!parsed.success) problems.push(...describe(parsed.error));
  if (
    parsed.success &&
    !isLoopback(parsed.data.TAPCLOCK_HTTP_HOST) &&
    parsed.data.TAPCLOCK_BEHIND_PROXY !== '1'
  ) {
    // There are no accounts yet: whoever reaches the port sees everything.
    problems.push('TAPCLOCK_HTTP_HOST: must be a loopback address unless TAPCLOCK_BEHIND_PROXY=1');
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

function toConfig(settings: z.output<typeof Settings>): HubConfig {
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
    log: { level: settings.TAPCLOCK_LOG_LEVEL },
    payroll: { program: null },
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

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
