import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../error-code.ts';
import { ROOT } from '../root.ts';
import { banner } from './banner.ts';
import type { SerialReader } from './bridge-config.ts';
import { parseStart, START_HELP } from './options.ts';
import { ProgressLines } from './progress-lines.ts';
import { type System, type SystemOptions, startSystem } from './system.ts';

async function main(args: readonly string[]): Promise<void> {
  const command = parseStart(args, join(ROOT, '.data'), process.cwd());
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
  const ended = new Promise<string>(resolve => {
    // Ctrl-C, kill, a closed terminal, or the end of npm above us (the channel it gave us closes).
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
    process.on('disconnect', () => resolve('the parent ended'));
  });
  // A closed pipe must not end us before our children are stopped.
  process.stdout.on('error', ignore);
  process.stderr.on('error', ignore);
  for (const reader of options.serialReaders ?? []) warnAboutReader(reader, say);
  const starting = startSystem({ ...options, say, progress: line => lines.begin(line) });
  const first = await Promise.race([
    starting.then(
      () => null,
      () => null,
    ),
    ended,
  ]);
  let system: System;
  try {
    system = await starting;
  } catch (error) {
    lines.end();
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
    disconnect();
    return;
  }
  lines.end();
  if (first === null) {
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
