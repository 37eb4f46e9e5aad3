import type { ApiErrorCode } from '@tapclock/contracts';
import { statusOf } from '../hub-error.ts';

/** As much of an operation as decides which answers it may get. */
export interface OperationTraits {
  /** It reads something out of the request: a path, a query, a body. */
  readsRequest: boolean;
  hasBody: boolean;
  isWrite: boolean;
  /** See `conditional.ts`. */
  hasETag: boolean;
  needsIfMatch: boolean;
}

interface CommonAnswer {
  code: ApiErrorCode;
  description: string;
  isOf: (traits: OperationTraits) => boolean;
}

/** Refusals that any route of a kind may answer with; what a route alone refuses it says itself. */
export const COMMON_ANSWERS: readonly CommonAnswer[] = [
  {
    code: 'VALIDATION_ERROR',
    description: 'The request does not fit: `details` has path, code, message and remedy of each field',
    isOf: ({ readsRequest, isWrite }) => readsRequest || isWrite,
  },
  { code: 'UNAUTHENTICATED', description: 'Nobody is logged in, or no longer', isOf: () => true },
  {
    code: 'FORBIDDEN',
    description: 'Not for this role, not for this person, or not from this page',
    isOf: () => true,
  },
  {
    code: 'NOT_FOUND',
    description: 'Nothing of this name',
    isOf: ({ readsRequest }) => readsRequest,
  },
  {
    code: 'CONFLICT',
    description:
      'It contradicts what is there, or its Idempotency-Key is in use (`details[0].code` says which: docs/errors.md)',
    isOf: ({ isWrite }) => isWrite,
  },
  {
    code: 'PRECONDITION_FAILED',
    description: 'The object was changed meanwhile: `details[0].version` is its version now',
    isOf: ({ needsIfMatch }) => needsIfMatch,
  },
  { code: 'PAYLOAD_TOO_LARGE', description: 'The body is too large', isOf: ({ hasBody }) => hasBody },
  {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    description: 'The body is of a type that is not taken',
    isOf: ({ hasBody, isWrite }) => hasBody || isWrite,
  },
  {
    code: 'PRECONDITION_REQUIRED',
    description: 'If-Match is missing',
    isOf: ({ needsIfMatch }) => needsIfMatch,
  },
  { code: 'RATE_LIMITED', description: 'Too many at once: ask again later', isOf: () => true },
  {
    code: 'INTERNAL_ERROR',
    description: 'A fault of the hub; `meta.request_id` finds it in the log',
    isOf: () => true,
  },
  { code: 'UNAVAILABLE', description: 'Something is away for a moment: ask again', isOf: () => true },
];

/** Headers of every answer. */
const HEADERS = {
  'X-Request-Id': { $ref: '#/components/headers/RequestId' },
  'X-Correlation-Id': { $ref: '#/components/headers/CorrelationId' },
};

/** `components.responses` and what they refer to. */
export function commonComponents(errorSchema: object) {
  const responses = COMMON_ANSWERS.map(({ code, description }): [string, object] => [
    code,
    {
      description,
      headers: { ...HEADERS, 'Content-Language': { $ref: '#/components/headers/ContentLanguage' } },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/ApiError' } } },
    },
  ]);
  return {
    schemas: { ApiError: errorSchema },
    responses: Object.fromEntries(responses),
    headers: {
      RequestId: {
        description: 'As in `meta.request_id`: finds the request in the log of the hub',
        schema: { type: 'string' },
      },
      CorrelationId: {
        description: '`X-Request-Id` of the request, when it has 8 to 64 letters, digits, `-` and `_`',
        schema: { type: 'string' },
      },
      ContentLanguage: { description: 'Language of the messages', schema: { type: 'string' } },
      ETag: { description: 'Tag of the state, for If-Match and If-None-Match', schema: { type: 'string' } },
      Replayed: {
        description: '`true` when the request was done before and this is its answer of then',
        schema: { type: 'string', enum: ['true'] },
      },
    },
    parameters: {
      AcceptLanguage: {
        name: 'Accept-Language',
        in: 'header',
        description: 'Language of messages: en or de; without it that of the account',
        schema: { type: 'string' },
      },
      IdempotencyKey: {
        name: 'Idempotency-Key',
        in: 'header',
        description: 'The same key with the same request within 24 hours is answered again, not done again',
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
      IfNoneMatch: {
        name: 'If-None-Match',
        in: 'header',
        description: 'ETag that is known already: 304 when nothing changed',
        schema: { type: 'string' },
      },
    },
  };
}

/** Common answers of an operation, by status, where it says nothing itself. */
export function commonAnswersOf(traits: OperationTraits): Record<string, object> {
  const answers = COMMON_ANSWERS.filter(({ isOf }) => isOf(traits)).map(({ code }): [string, object] => [
    String(statusOf(code)),
    { $ref: `#/components/responses/${code}` },
  ]);
  return Object.fromEntries(answers);
}

/** Headers of a successful answer. */
export function answerHeadersOf({ hasETag, isWrite }: OperationTraits): Record<string, object> {
  return {
    ...HEADERS,
    ...(hasETag ? { ETag: { $ref: '#/components/headers/ETag' } } : {}),
    ...(isWrite ? { 'Idempotent-Replayed': { $ref: '#/components/headers/Replayed' } } : {}),
  };
}
