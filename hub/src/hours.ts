import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { complain, isParseError, isSystemError, print } from './platform/command-line.ts';
import { answerCase, HoursDocumentError, readHoursDocument } from './timesheets/pure.ts';

const HELP = `npm run -s hours -- <case.json>

  <case.json>    one case: zone, preset and overrides (or policy), punches, shifts, holidays, leave, corrections, rates,
                 period. "-" reads it from standard input. Fields and three worked cases: docs/hours.md

Prints day records, pay codes, findings and the sentence behind every second, English and German, as JSON.
Ends with 0 computed, 1 the case was refused (every problem on standard error), 2 wrong usage.
`;

const EXIT = { computed: 0, refused: 1, usage: 2 };

function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  if (values.help === true) return print(HELP, EXIT.computed);
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) return complain(`one case, please\n\n${HELP}`, EXIT.usage);
  return print(`${JSON.stringify(answerCase(readHoursDocument(readJson(path))), null, 2)}\n`, EXIT.computed);
}

function readJson(path: string): unknown {
  const text = readFileSync(path === '-' ? 0 : path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new HoursDocumentError([{ code: 'INVALID_DOCUMENT', path: '', message: `not JSON: ${message}` }]);
  }
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (error instanceof HoursDocumentError) process.exitCode = complain(error.message, EXIT.refused);
  else if (isParseError(error)) process.exitCode = complain(`${error.message}\n\n${HELP}`, EXIT.usage);
  else if (isSystemError(error)) process.exitCode = complain(error.message, EXIT.refused);
  else throw error;
}
if (process.connected) process.disconnect();
