import {
  type DynamicModule,
  Inject,
  Module,
  type ModuleMetadata,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type Type,
} from '@nestjs/common';
import { HUB_CONFIG, type HubConfig } from '../config/hub-config.ts';
import { LOGGER, type Log } from '../logging/logger.ts';
import { SecretsModule } from '../secrets/secrets.module.ts';
import { VAULT, type Vault } from '../secrets/vault.ts';
import { BROKER_LINK, type BrokerLink } from './broker-link.ts';
import { BrokerPasswords } from './broker-passwords.ts';
import { EmbeddedBroker } from './embedded-broker.ts';
import { ExternalBroker } from './external-broker.ts';
import type { FindAccount } from './terminal-access.ts';

/** Knows the broker accounts of terminals. */
export interface AccountDirectory {
  findAccount: FindAccount;
}

export interface MqttModuleOptions {
  /** Modules that export `accounts`. */
  imports: NonNullable<ModuleMetadata['imports']>;
  accounts: Type<AccountDirectory>;
  /** Makes the two client names of several hubs on one broker differ. */
  clientId: string;
}

/** The broker link for everybody, started when every feature has subscribed. */
@Module({})
export class MqttModule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #link: BrokerLink;

  constructor(@Inject(BROKER_LINK) link: BrokerLink) {
    this.#link = link;
  }

  static forRoot(options: MqttModuleOptions): DynamicModule {
    return {
      module: MqttModule,
      global: true,
      imports: [SecretsModule, ...options.imports],
      providers: [
        {
          provide: BrokerPasswords,
          inject: [VAULT],
          useFactory: (vault: Vault) => new BrokerPasswords(vault),
        },
        {
          provide: BROKER_LINK,
          inject: [HUB_CONFIG, LOGGER, options.accounts, BrokerPasswords],
          useFactory: (
            config: HubConfig,
            log: Log,
            accounts: AccountDirectory,
            passwords: BrokerPasswords,
          ): BrokerLink => createLink(config, { clientId: options.clientId, log, accounts, passwords }),
        },
      ],
      exports: [BROKER_LINK, BrokerPasswords],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#link.start();
  }

  /** First of all at a stop: no punch is taken in that could not be answered any more. */
  async onModuleDestroy(): Promise<void> {
    await this.#link.stop();
  }
}

interface LinkParts {
  clientId: string;
  log: Log;
  accounts: AccountDirectory;
  passwords: BrokerPasswords;
}

function createLink({ broker }: HubConfig, { clientId, log, accounts, passwords }: LinkParts): BrokerLink {
  const nowMs = () => Date.now();
  if (broker.kind === 'external') {
    return new ExternalBroker({
      url: broker.url,
      username: broker.username ?? undefined,
      password: broker.password ?? undefined,
      clientId,
      passwords,
      logger: log,
      nowMs,
      random: Math.random,
    });
  }
  return new EmbeddedBroker({
    // Loopback only: kiosks on other machines come with TLS and their own issue.
    host: '127.0.0.1',
    port: broker.port,
    findAccount: username => accounts.findAccount(username),
    logger: log,
    nowMs,
  });
}
