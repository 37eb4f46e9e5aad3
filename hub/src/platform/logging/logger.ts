import { type DestinationStream, type Logger, pino } from 'pino';

/** The hub's log: JSON lines for an operator, with our own ids and no personal data. */
export type Log = Logger;

export const LOGGER = Symbol('Logger');

/**
 * Names that would carry a person or a secret; they are cut wherever they stand at the first two levels. A last fence only:
 * the rule is to log punch, terminal and request ids and nothing else.
 */
const FORBIDDEN = [
  'credential',
  'credentials',
  'pin',
  'pinHash',
  'password',
  'authorization',
  'givenName',
  'familyName',
  'shortName',
  'name',
  'number',
  'siteKey',
  'sig',
];

/** Makes the logger; `destination` is for tests, the default is stdout. */
export function createLogger(options: { level: string }, destination?: DestinationStream): Log {
  const settings = {
    level: options.level,
    base: { service: 'hub' },
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    messageKey: 'message',
    redact: { paths: FORBIDDEN.flatMap(word => [word, `*.${word}`]), censor: '[cut]' },
    serializers: { err: describeError },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(settings, destination) : pino(settings);
}

/** What an operator needs of an error. The errors of node-postgres carry their whole client, and details may quote rows. */
function describeError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('message' in error)) return error;
  const { message } = error;
  const code = 'code' in error ? error.code : undefined;
  const stack = 'stack' in error ? error.stack : undefined;
  const cause = 'cause' in error && error.cause !== undefined ? describeError(error.cause) : undefined;
  return { message, code, stack, cause };
}
