import { parseArguments, UsageError } from './arguments.ts';
import { decode } from './decode.ts';
import { detect } from './detect.ts';
import { doctor } from './doctor.ts';
import { emulate } from './emulate.ts';
import { learn } from './learn.ts';
import { list } from './list.ts';
import { monitor } from './monitor.ts';
import type { Verb } from './verb.ts';
import { EXIT, type World } from './world.ts';

export { systemWorld, type World } from './world.ts';

const COMMAND = 'npm run -s reader --';

const VERBS: readonly Verb[] = [list, detect, doctor, monitor, learn, decode, emulate];

/** Runs the command line; resolves with the exit code: 0, 1 for trouble or a refusal, 2 for wrong usage. Only faults of ours reject. */
export async function runReaderCli(argv: readonly string[], world: World): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    world.out(help());
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const isJson = argv.includes('--json');
  try {
    const verb = VERBS.find(known => known.name === name);
    if (verb === undefined)
      throw new UsageError(
        `there is no verb ${name}: use one of ${VERBS.map(known => known.name).join(', ')}`,
      );
    const args = parseArguments(rest, verb.options);
    if (args.flags.has('help')) {
      world.out(usageOf(verb));
      return EXIT.ok;
    }
    return await verb.run(args, world);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { message } = error;
    if (isJson) world.out(`${JSON.stringify({ ok: false, error: { code: 'usage', message, offset: 0 } })}\n`);
    else world.err(`${message}\n\n${COMMAND} ${name} --help says how it is called\n`);
    return EXIT.usage;
  }
}

function help(): string {
  const width = Math.max(...VERBS.map(({ name }) => name.length));
  const verbs = VERBS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`).join('');
  return `${COMMAND} VERB [options]\n\n${verbs}
  --json   for machines
  --help   behind a verb: how it is called

Ends with 0, with 1 when there was no badge, no reader or a problem, with 2 for wrong usage. docs/readers/cli.md has examples.
`;
}

function usageOf({ usage, summary }: Verb): string {
  return `${summary}\n\n  ${usage}\n`;
}
