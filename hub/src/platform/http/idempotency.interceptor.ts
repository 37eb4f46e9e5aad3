import { createHash } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Said } from '@tapclock/contracts';
import { catchError, from, mergeMap, type Observable, of, switchMap, throwError } from 'rxjs';
import { withRider } from '../database/transaction-rider.ts';
import { LOGGER, type Log } from '../logging/logger.ts';
import { principalOf } from './access/principal.ts';
import { apiMeta } from './envelope.interceptor.ts';
import { describeError } from './error-answer.ts';
import { HubError, statusOf } from './hub-error.ts';
import { NOT_REPLAYED } from './idempotency.decorator.ts';
import { type Claim, type Claimed, IdempotencyKeys, type StoredAnswer } from './idempotency-keys.ts';

interface HttpRequest {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body?: unknown;
}

interface Reply {
  statusCode: number;
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  getHeader(name: string): unknown;
}

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const KEY_LENGTH_MAX = 255;
/** A string of RFC 8941, as the draft has it, or the bare text that most clients send. */
const KEY = new RegExp(
  `^(?:"([\\x20-\\x21\\x23-\\x7e]{1,${KEY_LENGTH_MAX}})"|([\\x21\\x23-\\x7e]{1,${KEY_LENGTH_MAX}}))$`,
);
/** Besides the body, what of an answer matters to whoever asked. */
const KEPT_HEADERS = ['etag', 'location'] as const;

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a write with a key is done once, and the same request again gets the same
 * answer. Refusals are not kept: they changed nothing, so the request is judged anew, and in the language of now.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  readonly #reflector: Reflector;
  readonly #keys: IdempotencyKeys;
  readonly #log: Log;

  constructor(
    @Inject(Reflector) reflector: Reflector,
    @Inject(IdempotencyKeys) keys: IdempotencyKeys,
    @Inject(LOGGER) log: Log,
  ) {
    this.#reflector = reflector;
    this.#keys = keys;
    this.#log = log;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const sent = request.headers['idempotency-key'];
    // Without somebody who asks there is nobody whose key it is.
    const principal = principalOf(request);
    if (sent === undefined || principal === null || !WRITES.has(request.method)) return next.handle();
    if (this.#reflector.getAllAndOverride<boolean>(NOT_REPLAYED, [context.getHandler(), context.getClass()]))
      return next.handle();
    const asked = {
      principal: `${principal.kind}:${principal.id}`,
      key: keyOf(sent),
      fingerprint: fingerprintOf(request),
    };
    const reply = http.getResponse<Reply>();
    return from(this.#keys.claim(asked)).pipe(
      switchMap(claim =>
        claim.kind === 'ours'
          ? this.#do({ ...asked, claim: claim.claim }, next, reply)
          : of(replay(claim, reply, request.id)),
      ),
    );
  }

  #do(claim: Claimed, next: CallHandler, reply: Reply): Observable<unknown> {
    return withRider(
      async sql => {
        if (!(await this.#keys.applied(sql, claim))) throw refusal('in-use');
      },
      () => next.handle(),
    ).pipe(
      mergeMap(async (answer: unknown) => {
        await this.#keep(claim, () =>
          this.#keys.answered(claim, reply.statusCode, storedAnswer(answer, reply)),
        );
        return answer;
      }),
      catchError((error: unknown) =>
        from(
          this.#keep(claim, () => this.#keys.refused(claim, statusOf(describeError(error, 'en').code))),
        ).pipe(switchMap(() => throwError(() => error))),
      ),
    );
  }

  /** The work is done and is answered, whether or not that can be noted: the note on its transaction guards it. */
  async #keep(claim: Claimed, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.#log.warn({ err: error, claim: claim.claim }, 'answer to an idempotent write was not kept');
    }
  }
}

/** The key that a header holds. Throws VALIDATION_ERROR. */
export function keyOf(header: string | string[]): string {
  const match = typeof header === 'string' ? KEY.exec(header.trim()) : null;
  const key = match?.[1] ?? match?.[2];
  if (key === undefined) {
    throw new HubError('VALIDATION_ERROR', WORDS.badKey, {
      details: [{ path: 'idempotency-key', code: 'IDEMPOTENCY_KEY_INVALID', message: WORDS.badKey }],
    });
  }
  return key;
}

/** What makes two requests the same: where to, what, and on which state. */
function fingerprintOf({ method, url, headers, body }: HttpRequest): Buffer {
  const content = Buffer.isBuffer(body) ? body.toString('base64') : body;
  const parts = [method, url, headers['if-match'] ?? null, headers['content-type'] ?? null, content ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

function storedAnswer(answer: unknown, reply: Reply): StoredAnswer | null {
  // Bytes and streams come without an envelope.
  if (typeof answer !== 'object' || answer === null || !('meta' in answer)) return null;
  const { meta: _, ...body } = answer;
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (typeof value === 'string') headers[name] = value;
  }
  return { headers, body };
}

function replay(claim: Exclude<Claim, { kind: 'ours' }>, reply: Reply, requestId: string): object {
  if (claim.kind === 'answered') {
    reply.status(claim.status).header('idempotent-replayed', 'true');
    for (const [name, value] of Object.entries(claim.answer.headers)) reply.header(name, value);
    return { ...claim.answer.body, meta: apiMeta(requestId) };
  }
  if (claim.kind === 'in-use') reply.header('retry-after', '1');
  throw refusal(claim.kind);
}

function refusal(kind: keyof typeof REFUSALS): HubError {
  const { code, words } = REFUSALS[kind];
  return new HubError('CONFLICT', words, { details: [{ path: 'idempotency-key', code, message: words }] });
}

const WORDS = {
  badKey: {
    en: `An Idempotency-Key has 1 to ${KEY_LENGTH_MAX} printable characters, for example a UUID.`,
    de: `Ein Idempotency-Key hat 1 bis ${KEY_LENGTH_MAX} druckbare Zeichen, zum Beispiel eine UUID.`,
  },
} satisfies Record<string, Said>;

const REFUSALS: Record<'in-use' | 'reused' | 'answer-lost', { code: string; words: Said }> = {
  'in-use': {
    code: 'IDEMPOTENCY_KEY_IN_USE',
    words: {
      en: 'The request with this key is still being worked on. Ask again in a moment.',
      de: 'Die Anfrage mit diesem Schlüssel ist noch in Arbeit. Fragen Sie gleich noch einmal.',
    },
  },
  reused: {
    code: 'IDEMPOTENCY_KEY_REUSED',
    words: {
      en: 'This key belongs to another request. Make a new key for each new request.',
      de: 'Dieser Schlüssel gehört zu einer anderen Anfrage. Nehmen Sie für jede neue Anfrage einen neuen Schlüssel.',
    },
  },
  'answer-lost': {
    code: 'IDEMPOTENCY_ANSWER_LOST',
    words: {
      en: 'This request was carried out, at least in part, and its answer was not kept. Look at what is there before you send another one.',
      de: 'Diese Anfrage wurde ausgeführt, mindestens zum Teil, und ihre Antwort ist nicht aufbewahrt. Sehen Sie nach, was da ist, bevor Sie eine neue senden.',
    },
  },
};
