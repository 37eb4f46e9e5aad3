import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { SecretsModule } from '../platform/secrets/secrets.module.ts';
import { AuditController } from './audit.controller.ts';
import { AuditRepository } from './audit.repository.ts';
import { AuditSealer } from './audit-sealer.ts';
import { AuditTrailModule } from './audit-trail.module.ts';
import { HeadKey } from './heads/head-key.ts';
import { HeadPublisher } from './heads/head-publisher.ts';
import { LooksController } from './looks/looks.controller.ts';
import { LooksInterceptor } from './looks/looks.interceptor.ts';
import { Looks } from './looks/looks.ts';
import { SealsRepository } from './seals.repository.ts';
import { TrailWriter } from './trail-writer.ts';

/** The audit trail: its chain, who looked at whom, and reading it. Comes after `HttpModule`: looks are judged before the envelope. */
@Module({
  imports: [AuditTrailModule, SecretsModule],
  controllers: [AuditController, LooksController],
  providers: [
    AuditRepository,
    AuditSealer,
    HeadKey,
    HeadPublisher,
    Looks,
    SealsRepository,
    TrailWriter,
    { provide: APP_INTERCEPTOR, useClass: LooksInterceptor },
  ],
  exports: [AuditTrailModule, Looks],
})
export class AuditModule {}
