import { type DynamicModule, Module } from '@nestjs/common';
import { HUB_CONFIG, type HubConfig } from './hub-config.ts';

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: that is what a dynamic module of Nest is
export class ConfigModule {
  static forRoot(config: HubConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: HUB_CONFIG, useValue: config }],
      exports: [HUB_CONFIG],
    };
  }
}
