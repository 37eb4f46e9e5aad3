import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * JSON lines for an operator, to standard output unless a destination is given. Badge numbers, names and keys are never
 * passed to it; the censored paths are the second lock on that door.
 */
export function createLogger(
  options: { level: LogLevel; terminal?: string },
  destination?: DestinationStream,
): Logger {
  const settings = {
    level: options.level,
    base: options.terminal === undefined ? {} : { terminal: options.terminal },
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    redact: [
      'siteKey',
      'password',
      'pin',
      'raw',
      'printed',
      'credential',
      '*.siteKey',
      '*.password',
      '*.raw',
    ],
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}

/** A logger that says nothing, for tests. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
