import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigError, loadConfig, PairingFile, PairingFileError } from '@tapclock/firmware-bridge';
import { errorCode } from '../error-code.ts';
import { playTaps } from './play-taps.ts';
import { parseTaps } from './taps-file.ts';

const HELP = `npm run -s play -- --config KIOSK.JSON TAPS.JSON

  --config FILE   configuration of a paired kiosk with a reader in software; the kiosk must not be running
  TAPS.JSON       { "taps": [{ "at": "2026-11-26T05:58:10+01:00", "badge": "0003880042", "action": "clock-in" }, …] }
                  in order of time, all of them over; without "action" the countdown records what the kiosk proposes

Plays days that are over at a kiosk whose network is out: real frames, real screens, real journal, only the clock is made up. The kiosk
delivers what it recorded when it runs next. Prints what came of the taps, as JSON.
Ends with 0 played, 1 trouble, 2 wrong usage.
`;

const EXIT = { played: 0, trouble: 1, usage: 2 };

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { config: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return EXIT.played;
  }
  const [file, ...more] = positionals;
  if (values.config === undefined || file === undefined || more.length > 0)
    return complain(`which kiosk, and which taps?\n\n${HELP}`, EXIT.usage);
  const taps = parseTaps(readFileSync(file, 'utf8'), Date.now());
  const start = loadConfig({ args: ['--config', values.config], environment: process.env });
  if (start.kind === 'configured') return print(await playTaps(start.config, taps));
  const handOut = new PairingFile(start.config.dataDir).read();
  if (handOut === null)
    return complain('this kiosk is not paired yet: start it and let it in first', EXIT.trouble);
  return print(await playTaps(start.config.paired(handOut), taps));
}

function print(result: object): number {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return EXIT.played;
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text.trimEnd()}\n`);
  return code;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isKnown = error instanceof ConfigError || error instanceof PairingFileError;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  const usage = isKnown || errorCode(error)?.startsWith('ERR_PARSE_ARGS') === true;
  process.exitCode = usage ? EXIT.usage : EXIT.trouble;
}
if (process.connected) process.disconnect();
