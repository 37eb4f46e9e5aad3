import { createReadStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PublicKeyText, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { type GivenKeys, NotABundleError, reportText, verifyBundle } from './evidence/pure.ts';
import { EXPORT_FORMATS } from './payroll/pure.ts';
import { complain, isParseError, isSystemError, print } from './platform/command-line.ts';
import { ZoneClocks } from './timesheets/pure.ts';

const HELP = `npm run -s verify -- <bundle> [--keys keys.json] [--json]

  <bundle>       a proof bundle as the hub gave it (GET /api/v1/exports/{id}/bundle). "-" reads it from standard input.
  --keys FILE    public keys of the terminals that you got elsewhere: {"gate-1": "base64"}, or a list where one had
                 several. Without it the keys are those that the bundle names, and their fingerprints are printed.
  --json         the report as JSON

Computes the hours again from the punches in the bundle, checks the terminals' signatures and chains, writes the file
again, and says which line does not follow. Needs no hub. What it proves and what not: docs/proof.md
Ends with 0 everything follows, 1 something does not (or it is no bundle), 2 wrong usage.
`;

const EXIT = { follows: 0, failed: 1, usage: 2 };

const KeysFile = z.record(Slug, z.union([PublicKeyText, z.array(PublicKeyText)]));

/** A keys file that is none: the caller's mistake, not the bundle's. */
class KeysFileError extends Error {
  override readonly name = 'KeysFileError';
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      keys: { type: 'string' },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help === true) return print(HELP, EXIT.follows);
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) return complain(`one bundle, please\n\n${HELP}`, EXIT.usage);
  const keys = values.keys === undefined ? null : readKeys(values.keys);
  const bytes = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 256 * 1024 });
  const report = await verifyBundle(bytes, {
    formats: EXPORT_FORMATS,
    keys,
    clocks: new ZoneClocks(),
  });
  const text = values.json === true ? `${JSON.stringify(report, null, 2)}\n` : reportText(report);
  return print(text, report.follows ? EXIT.follows : EXIT.failed);
}

function readKeys(path: string): GivenKeys {
  const parsed = KeysFile.safeParse(jsonOf(path));
  if (!parsed.success) {
    throw new KeysFileError(`${path}: must be a JSON object of terminals and their keys, 32 bytes in base64`);
  }
  return new Map(
    Object.entries(parsed.data).map(([terminal, keys]) => [
      terminal,
      typeof keys === 'string' ? [keys] : keys,
    ]),
  );
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new KeysFileError(`${path}: not JSON: ${error.message}`);
    throw error;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof NotABundleError) process.exitCode = complain(error.message, EXIT.failed);
  else if (error instanceof KeysFileError) process.exitCode = complain(error.message, EXIT.usage);
  else if (isParseError(error)) process.exitCode = complain(`${error.message}\n\n${HELP}`, EXIT.usage);
  else if (isSystemError(error)) process.exitCode = complain(error.message, EXIT.failed);
  else throw error;
}
if (process.connected) process.disconnect();
