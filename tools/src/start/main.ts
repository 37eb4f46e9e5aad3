import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { familyNames } from '@tapclock/firmware-bridge';
import { errorCode } from '../error-code.ts';
import { ROOT } from '../root.ts';
import { banner } from './banner.ts';
import type { SerialReader } from './bridge-config.ts';
import { parseStart, START_HELP } from './options.ts';
import { ProgressLines } from './progress-lines.ts';
import { type System, type SystemOptions, startSystem } from './system.ts';

async function main(args: readonly string[]): Promise<void> {
  const command = parseStart(args, {
    defaultData: join(ROOT, '.data'),
    cwd: process.cwd(),
    families: familyNames(),
  });
  if (command.kind === 'help') {
    process.stdout.write(START_HELP);
    return;
  }
  if (command.kind === 'wrong') {
    process.stderr.write(`${command.problem}\n\n${START_HELP}`);
    process.exitCode = 2;
    return;
  }
  await run(command.options);
}

async function run(options: SystemOptions): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const lines = new ProgressLines(say);
  const end = new AbortController();
  // Ctrl-C, kill, a closed terminal, or the end of npm above us (the channel it gave us closes).
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end.abort());
  process.on('disconnect', () => end.abort());
  const ended = new Promise(resolve => end.signal.addEventListener('abort', resolve));
  // A closed pipe must not end us before our children are stopped.
  process.stdout.on('error', ignore);
  process.stderr.on('error', ignore);
  for (const reader of options.serialReaders ?? []) warnAboutReader(reader, say);
  let system: System;
  try {
    const progress = (line: string): void => lines.begin(line);
    system = await startSystem({ ...options, say, progress, signal: end.signal });
  } catch (error) {
    lines.end();
    process.exitCode = end.signal.aborted ? 130 : 1;
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(end.signal.aborted ? 'Given up; nothing is left running.\n' : `${reason}\n`);
    disconnect();
    return;
  }
  lines.end();
  if (!end.signal.aborted) {
    say(banner(system));
    await ended;
  }
  say('Stopping ...');
  await system.stop();
  say('Stopped. Nothing is left running; the data stays in the folder.');
  disconnect();
}

/** The channel from npm's side would keep this process alive. */
function disconnect(): void {
  if (process.connected) process.disconnect();
}

function warnAboutReader({ port }: SerialReader, say: (line: string) => void): void {
  try {
    accessSync(port, constants.R_OK | constants.W_OK);
  } catch (error) {
    const denied = errorCode(error) === 'EACCES';
    const cure = denied ? 'this user may not open it (add it to the group dialout)' : 'it is not there yet';
    say(`${port}: ${cure}; the terminal goes on trying`);
  }
}

function ignore(): void {
  // Nobody reads our lines any more; the system goes on until it is told to stop.
}

await main(process.argv.slice(2));
