/** How an environment variable's text becomes a value of the file's kind. */
type Kind = 'text' | 'number' | 'boolean' | 'json';

/** Every variable that overrides the file, and where its value goes. */
export const ENVIRONMENT: Readonly<Record<string, { path: readonly string[]; kind: Kind }>> = {
  TAPCLOCK_DATA_DIR: { path: ['dataDir'], kind: 'text' },
  TAPCLOCK_TERMINAL: { path: ['terminal'], kind: 'text' },
  TAPCLOCK_PLACE: { path: ['place'], kind: 'text' },
  TAPCLOCK_SITE_ID: { path: ['site', 'id'], kind: 'text' },
  TAPCLOCK_SITE_NAME: { path: ['site', 'name'], kind: 'text' },
  TAPCLOCK_SITE_ZONE: { path: ['site', 'zone'], kind: 'text' },
  TAPCLOCK_SITE_LANGUAGE: { path: ['site', 'language'], kind: 'text' },
  TAPCLOCK_SITE_KEY: { path: ['siteKey'], kind: 'text' },
  TAPCLOCK_BROKER_URL: { path: ['broker', 'url'], kind: 'text' },
  TAPCLOCK_BROKER_USERNAME: { path: ['broker', 'username'], kind: 'text' },
  TAPCLOCK_BROKER_PASSWORD: { path: ['broker', 'password'], kind: 'text' },
  TAPCLOCK_HUB_URL: { path: ['hub', 'url'], kind: 'text' },
  TAPCLOCK_KIOSK_HOST: { path: ['kiosk', 'host'], kind: 'text' },
  TAPCLOCK_KIOSK_PORT: { path: ['kiosk', 'port'], kind: 'number' },
  TAPCLOCK_KIOSK_STATIC_DIR: { path: ['kiosk', 'staticDir'], kind: 'text' },
  TAPCLOCK_READERS: { path: ['readers'], kind: 'json' },
  TAPCLOCK_PIN_ENABLED: { path: ['clocking', 'pinEnabled'], kind: 'boolean' },
  TAPCLOCK_JOURNAL_ROWS_MAX: { path: ['journal', 'rowsMax'], kind: 'number' },
  TAPCLOCK_JOURNAL_KEEP_DELIVERED_DAYS: { path: ['journal', 'keepDeliveredDays'], kind: 'number' },
  TAPCLOCK_LOG_LEVEL: { path: ['log', 'level'], kind: 'text' },
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** A copy of the file's value with every variable that is set and not empty put over it. */
export function withEnvironment(file: unknown, environment: Environment): unknown {
  let config = file;
  for (const [name, { path, kind }] of Object.entries(ENVIRONMENT)) {
    const value = environment[name];
    if (value !== undefined && value !== '') config = withValue(config, path, convert(value, kind));
  }
  return config;
}

/** The variable that sets a path, for messages. */
export function variableFor(path: string): string | undefined {
  return Object.entries(ENVIRONMENT).find(([, target]) => target.path.join('.') === path)?.[0];
}

function withValue(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const object = isRecord(target) ? target : {};
  return { ...object, [key]: withValue(object[key], rest, value) };
}

/** Text that is not of its kind stays text: the schema then names the problem together with all others. */
function convert(value: string, kind: Kind): unknown {
  switch (kind) {
    case 'text':
      return value;
    case 'number':
      return /^-?\d+$/.test(value) ? Number(value) : value;
    case 'boolean':
      return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value;
    case 'json':
      return parseJson(value);
  }
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
