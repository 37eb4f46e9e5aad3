import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writePrivate } from './data-folder.ts';

/** What a running system tells other commands: where it listens and which badges it knows. */
export const RunFile = z.object({
  pid: z.int(),
  terminal: z.string(),
  kioskUrl: z.url(),
  hubUrl: z.url(),
  brokerUrl: z.url(),
  primaryPort: z.int(),
  replicaPort: z.int(),
  badges: z.array(
    z.object({
      printed: z.string(),
      version: z.string(),
      name: z.string(),
      area: z.string().nullable(),
      state: z.string(),
    }),
  ),
  pin: z.object({ number: z.string(), pin: z.string() }).nullable(),
});
export type RunFile = z.infer<typeof RunFile>;

export function runFilePath(dataDir: string): string {
  return join(dataDir, 'run.json');
}

export function writeRunFile(dataDir: string, run: RunFile): void {
  writePrivate(runFilePath(dataDir), run);
}

/** The run file of a folder; null when nothing runs there. Throws when it cannot be understood. */
export function readRunFile(dataDir: string): RunFile | null {
  const content = readJson(runFilePath(dataDir));
  return content === null ? null : RunFile.parse(content);
}
