import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Handler } from '../handlers.ts';
import { openapi } from '../openapi.ts';
import { ZodPipe } from '../zod-pipe.ts';

/** A parameter as OpenAPI writes it. */
export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: object;
}

const PLACES: readonly [RouteParamtypes, string][] = [
  [RouteParamtypes.PARAM, 'path'],
  [RouteParamtypes.QUERY, 'query'],
];

/** Path and query of a route, from the schemas that check them: the document cannot say anything else than what is done. */
export function parametersOf(route: Handler): Parameter[] {
  const found: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, route.controller, route.name);
  if (typeof found !== 'object' || found === null) return [];
  return Object.entries(found).flatMap(([key, argument]: [string, unknown]) => {
    const place = PLACES.find(([type]) => key.startsWith(`${type}:`))?.[1];
    return place === undefined ? [] : pipesOf(argument).flatMap(pipe => described(pipe, place));
  });
}

function pipesOf(argument: unknown): ZodPipe<ConstructorParameters<typeof ZodPipe>[0]>[] {
  if (typeof argument !== 'object' || argument === null || !('pipes' in argument)) return [];
  const { pipes } = argument;
  return Array.isArray(pipes) ? pipes.filter(pipe => pipe instanceof ZodPipe) : [];
}

function described(pipe: { schema: Parameters<typeof openapi>[0] }, place: string): Parameter[] {
  const { properties = {}, required = [] } = openapi(pipe.schema, 'input');
  return Object.entries(properties).map(([name, schema]) => {
    const description = 'description' in schema ? schema.description : undefined;
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema,
    };
  });
}
