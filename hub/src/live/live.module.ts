import { Module } from '@nestjs/common';
import { BoardModule } from '../board/index.ts';
import { LiveGateway } from './live.gateway.ts';

@Module({ imports: [BoardModule], providers: [LiveGateway] })
export class LiveModule {}
