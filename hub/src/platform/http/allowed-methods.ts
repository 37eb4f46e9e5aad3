import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type Handler, handlersOf } from './handlers.ts';

interface Path {
  matches: RegExp;
  /** Parts that are no parameters. */
  literals: number;
  methods: Set<string>;
}

/** Which methods a path takes, for whoever asks with another one (RFC 9110, 15.5.6 and 9.3.7). */
@Injectable()
export class AllowedMethods {
  readonly #discovery: DiscoveryService;
  #paths: Path[] | null = null;

  constructor(@Inject(DiscoveryService) discovery: DiscoveryService) {
    this.#discovery = discovery;
  }

  /** Empty: there is nothing at this path. `/corrections/bulk` is the path of that name, and no correction. */
  of(url: string): string[] {
    // Not before the first question: controllers are all there only when the application is.
    this.#paths ??= pathsOf(handlersOf(this.#discovery));
    const asked = url.split('?')[0] ?? '';
    const found = this.#paths.find(({ matches }) => matches.test(asked));
    if (found === undefined) return [];
    const methods = new Set(found.methods);
    if (methods.has('GET')) methods.add('HEAD');
    return [...methods, 'OPTIONS'].toSorted();
  }
}

/** Paths with their methods, the most literal first. */
function pathsOf(handlers: readonly Handler[]): Path[] {
  const paths = new Map<string, Path>();
  for (const { path, method } of handlers) {
    const pattern = patternOf(path);
    const literals = path.split('/').filter(part => !part.startsWith(':')).length;
    const known = paths.get(pattern) ?? { matches: new RegExp(pattern), literals, methods: new Set() };
    known.methods.add(method);
    paths.set(pattern, known);
  }
  return [...paths.values()].sort((a, b) => b.literals - a.literals);
}

function patternOf(path: string): string {
  const parts = path
    .split('/')
    .map(part => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return `^${parts.join('/')}/?$`;
}
