import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { HubError } from './hub-error.ts';

const HEADER = 'x-tapclock-actor';
const NAME_MAX = 120;

/**
 * Who acts, as a parameter of a route: the name in the header `X-Tapclock-Actor`, percent-encoded UTF-8. There are no accounts yet,
 * so it is a statement, not a proof; whoever reaches the port could state another.
 */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  actorOf(
    context.switchToHttp().getRequest<{ headers: Record<string, string | string[] | undefined> }>().headers,
  ),
);

/** The name a request acts under. Throws VALIDATION_ERROR when it states none, or none that can be read. */
export function actorOf(headers: Record<string, string | string[] | undefined>): string {
  const stated = headers[HEADER];
  const name = typeof stated === 'string' ? decoded(stated).trim() : '';
  // Whoever reads the name later must see what was meant: no control characters, no invisible ones.
  if (name.length === 0 || name.length > NAME_MAX || /[\p{C}]/u.test(name)) {
    throw new HubError(
      'VALIDATION_ERROR',
      `Say who acts: the header X-Tapclock-Actor holds a name of 1 to ${NAME_MAX} characters, percent-encoded.`,
    );
  }
  return name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}
