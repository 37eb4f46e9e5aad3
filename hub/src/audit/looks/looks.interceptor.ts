import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { mergeMap, type Observable } from 'rxjs';
import { NOT_MODIFIED } from '../../platform/http/conditional.ts';
import { Page } from '../../platform/http/page.ts';
import { Looks } from './looks.ts';
import { type AskedFor, PEOPLE_SHOWN, type PeopleShown } from './shows-people.ts';

/** Writes down whom an answer shows, before it leaves. */
@Injectable()
export class LooksInterceptor implements NestInterceptor {
  readonly #reflector: Reflector;
  readonly #looks: Looks;

  constructor(@Inject(Reflector) reflector: Reflector, @Inject(Looks) looks: Looks) {
    this.#reflector = reflector;
    this.#looks = looks;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const shown = this.#reflector.get<PeopleShown | undefined>(PEOPLE_SHOWN, context.getHandler());
    if (shown === undefined) return next.handle();
    const { params, query } = context.switchToHttp().getRequest<AskedFor>();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        // Whoever is told that nothing changed is shown nothing.
        if (answer === NOT_MODIFIED) return answer;
        const rows = answer instanceof Page ? answer.items : answer;
        await this.#looks.record({ action: shown.action, shown: shown.select(rows, { params, query }) });
        return answer;
      }),
    );
  }
}
