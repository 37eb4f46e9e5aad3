import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PunchAction } from '@tapclock/contracts';
import { errorCode } from '../error-code.ts';
import { ROOT } from '../root.ts';
import { type RunFile, readRunFile } from '../start/run-file.ts';
import { tapBadge } from './tap-badge.ts';

const HELP = `npm run -s tap -- --badge NUMBER [options]

  --badge NUMBER        the ten digits printed on the badge, or ten hex characters
  --action ACTION       press this button (clock-in, clock-out, break-start, break-end); default: wait for the countdown
  --version BYTE        the byte that ten digits leave out, such as 0x67 (default: as the demo badge has it)
  --list                show the demo badges instead
  --data DIR            data folder of the running system (default: .data in the repository)

Sends the badge's real frame through the virtual reader of the running kiosk and prints what the worker saw, as JSON.
Ends with 0 recorded, 1 trouble, 2 wrong usage, 3 nothing runs, 4 nothing recorded (double tap, refused).
`;

const EXIT = { recorded: 0, trouble: 1, usage: 2, notRunning: 3, nothingRecorded: 4 };

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      badge: { type: 'string' },
      action: { type: 'string' },
      version: { type: 'string' },
      list: { type: 'boolean' },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return print(HELP, EXIT.recorded);
  const dataDir = values.data === undefined ? join(ROOT, '.data') : resolve(values.data);
  const run = readRunFile(dataDir);
  if (run === null || !isAlive(run.pid)) {
    return complain(
      `nothing runs on ${dataDir}: start it with npm start${values.data ? ` -- --data ${values.data}` : ''}`,
      EXIT.notRunning,
    );
  }
  if (values.list === true) return print(list(run), EXIT.recorded);
  const action = values.action === undefined ? undefined : PunchAction.safeParse(values.action);
  if (values.badge === undefined) return complain(`which badge? --list shows them\n\n${HELP}`, EXIT.usage);
  if (!/^(\d{1,10}|[0-9A-Fa-f]{10})$/.test(values.badge))
    return complain('--badge takes up to ten digits, or ten hex characters', EXIT.usage);
  if (action?.success === false)
    return complain(
      `--action ${values.action} is not one of clock-in, clock-out, break-start, break-end`,
      EXIT.usage,
    );
  const badge = values.badge.length === 10 ? values.badge : values.badge.padStart(10, '0');
  const version = Number(
    values.version ?? run.badges.find(({ printed }) => printed === badge)?.version ?? 0x67,
  );
  const result = await tapBadge({
    kioskUrl: run.kioskUrl,
    badge,
    version,
    ...(action === undefined ? {} : { action: action.data }),
  });
  return print(
    `${JSON.stringify(result, null, 2)}\n`,
    result.outcome === 'recorded' ? EXIT.recorded : EXIT.nothingRecorded,
  );
}

function list(run: RunFile): string {
  const rows = run.badges.map(
    ({ printed, name, area, state }) => `${printed}  ${state.padEnd(8)} ${(area ?? '-').padEnd(12)} ${name}`,
  );
  return `${['badge       at start area         name', ...rows].join('\n')}\n`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function print(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text.trimEnd()}\n`);
  return code;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  const usage = errorCode(error)?.startsWith('ERR_PARSE_ARGS') === true;
  process.exitCode = usage ? EXIT.usage : EXIT.trouble;
}
if (process.connected) process.disconnect();
