import { join } from 'node:path';
import { ROOT } from '../root.ts';
import { KIOSK_TERMINAL } from './first-run.ts';

/** A serial reader named on the command line. */
export interface SerialReader {
  family: string;
  port: string;
}

export interface BridgeSettings {
  dataDir: string;
  site: { id: string; name: string; zone: string; language: string };
  siteKey: string;
  kioskPort: number;
  brokerUrl: string;
  login: { username: string; password: string };
  serialReaders: readonly SerialReader[];
  logLevel: string;
}

/** The bridge's configuration file: a virtual reader always, real ones beside it. */
export function bridgeConfig(settings: BridgeSettings): object {
  const real = settings.serialReaders.map(({ family, port }, index) => ({
    id: `reader-${index + 1}`,
    family,
    port,
    place: KIOSK_TERMINAL.place,
  }));
  return {
    dataDir: settings.dataDir,
    terminal: KIOSK_TERMINAL.id,
    place: KIOSK_TERMINAL.place,
    site: settings.site,
    siteKey: settings.siteKey,
    broker: { url: settings.brokerUrl, username: settings.login.username, password: settings.login.password },
    kiosk: { host: '127.0.0.1', port: settings.kioskPort, staticDir: join(ROOT, 'terminal', 'dist') },
    readers: [{ id: 'virtual', family: 'rdm6300', virtual: true, place: KIOSK_TERMINAL.place }, ...real],
    log: { level: settings.logLevel },
  };
}
