import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { SystemOptions } from './system.ts';

/** Listens, then asks politely; needs a device. */
const AUTO_FAMILY = 'auto';

export const START_HELP = `npm start -- [options]

  --data DIR            keep everything in DIR (default: .data in the repository)
  --fresh               empty the data folder first
  --port DEVICE         add a real reader on a serial port, e.g. /dev/serial/by-id/usb-...; may be repeated
  --reader FAMILY       family of the reader on the --port of the same place in the list (default: auto, which finds out);
                        without a --port: a software reader of that family, which npm run tap then uses
  --hub-port N          port of the dashboard and the API (default: 8080)
  --kiosk-port N        port of the kiosk screen (default: 8081)
  --broker-port N       port of the MQTT broker (default: 1883)
  --broker mosquitto    use an installed Mosquitto instead of the broker inside the hub
  --no-history          do not play today's earlier punches
  --log-level LEVEL     level of the logs in DIR/logs (default: info)
`;

export type StartCommand =
  | { kind: 'help' }
  | { kind: 'wrong'; problem: string }
  | { kind: 'start'; options: SystemOptions };

/** Reads the command line of npm start. `defaultData` is used without --data; paths are taken from `cwd`; `families` are the known readers. */
export function parseStart(
  args: readonly string[],
  { defaultData, cwd, families }: { defaultData: string; cwd: string; families: readonly string[] },
): StartCommand {
  try {
    return { kind: 'start', ...read(args, { defaultData, cwd, families }) };
  } catch (error) {
    if (error instanceof HelpWanted) return { kind: 'help' };
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}

class HelpWanted extends Error {}

function read(
  args: readonly string[],
  { defaultData, cwd, families }: { defaultData: string; cwd: string; families: readonly string[] },
): { options: SystemOptions } {
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
      ...readersOf(values.port ?? [], values.reader ?? [], families),
      broker: values.broker ?? 'embedded',
      history: values['no-history'] !== true,
      logLevel: values['log-level'] ?? 'info',
    },
  };
}

/** Families without a port of their own are software readers. */
function readersOf(
  ports: readonly string[],
  named: readonly string[],
  families: readonly string[],
): Pick<SystemOptions, 'serialReaders' | 'softwareReaders'> {
  const unknown = named.find(
    (family, index) => !families.includes(family) && !(family === AUTO_FAMILY && index < ports.length),
  );
  if (unknown !== undefined)
    throw new Error(`--reader ${unknown} is not known; known: ${families.join(', ')}`);
  const wrong = ports.find(port => !port.startsWith('/'));
  if (wrong !== undefined)
    throw new Error('--port takes a serial device such as /dev/ttyUSB0; see also --hub-port');
  return {
    serialReaders: ports.map((port, index) => ({ family: named[index] ?? AUTO_FAMILY, port })),
    softwareReaders: named.slice(ports.length),
  };
}

function portNumber(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`${name} takes a number from 0 to 65535`);
  return port;
}
