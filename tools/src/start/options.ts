import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { SerialReader } from './bridge-config.ts';
import type { SystemOptions } from './system.ts';

export const START_HELP = `npm start -- [options]

  --data DIR            keep everything in DIR (default: .data in the repository)
  --fresh               empty the data folder first
  --port DEVICE         add a real reader on a serial port, e.g. /dev/serial/by-id/usb-...; may be repeated
  --reader FAMILY       family of the reader of the same place in the list (default: rdm6300)
  --hub-port N          port of the dashboard and the API (default: 8080)
  --kiosk-port N        port of the kiosk screen (default: 8081)
  --broker-port N       port of the MQTT broker (default: 1883)
  --broker mosquitto    use an installed Mosquitto instead of the broker inside the hub
  --no-history          do not play today's earlier punches
  --log-level LEVEL     level of the logs in DIR/logs (default: info)
`;

const FAMILIES = ['rdm6300'];

export type StartCommand =
  | { kind: 'help' }
  | { kind: 'wrong'; problem: string }
  | { kind: 'start'; options: SystemOptions };

/** Reads the command line of npm start. `defaultData` is used without --data; paths are taken from `cwd`. */
export function parseStart(args: readonly string[], defaultData: string, cwd: string): StartCommand {
  try {
    return { kind: 'start', ...read(args, defaultData, cwd) };
  } catch (error) {
    if (error instanceof HelpWanted) return { kind: 'help' };
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}

class HelpWanted extends Error {}

function read(args: readonly string[], defaultData: string, cwd: string): { options: SystemOptions } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      fresh: { type: 'boolean' },
      port: { type: 'string', multiple: true },
      reader: { type: 'string', multiple: true },
      'hub-port': { type: 'string' },
      'kiosk-port': { type: 'string' },
      'broker-port': { type: 'string' },
      broker: { type: 'string' },
      'no-history': { type: 'boolean' },
      'log-level': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) throw new HelpWanted();
  if (values.broker !== undefined && values.broker !== 'mosquitto' && values.broker !== 'embedded') {
    throw new Error('--broker takes embedded or mosquitto');
  }
  const ports = {
    hub: portNumber('--hub-port', values['hub-port']),
    kiosk: portNumber('--kiosk-port', values['kiosk-port']),
    broker: portNumber('--broker-port', values['broker-port']),
  };
  return {
    options: {
      dataDir: values.data === undefined ? defaultData : resolve(cwd, values.data),
      fresh: values.fresh === true,
      ports: Object.fromEntries(Object.entries(ports).filter(([, port]) => port !== null)),
      serialReaders: serialReaders(values.port ?? [], values.reader ?? []),
      broker: values.broker ?? 'embedded',
      history: values['no-history'] !== true,
      logLevel: values['log-level'] ?? 'info',
    },
  };
}

function serialReaders(ports: readonly string[], families: readonly string[]): SerialReader[] {
  if (families.length > ports.length) throw new Error('each --reader needs its --port');
  return ports.map((port, index) => {
    const family = families[index] ?? 'rdm6300';
    if (!FAMILIES.includes(family))
      throw new Error(`--reader ${family} is not known; known: ${FAMILIES.join(', ')}`);
    if (!port.startsWith('/'))
      throw new Error('--port takes a serial device such as /dev/ttyUSB0; see also --hub-port');
    return { family, port };
  });
}

function portNumber(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`${name} takes a number from 0 to 65535`);
  return port;
}
