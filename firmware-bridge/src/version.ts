import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

/** Version of this bridge as in its package.json, which lies one folder up from source and build alike. */
export function bridgeVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
