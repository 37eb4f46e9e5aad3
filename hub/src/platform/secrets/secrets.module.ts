import { Module } from '@nestjs/common';
import { HUB_CONFIG, type HubConfig } from '../config/hub-config.ts';
import { VAULT, Vault } from './vault.ts';

@Module({
  providers: [
    {
      provide: VAULT,
      useFactory: ({ secretsKey }: HubConfig) => new Vault(secretsKey),
      inject: [HUB_CONFIG],
    },
  ],
  exports: [VAULT],
})
export class SecretsModule {}
