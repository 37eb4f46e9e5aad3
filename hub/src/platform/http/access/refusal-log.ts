import { Inject, Injectable } from '@nestjs/common';
import type { ApiErrorCode } from '@tapclock/contracts';
import { LOGGER, type Log } from '../../logging/logger.ts';
import { correlationIdOf } from '../request-id.ts';
import { sourceOf } from '../security/secure-http.ts';
import { ruleOf } from './needs.ts';
import { principalOf } from './principal.ts';

/** Lines in one minute, whoever asks; what is refused beyond is counted (R11). */
export const REFUSALS_TOLD_MAX = 1_000;
const WINDOW_MS = 60_000;

/** As much of a request as its line needs. */
export interface Refused {
  id: string;
  method: string;
  ip: string;
  headers: Record<string, string | string[] | undefined>;
  /** Fastify's own: the pattern of the route, without the ids of people that a path may hold. */
  routeOptions: { url?: string | undefined };
}

/**
 * Tells operators who was refused what (OWASP ASVS 5.0, V16.3.2), by ids. The same principal is told of once a minute for the same route and code, so
 * that nobody floods the log by being refused; where nobody is known, those of one source are taken together. Addresses are not written.
 */
@Injectable()
export class RefusalLog {
  readonly #log: Log;
  readonly #told = new Set<string>();
  #untold = 0;
  #windowEndsMs = 0;

  constructor(@Inject(LOGGER) log: Log) {
    this.#log = log;
  }

  /** Notes an answer that went out; only refusals of somebody who shows a token, or who may not, are told. */
  note(request: Refused, code: ApiErrorCode, nowMs: number): void {
    if (!isRefusal(request, code)) return;
    if (nowMs >= this.#windowEndsMs) this.#turn(nowMs);
    const principal = principalOf(request);
    const rule = ruleOf(request);
    const route = request.routeOptions.url ?? null;
    const who = principal === null ? `source ${sourceOf(request.ip)}` : `${principal.kind} ${principal.id}`;
    const kind = `${who} ${code} ${request.method} ${route}`;
    if (this.#told.has(kind) || this.#told.size >= REFUSALS_TOLD_MAX) {
      this.#untold += 1;
      return;
    }
    this.#told.add(kind);
    this.#log.warn(
      {
        requestId: request.id,
        correlationId: correlationIdOf(request.headers),
        ...{ principal: principal?.id ?? null, principalKind: principal?.kind ?? null },
        ...{ method: request.method, route, code, right: rule?.kind === 'right' ? rule.right : null },
      },
      'a request was refused',
    );
  }

  #turn(nowMs: number): void {
    if (this.#untold > 0) {
      this.#log.warn(
        { refusals: this.#untold },
        'so many more were refused since, alike or beyond what is told in a minute',
      );
    }
    this.#told.clear();
    this.#untold = 0;
    this.#windowEndsMs = nowMs + WINDOW_MS;
  }
}

/** Whoever comes without a token is asked to log in; that happens to everybody and is no refusal. */
function isRefusal({ headers }: Refused, code: ApiErrorCode): boolean {
  return code === 'FORBIDDEN' || (code === 'UNAUTHENTICATED' && headers.authorization !== undefined);
}
