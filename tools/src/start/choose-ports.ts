import { freePort, isPortFree } from '../postgres/ports.ts';

/** Every port of one local system; all on loopback. */
export interface Ports {
  hub: number;
  kiosk: number;
  broker: number;
  primary: number;
  replica: number;
}

export const USUAL_PORTS: Readonly<Ports> = {
  hub: 8080,
  kiosk: 8081,
  broker: 1883,
  primary: 55432,
  replica: 55433,
};

const TITLES: Readonly<Record<keyof Ports, string>> = {
  hub: 'dashboard',
  kiosk: 'kiosk',
  broker: 'MQTT broker',
  primary: 'Postgres primary',
  replica: 'Postgres replica',
};

/** Takes the wanted ports where they are free, others where not, and says so. A wanted 0 means any. */
export async function choosePorts(wanted: Readonly<Ports>, say: (line: string) => void): Promise<Ports> {
  const chosen = { ...wanted };
  for (const name of ['hub', 'kiosk', 'broker', 'primary', 'replica'] as const) {
    const port = wanted[name];
    if (port !== 0 && (await isPortFree(port))) continue;
    chosen[name] = await freePort();
    if (port !== 0) say(`Port ${port} is taken; the ${TITLES[name]} uses ${chosen[name]} instead`);
  }
  return chosen;
}
