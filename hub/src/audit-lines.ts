import { once } from 'node:events';
import pg from 'pg';
import { readWholeTrail } from './audit/data.ts';
import { clientSettings } from './platform/database/pg-pool.ts';

/**
 * Prints the whole trail of a database as lines, also what has no seal, for `verify -- audit`: the verifier itself is a program without a
 * database. Reads one snapshot, so a hub may go on writing meanwhile.
 */
async function main(): Promise<void> {
  const url = process.env.TAPCLOCK_DATABASE_URL;
  if (url === undefined || url === '') throw new Error('TAPCLOCK_DATABASE_URL is not set');
  const client = new pg.Client(clientSettings(url, 'tapclock-verify-audit'));
  await client.connect();
  try {
    for await (const line of readWholeTrail(client, new Date().toISOString())) {
      if (!process.stdout.write(line)) await once(process.stdout, 'drain');
    }
  } finally {
    await client.end();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
