import { runApi } from './api/api.ts';
import { runIngest } from './ingest/ingest.ts';
import { describeMachine } from './machine.ts';
import { runPayroll } from './payroll/payroll.ts';
import { runFuzz } from './readers/fuzz.ts';
import { runReaders } from './readers/readers.ts';
import { runTap } from './tap/tap.ts';

/** `npm run -s bench -- <name> [options]`. Progress goes to stderr; the last line on stdout is one JSON object. */
const BENCHES = {
  tap: runTap,
  ingest: runIngest,
  readers: runReaders,
  fuzz: runFuzz,
  payroll: runPayroll,
  api: runApi,
} as const;

await main(process.argv[2], process.argv.slice(3));

async function main(name: string | undefined, args: readonly string[]): Promise<void> {
  if (name === undefined || !isBench(name)) {
    process.stderr.write(`usage: npm run -s bench -- ${Object.keys(BENCHES).join('|')} [options]\n`);
    process.exitCode = 2;
    return;
  }
  process.stderr.write(`${await describeMachine()}\n`);
  const { figures, failures } = await BENCHES[name](args);
  for (const failure of failures) process.stderr.write(`FAILED: ${failure}\n`);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

function isBench(name: string): name is keyof typeof BENCHES {
  return Object.hasOwn(BENCHES, name);
}
