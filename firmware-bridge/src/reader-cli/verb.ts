import type { Arguments, OptionSpec } from './arguments.ts';
import type { World } from './world.ts';

/** One thing that the command can do. */
export interface Verb {
  name: string;
  /** One line for the list of verbs. */
  summary: string;
  /** How it is called, for `--help`. */
  usage: string;
  options: OptionSpec;
  /** Resolves with the exit code. Throws UsageError when it was called wrongly. */
  run(args: Arguments, world: World): Promise<number>;
}
