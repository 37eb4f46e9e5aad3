import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  Inject,
  MethodNotAllowedException,
} from '@nestjs/common';
import { LOGGER, type Log } from '../logging/logger.ts';
import { RefusalLog, type Refused } from './access/refusal-log.ts';
import { AllowedMethods } from './allowed-methods.ts';
import { describeError, type RefusedRequest, type RefusingReply, sendError } from './error-answer.ts';
import { correlationIdOf } from './request-id.ts';

interface HttpRequest extends RefusedRequest, Refused {
  url: string;
}

/** Every failure leaves as an `ApiError`; what nobody foresaw says nothing about the inside. */
@Catch()
export class ApiErrorFilter implements ExceptionFilter {
  readonly #log: Log;
  readonly #allowed: AllowedMethods;
  readonly #refusals: RefusalLog;

  constructor(
    @Inject(LOGGER) log: Log,
    @Inject(AllowedMethods) allowed: AllowedMethods,
    @Inject(RefusalLog) refusals: RefusalLog,
  ) {
    this.#log = log;
    this.#allowed = allowed;
    this.#refusals = refusals;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const reply = http.getResponse<RefusingReply>();
    // First of all: whatever else is wrong, it was wrong at a path that does not take the method.
    const allowed = this.#allowed.of(request.url);
    if (allowed.length > 0 && !allowed.includes(request.method)) {
      sendError(new MethodNotAllowedException(), request, reply.header('allow', allowed.join(', ')));
      return;
    }
    if (allowed.length > 0 && request.method === 'OPTIONS') {
      reply.status(204).header('allow', allowed.join(', ')).send();
      return;
    }
    const { code } = describeError(error, 'en');
    if (code === 'INTERNAL_ERROR') {
      const correlationId = correlationIdOf(request.headers);
      this.#log.error({ err: error, requestId: request.id, correlationId }, 'request failed');
    } else this.#refusals.note(request, code, Date.now());
    sendError(error, request, reply);
  }
}
