import { randomUUID } from 'node:crypto';
import { HttpException } from '@nestjs/common';
import {
  type ApiError,
  type ApiErrorBody,
  type ApiErrorCode,
  type Language,
  RetryAfter,
  type Said,
} from '@tapclock/contracts';
import { isUnavailable } from '../database/errors.ts';
import { apiMeta } from './envelope.interceptor.ts';
import { codeOf, HubError, statusOf } from './hub-error.ts';
import { languageOf, spoken } from './language.ts';

/** As much of a request as a refusal of it needs. */
export interface RefusedRequest {
  id: string;
  headers: Record<string, string | string[] | undefined>;
}

export interface RefusingReply {
  status(code: number): RefusingReply;
  header(name: string, value: string): RefusingReply;
  send(body?: unknown): unknown;
}

/** Answers a failure in the envelope, with a stable code, in the caller's language. */
export function sendError(error: unknown, request: RefusedRequest, reply: RefusingReply): void {
  const language = languageOf(request);
  const shown = describeError(error, language);
  const body: ApiError = { success: false, error: shown, meta: apiMeta(request.id) };
  const wait = RetryAfter.safeParse(shown.details);
  if (wait.success) reply.header('retry-after', String(wait.data.retryAfterSeconds));
  reply
    .status(statusOf(shown.code))
    .header('content-type', 'application/json; charset=utf-8')
    .header('content-language', language)
    .header('vary', 'accept-language')
    .send(body);
}

/** What Fastify refuses before any hook sees it: a path that is none. For its option `frameworkErrors`. */
export function answerFrameworkError(
  error: unknown,
  request: Pick<RefusedRequest, 'headers'>,
  reply: RefusingReply,
): void {
  const id = randomUUID();
  reply.header('x-request-id', id).header('x-content-type-options', 'nosniff');
  sendError(error, { id, headers: request.headers }, reply);
}

/** What a caller may know about an error, in their language. */
export function describeError(error: unknown, language: Language): ApiErrorBody {
  if (error instanceof HubError) {
    const { code, said, details } = error;
    const message = said[language];
    return details === undefined ? { code, message } : { code, message, details: spoken(details, language) };
  }
  if (isUnavailable(error)) return ofLibrary('UNAVAILABLE', language);
  const status = error instanceof HttpException ? error.getStatus() : statusFromLibrary(error);
  return ofLibrary(status === null ? 'INTERNAL_ERROR' : codeOf(status), language);
}

function ofLibrary(code: ApiErrorCode, language: Language): ApiErrorBody {
  return { code, message: (LIBRARY_WORDS[code] ?? LIBRARY_WORDS.VALIDATION_ERROR)[language] };
}

/** Fastify's own errors (body too large, bad JSON) carry a `statusCode` below 500. */
function statusFromLibrary(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : null;
}

/** For what Fastify and Nest refuse: their own words are for programmers, and in English. */
const LIBRARY_WORDS: Partial<Record<ApiErrorCode, Said>> & Record<'VALIDATION_ERROR', Said> = {
  VALIDATION_ERROR: {
    en: 'The request cannot be read: its body is not valid JSON, or its path or headers are malformed.',
    de: 'Die Anfrage ist nicht lesbar: Ihr Inhalt ist kein gültiges JSON, oder Pfad oder Kopfzeilen sind fehlerhaft.',
  },
  FORBIDDEN: { en: 'This is not allowed.', de: 'Das ist nicht erlaubt.' },
  NOT_FOUND: {
    en: 'There is nothing at this path. The paths are listed at /api/docs.',
    de: 'Unter diesem Pfad ist nichts. Die Pfade stehen unter /api/docs.',
  },
  METHOD_NOT_ALLOWED: {
    en: 'This path does not take this method. The header Allow lists those it takes.',
    de: 'Dieser Pfad nimmt diese Methode nicht an. Die Kopfzeile Allow nennt, welche er annimmt.',
  },
  PAYLOAD_TOO_LARGE: {
    en: 'The body is too large. Send less at once.',
    de: 'Der Inhalt ist zu groß. Senden Sie weniger auf einmal.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    en: 'This content type is not taken. Send JSON as application/json.',
    de: 'Dieser Inhaltstyp wird nicht angenommen. Senden Sie JSON als application/json.',
  },
  RATE_LIMITED: {
    en: 'Too many requests. Ask again in a moment.',
    de: 'Zu viele Anfragen. Fragen Sie gleich noch einmal.',
  },
  UNAVAILABLE: {
    en: 'The database is away for a moment. Try again.',
    de: 'Die Datenbank ist gerade nicht erreichbar. Versuchen Sie es noch einmal.',
  },
  INTERNAL_ERROR: {
    en: 'Something went wrong here. Tell your administrator the request_id.',
    de: 'Hier ist etwas schiefgegangen. Nennen Sie Ihrer Administration die request_id.',
  },
};
