import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.ts';
import { BoardModule } from '../board/index.ts';
import { LiveGateway } from './live.gateway.ts';

@Module({ imports: [AuditModule, BoardModule], providers: [LiveGateway] })
export class LiveModule {}
