import type { INestApplication } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ApiError } from '@tapclock/contracts';
import { WITH_ETAG, WITH_IF_MATCH } from '../conditional.ts';
import { type Handler, handlersOf } from '../handlers.ts';
import { NOT_REPLAYED } from '../idempotency.decorator.ts';
import { openapi } from '../openapi.ts';
import { answerHeadersOf, commonAnswersOf, commonComponents, type OperationTraits } from './answers.ts';
import { type Parameter, parametersOf } from './parameters.ts';

/** As much of an operation of the document as is completed here. */
interface Operation {
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: object;
  responses: Record<string, Response>;
  [WITH_ETAG]?: boolean;
  [WITH_IF_MATCH]?: boolean;
  [NOT_REPLAYED]?: boolean;
  'x-access'?: { kind?: string };
}

interface Response {
  $ref?: string;
  headers?: Record<string, object>;
}

/**
 * The document of the API: what routes say of themselves, the parameters that their schemas check, and what all routes have in common. Every
 * answer in tests is held against it.
 */
export function describeApi(app: INestApplication): OpenAPIObject {
  // 3.1: its schemas are JSON Schema as zod writes it, and every validator can be held to them.
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Tapclock hub')
    .setDescription(
      'Punches, people, terminals, hours and payroll. Lists and objects come in one envelope; how to ask is in docs/http-api.md.',
    )
    .setVersion('1')
    .addServer('/', 'this hub')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, description);
  const handlers = new Map(
    handlersOf(app.get(DiscoveryService)).map(route => [`${route.method} ${templateOf(route)}`, route]),
  );
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const handler = handlers.get(`${method.toUpperCase()} ${path}`);
      if (handler) complete(operation as Operation, handler);
    }
  }
  const common = commonComponents(openapi(ApiError));
  const components = document.components as Record<string, object> | undefined;
  for (const [kind, entries] of Object.entries(common))
    document.components = { ...document.components, [kind]: { ...components?.[kind], ...entries } };
  return document;
}

/** Path of a route as the document writes it. */
function templateOf({ path }: Handler): string {
  return path.replaceAll(/:([A-Za-z]\w*)/g, '{$1}');
}

function complete(operation: Operation, handler: Handler): void {
  const parameters = merged(operation.parameters ?? [], parametersOf(handler));
  const isWrite = handler.method !== 'GET';
  const traits: OperationTraits = {
    readsRequest: parameters.length > 0 || operation.requestBody !== undefined,
    hasBody: operation.requestBody !== undefined,
    isWrite,
    hasETag: operation[WITH_ETAG] === true,
    needsIfMatch: operation[WITH_IF_MATCH] === true,
  };
  const hasKey = isWrite && operation[NOT_REPLAYED] !== true && operation['x-access']?.kind !== 'public';
  operation.parameters = [
    ...parameters,
    { $ref: '#/components/parameters/AcceptLanguage' },
    ...(hasKey ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ...(traits.hasETag && !isWrite ? [{ $ref: '#/components/parameters/IfNoneMatch' }] : []),
  ];
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (!status.startsWith('2') || answer.$ref !== undefined) continue;
    answer.headers = { ...answerHeadersOf({ ...traits, isWrite: hasKey }), ...answer.headers };
  }
  if (traits.hasETag && !isWrite) operation.responses['304'] = { description: 'Nothing changed' } as Response;
  operation.responses = { ...commonAnswersOf(traits), ...operation.responses };
}

/** What schemas say, with the words that the route has for it; headers as the route says. */
function merged(
  said: readonly (Parameter | { $ref: string })[],
  checked: readonly Parameter[],
): (Parameter | { $ref: string })[] {
  const isSame = (a: Parameter, b: Parameter) => a.name === b.name && a.in === b.in;
  const own = said.filter(parameter => 'name' in parameter);
  const known = checked.map(parameter => ({
    ...parameter,
    ...descriptionOf(own.find(one => isSame(one, parameter))),
  }));
  const others = own.filter(one => one.in === 'header' && !known.some(parameter => isSame(parameter, one)));
  return [...known, ...others];
}

function descriptionOf(parameter: Parameter | undefined): { description?: string } {
  return parameter?.description === undefined ? {} : { description: parameter.description };
}
