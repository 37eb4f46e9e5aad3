import pg from 'pg';

/** Rows of one statement and connections at once: where plain `unnest` inserts are fastest on two cores. */
const ROWS_PER_STATEMENT = 512;
const CONNECTIONS = 2;

const COLUMNS = [
  ['punch_id', 'uuid'],
  ['terminal_id', 'text'],
  ['boot', 'bigint'],
  ['sequence', 'bigint'],
  ['site_id', 'text'],
  ['employee_id', 'uuid'],
  ['action', 'text'],
  ['occurred_at', 'timestamptz'],
  ['received_at', 'timestamptz'],
  ['estimated_at', 'timestamptz'],
  ['findings', 'jsonb'],
  ['verdict', 'jsonb'],
  ['chain_hash', 'text'],
  ['body', 'jsonb'],
] as const;

const NAMES = COLUMNS.map(([name]) => name).join(', ');

/** Tables of the same shape as `punch`, indexes and partitions included, for those who only insert. */
export async function createTwins(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, async client => {
    for (const twin of ['raw_punch', 'naive_punch']) {
      await client.query(`create table ${twin} (like punch including all) partition by range (occurred_at)`);
      await client.query(`create table ${twin}_default partition of ${twin} default`);
      await client.query(`grant select, insert on ${twin} to tapclock_app`);
    }
  });
}

/**
 * Reads the punches that the hub has stored of this terminal range and inserts them into the twin, `unnest`, 512 at a time on two
 * connections, nothing else. Returns rows per second of the inserts alone.
 */
export async function rawInsertRate(databaseUrl: string, since: Date): Promise<number> {
  return withClient(databaseUrl, async reader => {
    const { rows } = await reader.query<Record<string, string | null>>(
      `select ${COLUMNS.map(([name]) => `${name}::text`).join(', ')} from punch where received_at >= $1 and terminal_id like 'bench-%'`,
      [since],
    );
    const statements: (string | null)[][][] = [];
    for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
      const chunk = rows.slice(at, at + ROWS_PER_STATEMENT);
      statements.push(COLUMNS.map(([name]) => chunk.map(row => row[name] ?? null)));
    }
    const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connected(databaseUrl)));
    try {
      const start = performance.now();
      await Promise.all(clients.map(client => drain(client, statements)));
      return rows.length / ((performance.now() - start) / 1000);
    } finally {
      await Promise.all(clients.map(client => client.end()));
    }
  });
}

async function drain(client: pg.Client, statements: (string | null)[][][]): Promise<void> {
  const given = COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ');
  const text = `insert into raw_punch (${NAMES}) select * from unnest(${given}) on conflict do nothing`;
  for (let values = statements.pop(); values !== undefined; values = statements.pop()) {
    await client.query({ name: 'raw', text, values });
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connected(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
