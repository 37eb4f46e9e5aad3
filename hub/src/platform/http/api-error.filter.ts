import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { ApiError } from '@tapclock/contracts';
import { isUnavailable } from '../database/errors.ts';
import { LOGGER, type Log } from '../logging/logger.ts';
import { apiMeta } from './envelope.interceptor.ts';
import { codeOf, HubError, statusOf } from './hub-error.ts';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): unknown;
}

/** Every failure leaves as an `ApiError` with a stable code; what nobody foresaw says nothing about the inside. */
@Catch()
export class ApiErrorFilter implements ExceptionFilter {
  readonly #log: Log;

  constructor(@Inject(LOGGER) log: Log) {
    this.#log = log;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    const { id } = http.getRequest<{ id: string }>();
    const shown = describeError(error);
    if (shown.code === 'INTERNAL_ERROR') this.#log.error({ err: error, requestId: id }, 'request failed');
    const body: ApiError = { success: false, error: shown, meta: apiMeta(id) };
    http
      .getResponse<Reply>()
      .status(statusOf(shown.code))
      .header('content-type', 'application/json; charset=utf-8')
      .send(body);
  }
}

/** What a caller may know about an error. */
export function describeError(error: unknown): ApiError['error'] {
  if (error instanceof HubError) {
    const { code, message, details } = error;
    return details === undefined ? { code, message } : { code, message, details };
  }
  if (error instanceof HttpException) {
    const code = codeOf(error.getStatus());
    return { code, message: code === 'INTERNAL_ERROR' ? 'Something went wrong.' : error.message };
  }
  if (isUnavailable(error)) return { code: 'UNAVAILABLE', message: 'The database is away. Try again.' };
  const status = statusFromLibrary(error);
  if (status !== null && error instanceof Error) return { code: codeOf(status), message: error.message };
  return { code: 'INTERNAL_ERROR', message: 'Something went wrong.' };
}

/** Fastify's own errors (body too large, bad JSON) carry a `statusCode` below 500 and a message that is fit to show. */
function statusFromLibrary(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : null;
}
