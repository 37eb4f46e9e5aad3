import { type DynamicModule, Module } from '@nestjs/common';
import { LOGGER, type Log } from './logger.ts';

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: that is what a dynamic module of Nest is
export class LoggingModule {
  static forRoot(log: Log): DynamicModule {
    return {
      module: LoggingModule,
      global: true,
      providers: [{ provide: LOGGER, useValue: log }],
      exports: [LOGGER],
    };
  }
}
