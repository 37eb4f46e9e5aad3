import type { LoggerService } from '@nestjs/common';
import type { Log } from './logger.ts';

/** Lets Nest's own messages go through the hub's log. Its start-up chatter is debug: nobody acts on it. */
export class NestLogger implements LoggerService {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#log.debug(context(rest), text(message));
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.#log.debug(context(rest), text(message));
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.#log.trace(context(rest), text(message));
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.#log.warn(context(rest), text(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.#log.error(
      { ...context(rest), ...(message instanceof Error ? { err: message } : {}) },
      text(message),
    );
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.#log.fatal(context(rest), text(message));
  }
}

/** Nest passes the class that speaks as the last argument, and a stack before it for errors. */
function context(rest: readonly unknown[]): { from?: string; stack?: string } {
  const from = rest.at(-1);
  const stack = rest.length > 1 ? rest[0] : undefined;
  return {
    ...(typeof from === 'string' ? { from } : {}),
    ...(typeof stack === 'string' ? { stack } : {}),
  };
}

function text(message: unknown): string {
  if (message instanceof Error) return message.message;
  return typeof message === 'string' ? message : JSON.stringify(message);
}
