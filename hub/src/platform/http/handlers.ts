import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { type DiscoveryService, MetadataScanner } from '@nestjs/core';

/** A method of a controller that answers a route. */
export interface Handler {
  /** `GET`, `POST`, ... */
  method: string;
  /** With its parameters as `:name`. */
  path: string;
  handler: () => unknown;
  /** Name of the method. */
  name: string;
  controller: Type;
}

/** Every route of an application. */
export function handlersOf(discovery: DiscoveryService): Handler[] {
  const scanner = new MetadataScanner();
  return discovery.getControllers().flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const controller = metatype as Type;
    const prototype: unknown = controller.prototype;
    if (typeof prototype !== 'object' || prototype === null) return [];
    return scanner.getAllMethodNames(prototype).flatMap(name => {
      const handler: unknown = Reflect.get(prototype, name);
      if (typeof handler !== 'function') return [];
      const method: unknown = Reflect.getMetadata(METHOD_METADATA, handler);
      if (typeof method !== 'number') return [];
      return [
        {
          method: RequestMethod[method] ?? String(method),
          path: join(pathOf(controller), pathOf(handler)),
          handler: handler as () => unknown,
          name,
          controller,
        },
      ];
    });
  });
}

function pathOf(target: object): string {
  const path: unknown = Reflect.getMetadata(PATH_METADATA, target);
  return typeof path === 'string' ? path : '';
}

function join(base: string, rest: string): string {
  return `/${[base, rest]
    .map(part => part.replace(/^\/|\/$/g, ''))
    .filter(part => part !== '')
    .join('/')}`;
}
