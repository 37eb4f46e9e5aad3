import { RouteConfig } from '@nestjs/platform-fastify';

/** As much of Fastify as is used here; its own types are not ours to import. */
interface Hooks {
  addHook(name: 'onRoute', hook: (route: { config?: object; bodyLimit?: number }) => void): unknown;
}

/** Lets a route take a larger body than others, bytes; needs `bodyLimitHook`. */
export const BodyBytesMax = (bodyBytesMax: number) => RouteConfig({ bodyBytesMax });

/** Before any route is added. */
export function bodyLimitHook(fastify: Hooks): void {
  fastify.addHook('onRoute', route => {
    const { config } = route;
    if (config && 'bodyBytesMax' in config && typeof config.bodyBytesMax === 'number')
      route.bodyLimit = config.bodyBytesMax;
  });
}
