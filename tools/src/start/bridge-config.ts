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
  /** Families of readers in software; an RDM6300 when none is named. */
  softwareReaders: readonly string[];
  logLevel: string;
}

/** The bridge's configuration file: a software reader always, for npm run tap; real ones beside it. */
export function bridgeConfig(settings: BridgeSettings): object {
  const real = settings.serialReaders.map(({ family, port }, index) => ({
    id: `reader-${index + 1}`,
    family,
    port,
    place: KIOSK_TERMINAL.place,
  }));
  const software = settings.softwareReaders.length > 0 ? settings.softwareReaders : ['rdm6300'];
  const virtual = software.map((family, index) => ({
    id: index === 0 ? 'virtual' : `virtual-${index + 1}`,
    family,
    virtual: true,
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
    readers: [...virtual, ...real],
    log: { level: settings.logLevel },
  };
}
