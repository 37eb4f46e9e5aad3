import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import { describeApi } from '../../src/platform/http/document/describe-api.ts';

/** An answer as it came. */
export interface SeenAnswer {
  method: string;
  /** Path with its query. */
  url: string;
  status: number;
  /** Value of Content-Type; null without a body. */
  contentType: string | null;
  body: unknown;
}

/** As much of an injected answer as is looked at. */
interface InjectedAnswer {
  statusCode: number;
  headers: Record<string, unknown>;
  payload: string;
}

const Reference = z.object({ $ref: z.string() });
const Content = z.record(z.string(), z.object({ schema: z.optional(z.unknown()) }));
const Answer = z.object({ content: z.optional(Content) });
const Operation = z.object({ responses: z.record(z.string(), z.union([Reference, Answer])) });
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ responses: z.record(z.string(), Answer) }),
});

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);
const SHOWN_LENGTH_MAX = 1_000;
/** What any path may be answered that is not one of the document's. */
const OUTSIDE = new Set([400, 403, 404, 413]);

/** Holds every answer of a hub against its own document: a route that answers otherwise than it says fails the test that asked. */
export class OpenApiCheck {
  readonly document: unknown;
  readonly #routes: {
    matches: RegExp;
    literals: number;
    operations: Map<string, z.infer<typeof Operation>>;
  }[];
  readonly #common: Record<string, z.infer<typeof Answer>>;
  readonly #ajv: Ajv2020.default;
  readonly #compiled = new Map<unknown, ValidateFunction>();
  readonly #violations: string[] = [];

  constructor(app: INestApplication) {
    // As a client reads it.
    this.document = JSON.parse(JSON.stringify(describeApi(app)));
    const { paths, components } = Document.parse(this.document);
    this.#common = components.responses;
    this.#ajv = new Ajv2020.default({ strict: false, allErrors: true });
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'document', ...(this.document as object) });
    this.#routes = Object.entries(paths).map(([path, item]) => ({
      ...matcherOf(path),
      operations: new Map(
        Object.entries(item)
          .filter(([method]) => METHODS.has(method))
          .map(([method, operation]) => [method.toUpperCase(), Operation.parse(operation)]),
      ),
    }));
  }

  /** Looks at everything that a server answers from now on, whoever asks. */
  watch(server: Server): void {
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      onEnd(response, (sent, contentType) => {
        const { method = 'GET', url = '/' } = request;
        this.note({ method, url, status: response.statusCode, contentType, body: parsed(contentType, sent) });
      });
    });
  }

  /** Notes the answer to a request that Fastify injected. */
  noteInjected(method: string, url: string, answer: InjectedAnswer): void {
    const type = answer.headers['content-type'];
    const contentType = typeof type === 'string' ? type : null;
    const body = parsed(contentType, Buffer.from(answer.payload));
    this.note({ method, url, status: answer.statusCode, contentType, body });
  }

  /** Notes an answer that the document does not know. */
  note(seen: SeenAnswer): void {
    const path = seen.url.split('?')[0] ?? '';
    if (!path.startsWith('/api/v1/')) return;
    const problem = this.#problemOf(seen, path);
    if (problem === null) return;
    const shown = JSON.stringify(seen.body)?.slice(0, SHOWN_LENGTH_MAX);
    this.#violations.push(`${seen.method} ${seen.url} answered ${seen.status}, and ${problem}\n${shown}`);
  }

  /** Throws when any answer so far was none that the document knows; each is told once. */
  verify(): void {
    const violations = this.#violations.splice(0);
    if (violations.length > 0) throw new Error(violations.join('\n\n'));
  }

  #problemOf({ method, status, contentType, body }: SeenAnswer, path: string): string | null {
    const [operation] = this.#routes
      .filter(({ matches }) => matches.test(path))
      .toSorted((a, b) => b.literals - a.literals)
      .flatMap(({ operations }) => operations.get(method === 'HEAD' ? 'GET' : method) ?? []);
    // Of a path, not of one of its routes.
    if (status === 405 || (method === 'OPTIONS' && status === 204)) return null;
    if (operation === undefined) return OUTSIDE.has(status) ? null : 'the document knows no such route';
    const answer = operation.responses[String(status)];
    if (answer === undefined) return 'the document knows no such status of it';
    const { content } = '$ref' in answer ? this.#resolve(answer.$ref) : answer;
    if (content === undefined || Object.keys(content).length === 0)
      return contentType === null ? null : 'the document says that it has no body';
    const type = mediaTypeOf(contentType);
    const media = Object.entries(content).find(([known]) => mediaTypeOf(known) === type)?.[1];
    if (media === undefined) return `the document knows no ${type} of it`;
    if (type !== 'application/json' || method === 'HEAD') return null;
    const validate = this.#validator(media.schema);
    return validate(body)
      ? null
      : `its body is not as the document says: ${this.#ajv.errorsText(validate.errors)}`;
  }

  #resolve(reference: string): z.infer<typeof Answer> {
    const found = this.#common[reference.replace('#/components/responses/', '')];
    if (found === undefined) throw new Error(`the document has no ${reference}`);
    return found;
  }

  #validator(schema: unknown): ValidateFunction {
    let compiled = this.#compiled.get(schema);
    if (compiled === undefined) {
      compiled = this.#ajv.compile(withDocument(schema) as object);
      this.#compiled.set(schema, compiled);
    }
    return compiled;
  }
}

/** A schema on its own, its references to the document's parts made absolute. */
function withDocument(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/'));
}

function matcherOf(path: string): { matches: RegExp; literals: number } {
  const parts = path.split('/');
  const pattern = parts.map(part => (part.startsWith('{') ? '[^/]+' : part.replaceAll('.', '\\.'))).join('/');
  return {
    matches: new RegExp(`^${pattern}$`),
    literals: parts.filter(part => !part.startsWith('{')).length,
  };
}

/** Calls back with all that was written, before the last of it leaves. */
function onEnd(response: ServerResponse, callback: (sent: Buffer, contentType: string | null) => void): void {
  const chunks: Buffer[] = [];
  let contentType: string | null = null;
  // Of what comes with the status, `getHeader` knows nothing.
  response.writeHead = new Proxy(response.writeHead, {
    apply: (writeHead, self, args) => {
      const headers: unknown = args.at(-1);
      if (typeof headers === 'object' && headers !== null && 'content-type' in headers)
        contentType = String(headers['content-type']);
      return Reflect.apply(writeHead, self, args);
    },
  });
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  response.write = new Proxy(response.write, {
    apply: (write, self, args) => {
      keep(args[0]);
      return Reflect.apply(write, self, args);
    },
  });
  response.end = new Proxy(response.end, {
    apply: (end, self, args) => {
      keep(args[0]);
      callback(Buffer.concat(chunks), contentType ?? typeOf(response));
      return Reflect.apply(end, self, args);
    },
  });
}

function typeOf(response: ServerResponse): string | null {
  const type = response.getHeader('content-type');
  return typeof type === 'string' ? type : null;
}

function parsed(contentType: string | null, sent: Buffer): unknown {
  if (mediaTypeOf(contentType) !== 'application/json' || sent.length === 0) return null;
  return JSON.parse(sent.toString());
}

function mediaTypeOf(contentType: string | null): string | null {
  return contentType?.split(';')[0]?.trim().toLowerCase() ?? null;
}
