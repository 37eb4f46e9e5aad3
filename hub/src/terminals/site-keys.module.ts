import { Module } from '@nestjs/common';
import { SecretsModule } from '../platform/secrets/secrets.module.ts';
import { SiteKeys } from './site-keys.ts';

/** Apart from the terminals, so that whoever turns badge numbers into credentials can have the keys and no more. */
@Module({ imports: [SecretsModule], providers: [SiteKeys], exports: [SiteKeys] })
export class SiteKeysModule {}
