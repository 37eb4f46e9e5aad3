import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ApiMeta } from '@tapclock/contracts';
import { map, type Observable } from 'rxjs';
import { NOT_MODIFIED } from './conditional.ts';
import { Page } from './page.ts';
import { RAW } from './raw.decorator.ts';

/** Wraps every answer as `{ success, data, meta }`; lists get `pagination`. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  readonly #reflector: Reflector;

  constructor(@Inject(Reflector) reflector: Reflector) {
    this.#reflector = reflector;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const raw = this.#reflector.getAllAndOverride<boolean>(RAW, [context.getHandler(), context.getClass()]);
    if (raw || context.getType() !== 'http') return next.handle();
    const { id } = context.switchToHttp().getRequest<{ id: string }>();
    return next.handle().pipe(map(value => envelope(value, apiMeta(id))));
  }
}

/** `meta` of an answer made now. */
export function apiMeta(requestId: string): ApiMeta {
  return { timestamp: new Date().toISOString(), request_id: requestId };
}

function envelope(value: unknown, meta: ApiMeta): unknown {
  if (value === NOT_MODIFIED) return undefined;
  if (value instanceof Page) {
    return { success: true, data: value.items, pagination: value.pagination, meta };
  }
  return { success: true, data: value ?? null, meta };
}
