import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import { map, type Observable } from 'rxjs';
import { HubError } from './hub-error.ts';

/**
 * Conditional requests (RFC 9110, 13). A tag stands for the state of an object, its `version`: strong, because only strong tags may guard a
 * write (13.1.1), though `meta` differs in every answer.
 */

/** Tag of an object at a version. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** 412: the object is not as the one who asks believes. */
export function changedMeanwhile(current: number): HubError {
  return new HubError(
    'PRECONDITION_FAILED',
    {
      en: 'This was changed meanwhile. Read it again and send your change anew.',
      de: 'Dies wurde inzwischen geändert. Lesen Sie es neu und senden Sie Ihre Änderung noch einmal.',
    },
    { details: [{ code: 'CHANGED_MEANWHILE', version: current }] },
  );
}

/** Throws 412 unless the object has the version that `IfMatch` gave. For use under the lock of the write itself. */
export function requireVersion(current: number, expected: number): void {
  if (current !== expected) throw changedMeanwhile(current);
}

/** Versions start at 1: a tag that is none of ours fits no object. */
const NO_VERSION = 0;
const TAG = /^"([1-9]\d{0,14})"$/;

/** The version that a write expects, from `If-Match`. 428 without one: whoever does not say what they change would undo what others did. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number =>
  expectedVersion(headersOf(context)['if-match']),
);

/** See `IfMatch`. `*` says only that the object exists, so it counts as saying nothing. */
export function expectedVersion(header: string | string[] | undefined): number {
  if (typeof header !== 'string' || header.trim() === '' || header.trim() === '*') {
    throw new HubError(
      'PRECONDITION_REQUIRED',
      {
        en: 'Say which state you change: send the ETag that you read as If-Match.',
        de: 'Sagen Sie, welchen Stand Sie ändern: Senden Sie das gelesene ETag als If-Match.',
      },
      { details: [{ path: 'if-match', code: 'IF_MATCH_MISSING' }] },
    );
  }
  const version = TAG.exec(header.trim())?.[1];
  return version === undefined ? NO_VERSION : Number(version);
}

/** Marks a route in the document; see `describeManners`. */
export const WITH_ETAG = 'x-etag';
export const WITH_IF_MATCH = 'x-if-match';

/**
 * For routes whose answer has a `version`: sends it as ETag, and answers 304 to a GET that names it in `If-None-Match`. The route that
 * changes the object takes it back by `@NeedsIfMatch()` and `@IfMatch()`.
 */
export const ETag = () =>
  applyDecorators(UseInterceptors(new EtagInterceptor()), ApiExtension(WITH_ETAG, true));

/** For the document: this route refuses to write without `If-Match`. */
export const NeedsIfMatch = () =>
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: true,
      description: 'ETag of the state that is changed',
      schema: { type: 'string' },
    }),
    ApiExtension(WITH_IF_MATCH, true),
  );

/** Stands for an answer without a body; the envelope lets it pass. */
export const NOT_MODIFIED = Symbol('not modified');

interface Reply {
  header(name: string, value: string): Reply;
  status(code: number): Reply;
}

class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const { method, headers } = http.getRequest<{ method: string; headers: Headers }>();
    return next.handle().pipe(
      map((answer: unknown) => {
        const version = versionOf(answer);
        if (version === null) return answer;
        const reply = http.getResponse<Reply>().header('etag', etagOf(version));
        const isRead = method === 'GET' || method === 'HEAD';
        if (!isRead || !names(headers['if-none-match'], etagOf(version))) return answer;
        reply.status(304);
        return NOT_MODIFIED;
      }),
    );
  }
}

type Headers = Record<string, string | string[] | undefined>;

function headersOf(context: ExecutionContext): Headers {
  return context.switchToHttp().getRequest<{ headers: Headers }>().headers;
}

function versionOf(answer: unknown): number | null {
  if (typeof answer !== 'object' || answer === null || !('version' in answer)) return null;
  return typeof answer.version === 'number' ? answer.version : null;
}

/** Weak comparison (RFC 9110, 13.1.2): a proxy that compresses makes tags weak. */
function names(header: string | string[] | undefined, tag: string): boolean {
  if (typeof header !== 'string') return false;
  return header.trim() === '*' || header.split(',').some(part => part.trim().replace(/^W\//, '') === tag);
}
