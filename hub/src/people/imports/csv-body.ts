import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** As much of Fastify as is used here; its own types are not ours to import. */
interface BodyParsers {
  hasContentTypeParser(type: string): boolean;
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer' },
    parse: (request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => void,
  ): unknown;
}

const CSV = 'text/csv';

/** Lets a file be sent as it is: its bytes are handed on unread, since only who reads the file finds out its encoding. */
@Injectable()
export class CsvBody implements OnModuleInit {
  readonly #host: HttpAdapterHost;

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#host = host;
  }

  onModuleInit(): void {
    const fastify = this.#host.httpAdapter.getInstance<BodyParsers>();
    if (fastify.hasContentTypeParser(CSV)) return;
    fastify.addContentTypeParser(CSV, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }
}
