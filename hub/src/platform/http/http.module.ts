import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { RefusalLog } from './access/refusal-log.ts';
import { AllowedMethods } from './allowed-methods.ts';
import { ApiErrorFilter } from './api-error.filter.ts';
import { EnvelopeInterceptor } from './envelope.interceptor.ts';
import { ExpiredKeys } from './expired-keys.ts';
import { IdempotencyInterceptor } from './idempotency.interceptor.ts';
import { IdempotencyKeys } from './idempotency-keys.ts';

/** One shape for every answer of the HTTP API, and each write once. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    AllowedMethods,
    RefusalLog,
    IdempotencyKeys,
    ExpiredKeys,
    // Outermost: it keeps answers as they are sent.
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
    { provide: APP_FILTER, useClass: ApiErrorFilter },
  ],
})
export class HttpModule {}
