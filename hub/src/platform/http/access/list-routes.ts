import type { INestApplicationContext } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import { type Handler, handlersOf } from '../handlers.ts';
import { ACCESS_RULE, type AccessRule } from './needs.ts';

export interface Route {
  method: string;
  /** With its parameters as `:name`. */
  path: string;
  /** null: nobody may use it. */
  rule: AccessRule | null;
}

/** Every route of the running application with who may use it, by path and method. Needs `DiscoveryModule`. */
export function listRoutes(app: INestApplicationContext): Route[] {
  const reflector = app.get(Reflector);
  return handlersOf(app.get(DiscoveryService))
    .map(({ method, path, handler, controller }: Handler) => ({
      method,
      path,
      rule: reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [handler, controller]) ?? null,
    }))
    .sort((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`, 'en'));
}
