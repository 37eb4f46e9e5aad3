import { Inject, Injectable } from '@nestjs/common';
import { isPrivateBroker } from '@tapclock/contracts';
import { HUB_CONFIG, type HubConfig } from '../../platform/config/hub-config.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { BROKER_LINK, type BrokerLink } from '../../platform/mqtt/broker-link.ts';
import { EmbeddedBroker } from '../../platform/mqtt/embedded-broker.ts';

/** Where kiosks find the broker. */
@Injectable()
export class KioskBroker {
  readonly #config: HubConfig;
  readonly #link: BrokerLink;

  constructor(@Inject(HUB_CONFIG) config: HubConfig, @Inject(BROKER_LINK) link: BrokerLink) {
    this.#config = config;
    this.#link = link;
  }

  /**
   * The configured address; else the external broker's as the hub reaches it, or the embedded broker under the host name that the kiosk found the
   * hub at. Throws CONFLICT for an address at which the kiosk's password would travel in clear: no bridge takes it.
   */
  urlFor(askedHost: string): string {
    const url = this.#addressFor(askedHost);
    if (isPrivateBroker(url)) return url;
    throw new HubError(
      'CONFLICT',
      {
        en: 'Kiosks would log in to the broker in clear. Set TAPCLOCK_KIOSK_BROKER_URL to an address that starts with mqtts: or wss:.',
        de: 'Terminals würden sich am Broker unverschlüsselt anmelden. Setzen Sie TAPCLOCK_KIOSK_BROKER_URL auf eine Adresse mit mqtts: oder wss:.',
      },
      { details: [{ path: '', code: 'BROKER_IN_CLEAR' }] },
    );
  }

  #addressFor(askedHost: string): string {
    const { broker, kioskBrokerUrl } = this.#config;
    if (kioskBrokerUrl) return kioskBrokerUrl;
    if (broker.kind === 'external') return broker.url;
    const port = this.#link instanceof EmbeddedBroker ? this.#link.port : broker.port;
    return `mqtt://${askedHost}:${port}`;
  }
}
