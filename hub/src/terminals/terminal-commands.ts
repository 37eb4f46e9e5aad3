import { Inject, Injectable } from '@nestjs/common';
import { type Command, topics } from '@tapclock/contracts';
import { BROKER_LINK, type BrokerLink } from '../platform/mqtt/broker-link.ts';

/** What the hub says to terminals. */
@Injectable()
export class TerminalCommands {
  readonly #link: BrokerLink;

  constructor(@Inject(BROKER_LINK) link: BrokerLink) {
    this.#link = link;
  }

  /** Hands a command to the broker; rejects when there is no connection. A terminal that is away never gets it. */
  async send(site: string, terminal: string, command: Command): Promise<void> {
    await this.#link.publish(topics.command(site, terminal), JSON.stringify(command));
  }
}
