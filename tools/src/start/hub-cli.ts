import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../root.ts';
import { endingWithParent, inherited } from './supervised-process.ts';

const OUTPUT_BYTES_MAX = 8 * 1024 * 1024;
const COMMAND_DEADLINE_MS = 120_000;

export const Login = z.object({ terminal: z.string(), username: z.string(), password: z.string() });
export const Demo = z.object({
  created: z.boolean(),
  site: z.object({ id: z.string(), name: z.string(), zone: z.string(), language: z.enum(['en', 'de']) }),
  pin: z.object({ number: z.string(), pin: z.string() }).nullish(),
  badges: z.array(
    z.object({
      printed: z.string(),
      version: z.string(),
      name: z.string(),
      area: z.string().nullable(),
      state: z.string(),
    }),
  ),
});
export const DemoAccounts = z.object({
  accounts: z.array(
    z.object({
      role: z.enum(['worker', 'supervisor', 'hr', 'admin']),
      email: z.string(),
      name: z.string(),
      password: z.string(),
    }),
  ),
});
export const DemoKey = z.object({ publicKey: z.string() });
export const DemoHistory = z.object({ punches: z.int(), recorded: z.int() });
export const Migrated = z.object({ applied: z.array(z.string()) });
export const BrokerFiles = z.object({ file: z.string() });

export interface CommandOptions {
  env: Readonly<Record<string, string>>;
  /** Ends the command. */
  signal?: AbortSignal | undefined;
}

/** Runs one verb of the hub's command line and reads the JSON it prints. Throws with what it said on stderr. */
export async function hubCli<T extends z.ZodType>(
  schema: T,
  options: CommandOptions,
  args: readonly string[],
): Promise<z.output<T>> {
  const printed = await runNode([join(ROOT, 'hub', 'dist', 'cli.js'), ...args], options, `hub ${args[0]}`);
  return schema.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''));
}

/** Runs a program under this Node and gives its stdout. It ends with this process. */
export function runNode(args: readonly string[], options: CommandOptions, title: string): Promise<string> {
  const [file = '', ...rest] = endingWithParent([process.execPath, ...args]);
  return new Promise((resolve, reject) => {
    execFile(
      file,
      rest,
      {
        cwd: ROOT,
        env: { ...inherited(), ...options.env },
        maxBuffer: OUTPUT_BYTES_MAX,
        timeout: COMMAND_DEADLINE_MS,
        signal: options.signal,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else
          reject(
            new Error(`${title} failed: ${stderr.trim().split('\n').slice(-8).join('\n') || error.message}`),
          );
      },
    );
  });
}
