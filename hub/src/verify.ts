import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PublicKeyText, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { NotATrailError, readHeads, readTrail, trailReportText, verifyTrail } from './audit/pure.ts';
import { type GivenKeys, NotABundleError, reportText, verifyBundle } from './evidence/pure.ts';
import { EXPORT_FORMATS } from './payroll/pure.ts';
import { complain, isParseError, isSystemError, print } from './platform/command-line.ts';
import { ZoneClocks } from './timesheets/pure.ts';

const HELP = `npm run -s verify -- <bundle> [--keys keys.json] [--json]
npm run -s verify -- audit [<trail> | --database URL] [--heads FILE [--key BASE64]] [--json]

  <bundle>       a proof bundle as the hub gave it (GET /api/v1/exports/{id}/bundle). "-" reads it from standard input.
  --keys FILE    public keys of the terminals that you got elsewhere: {"gate-1": "base64"}, or a list where one had
                 several. Without it the keys are those that the bundle names, and their fingerprints are printed.
  --json         the report as JSON

  audit          checks the audit trail instead of a bundle: of the database, or of a trail as the hub gave it
                 (GET /api/v1/audit/export, "-" for standard input)
  --database URL a role that may read audit_entry and audit_seal; without it TAPCLOCK_DATABASE_URL
  --heads FILE   heads that the hub published outside of its machine: without them a chain that was written anew as a
                 whole, or lost its end, looks like any other
  --key BASE64   the public key under the heads (GET /api/v1/audit/key)

Of a bundle it computes the hours again from its punches, checks the terminals' signatures and chains, writes the file
again, and says which line does not follow. Needs no hub. What it proves and what not: docs/proof.md, docs/audit.md
Ends with 0 everything follows, 1 something does not (or it is neither), 2 wrong usage.
`;

/** Lies beside this one. */
const AUDIT_LINES_PROGRAM = fileURLToPath(new URL('./audit-lines.js', import.meta.url));

const EXIT = { follows: 0, failed: 1, usage: 2 };

const KeysFile = z.record(Slug, z.union([PublicKeyText, z.array(PublicKeyText)]));

/** A keys file that is none: the caller's mistake, not the bundle's. */
class KeysFileError extends Error {
  override readonly name = 'KeysFileError';
}

/** The database of `audit` is not there, or not for this role. */
class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      keys: { type: 'string' },
      json: { type: 'boolean' },
      database: { type: 'string' },
      heads: { type: 'string' },
      key: { type: 'string' },
    },
    allowPositionals: true,
  });
  if (values.help === true) return print(HELP, EXIT.follows);
  const [path, ...more] = positionals;
  if (path === 'audit' && more.length <= 1) return await audit(more[0], values);
  if (path === undefined || more.length > 0) return complain(`one bundle, please\n\n${HELP}`, EXIT.usage);
  const keys = values.keys === undefined ? null : readKeys(values.keys);
  const report = await verifyBundle(bytesOf(path), {
    formats: EXPORT_FORMATS,
    keys,
    clocks: new ZoneClocks(),
  });
  const text = values.json === true ? `${JSON.stringify(report, null, 2)}\n` : reportText(report);
  return print(text, report.follows ? EXIT.follows : EXIT.failed);
}

interface AuditOptions {
  database?: string | undefined;
  heads?: string | undefined;
  key?: string | undefined;
  json?: boolean | undefined;
}

async function audit(
  path: string | undefined,
  { database, heads, key, json }: AuditOptions,
): Promise<number> {
  const url = database ?? process.env.TAPCLOCK_DATABASE_URL;
  if (path === undefined && !url)
    return complain(`audit: a trail, --database or TAPCLOCK_DATABASE_URL, please\n\n${HELP}`, EXIT.usage);
  if (path !== undefined && database !== undefined)
    return complain('audit: a trail or a database, not both', EXIT.usage);
  if (key !== undefined && !PublicKeyText.safeParse(key).success)
    return complain('--key must be 32 bytes in base64', EXIT.usage);
  const program = path === undefined && url ? readDatabase(url) : null;
  const bytes = program?.bytes ?? bytesOf(path ?? '-');
  const report = await verifyTrail(
    readTrail(bytes),
    heads === undefined ? null : readHeads(createReadStream(heads), key ?? null),
  );
  await program?.ended;
  const text = json === true ? `${JSON.stringify(report, null, 2)}\n` : trailReportText(report);
  return print(text, report.follows ? EXIT.follows : EXIT.failed);
}

/** Starts the program that prints the trail of a database: this one has none. `ended` rejects when it could not. */
function readDatabase(url: string): { bytes: AsyncIterable<Uint8Array>; ended: Promise<void> } {
  const child = spawn(process.execPath, [AUDIT_LINES_PROGRAM], {
    env: { ...process.env, TAPCLOCK_DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaint = textOf(child.stderr);
  const ended = once(child, 'close').then(async ([code]) => {
    if (code !== 0) throw new DatabaseError(`the database could not be read: ${await complaint}`);
  });
  // Whoever reads on hears of it; whoever has found enough does not.
  ended.catch(() => undefined);
  return { bytes: printed(child.stdout, ended), ended };
}

/** What a program prints; an end before its time is its failure, not the trail's. */
async function* printed(stdout: AsyncIterable<Uint8Array>, ended: Promise<void>): AsyncGenerator<Uint8Array> {
  yield* stdout;
  await ended;
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  return path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 256 * 1024 });
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
  const isNeither = error instanceof NotABundleError || error instanceof NotATrailError;
  if (isNeither || error instanceof DatabaseError) process.exitCode = complain(error.message, EXIT.failed);
  else if (error instanceof KeysFileError) process.exitCode = complain(error.message, EXIT.usage);
  else if (isParseError(error)) process.exitCode = complain(`${error.message}\n\n${HELP}`, EXIT.usage);
  else if (isSystemError(error)) process.exitCode = complain(error.message, EXIT.failed);
  else throw error;
}
if (process.connected) process.disconnect();
