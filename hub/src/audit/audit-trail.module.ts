import { Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail.ts';

/** The write side alone, for features that change something. */
@Module({ providers: [AuditTrail], exports: [AuditTrail] })
export class AuditTrailModule {}
