import { receiptCode } from '@tapclock/contracts';
import pg from 'pg';

export interface StoredPunch {
  punchId: string;
  boot: number;
  sequence: number;
  action: string;
  employee: string | null;
  /** What the worker read on the screen. */
  code: string;
}

/** Every punch of a terminal as a database has it, in the terminal's order. */
export async function storedPunches(url: string, terminal: string): Promise<StoredPunch[]> {
  const rows = await ask<{
    id: string;
    boot: number;
    sequence: number;
    action: string;
    employee: string | null;
    hash: string;
  }>(
    url,
    `select punch_id id, boot::float8 boot, sequence::float8 "sequence", action, employee_id employee, chain_hash hash
     from punch where terminal_id = $1 order by boot, sequence`,
    [terminal],
  );
  return rows.map(({ id, hash, ...rest }) => ({ ...rest, punchId: id, code: receiptCode(hash) }));
}

/** One query on a connection of its own. */
export async function ask<Row extends object>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // The query rejects as well; without a listener a killed server would end the test run.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
