import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** On the handler's metadata and, as an extension, in the document. */
export const NOT_REPLAYED = 'x-not-replayed';

/**
 * For writes whose answer holds a secret (sessions, tickets, API keys, hand-outs), and for questions that are POSTs: it is stored nowhere, so
 * `Idempotency-Key` is not looked at and the same request is done again. Also for routes that keep the key with what they make.
 */
export const NotReplayed = () =>
  applyDecorators(SetMetadata(NOT_REPLAYED, true), ApiExtension(NOT_REPLAYED, true));
