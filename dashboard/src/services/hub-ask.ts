import {
  ApiError,
  type ApiErrorCode,
  ApiMeta,
  ApiPagination,
  ApiProblem,
  RetryAfter,
} from '@tapclock/contracts';
import * as z from 'zod/mini';

/** Longest wait for an answer, in milliseconds. */
export const ANSWER_WITHIN_MS = 15_000;

/** The hub said no; the message is for people, in the language that was asked for. */
export class HubRefusal extends Error {
  override readonly name = 'HubRefusal';
  readonly code: ApiErrorCode;
  /** Which problem, where the code alone does not say it, such as `CODE_EXPIRED`. */
  readonly problem: string | null;
  /** Messages about single fields, by their names. */
  readonly fields: ReadonlyMap<string, string>;
  readonly retryAfterSeconds: number | null;
  /** As the hub sent them, for whoever knows more of their shape. */
  readonly details: unknown;

  constructor({ code, message, details }: ApiError['error']) {
    super(message);
    this.code = code;
    this.details = details;
    const problems = z.array(ApiProblem).safeParse(details);
    const known = problems.success ? problems.data : [];
    this.problem = known.find(problem => problem.code !== undefined)?.code ?? null;
    this.fields = new Map(known.map(({ path, message: text }) => [path, text]));
    const wait = RetryAfter.safeParse(details);
    this.retryAfterSeconds = wait.success ? wait.data.retryAfterSeconds : null;
  }
}

/** No answer came, or one that is none of the hub's. */
export class HubAway extends Error {
  override readonly name = 'HubAway';
}

export interface HubRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: object;
  /** ETag of what is changed. */
  ifMatch?: string | null;
  /** The same key does it once, however often it is sent. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export interface HubAnswer<T> {
  data: T;
  /** The hub's clock when it answered. */
  at: string;
  etag: string | null;
  /** How many there are in all, of a list. */
  total: number | null;
}

/** One question to the hub. Throws HubRefusal or HubAway. */
export type Ask = <S extends z.ZodMiniType>(
  path: string,
  data: S,
  request?: HubRequest,
) => Promise<HubAnswer<z.output<S>>>;

interface World {
  fetch: (path: string, init: RequestInit) => Promise<Response>;
  /** Language of the messages. */
  language: () => string;
}

const Success = z.object({
  success: z.literal(true),
  data: z.unknown(),
  meta: ApiMeta,
  pagination: z.optional(ApiPagination),
});

/** Asks without saying who asks, or with the token that is given. */
export function createAsk(world: World, token: string | null = null): Ask {
  return async (path, data, request = {}) => {
    const { response, json } = await exchange(world, path, request, token);
    const refused = ApiError.safeParse(json);
    if (refused.success) throw new HubRefusal(refused.data.error);
    const answer = Success.safeParse(json);
    const parsed = answer.success ? data.safeParse(answer.data.data) : null;
    if (!answer.success || !parsed?.success) throw new HubAway(`${path} answered what nobody understands`);
    return {
      data: parsed.data,
      at: answer.data.meta.timestamp,
      etag: response.headers.get('etag'),
      total: answer.data.pagination?.total ?? null,
    };
  };
}

async function exchange(world: World, path: string, request: HubRequest, token: string | null) {
  const { method = 'GET', body, ifMatch, idempotencyKey, signal } = request;
  const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    const response = await world.fetch(path, {
      method,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      headers: {
        'accept-language': world.language(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch ? { 'if-match': ifMatch } : {}),
        ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json: unknown = await response.json();
    return { response, json };
  } catch (error) {
    // The network's errors have no common type, and a proxy's page is no JSON.
    throw new HubAway(`${path} did not answer`, { cause: error });
  }
}
