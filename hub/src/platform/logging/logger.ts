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
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(settings, destination) : pino(settings);
}
