import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import { ApiErrorFilter } from './api-error.filter.ts';
import { EnvelopeInterceptor } from './envelope.interceptor.ts';

/** One shape for every answer of the HTTP API. */
@Module({
  providers: [
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
    { provide: APP_FILTER, useClass: ApiErrorFilter },
  ],
})
export class HttpModule {}
