import type pg from 'pg';
import { ENTRY_COLUMNS, type EntryRow, entryOf, SEAL_COLUMNS, type SealRow, sealOf } from './entry-row.ts';
import { lineOf } from './trail-line.ts';

/** Rows of one fetch: what a trail of any length needs of memory. */
const FETCH_ROWS = 500;

const LINKS = `
  select ${SEAL_COLUMNS}, ${ENTRY_COLUMNS} from audit_seal s left join audit_entry e on e.position = s.position
  order by s.number`;

const UNSEALED = `
  select ${ENTRY_COLUMNS} from audit_entry e
  where not exists (select from audit_seal s where s.position = e.position)
  order by e.xid, e.position`;

/** Lines of every seal and every entry that a database holds, in one snapshot of it. */
export async function* readWholeTrail(client: pg.Client, now: string): AsyncGenerator<string> {
  await client.query('begin transaction isolation level repeatable read read only');
  // Whoever reads the lines may be slow, and the table long.
  await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
  yield lineOf({ kind: 'trail', version: 1, writtenAt: now });
  let sealed = 0;
  for await (const rows of fetched<SealRow & (EntryRow | { position: null })>(client, 'links', LINKS)) {
    sealed = rows.at(-1)?.number ?? sealed;
    yield rows
      .map(row =>
        lineOf({ kind: 'sealed', seal: sealOf(row), entry: row.position === null ? null : entryOf(row) }),
      )
      .join('');
  }
  let unsealed = 0;
  for await (const rows of fetched<EntryRow>(client, 'unsealed', UNSEALED)) {
    unsealed += rows.length;
    yield rows.map(row => lineOf({ kind: 'unsealed', entry: entryOf(row) })).join('');
  }
  await client.query('commit');
  yield lineOf({ kind: 'end', sealed, unsealed });
}

async function* fetched<Row extends object>(
  client: pg.Client,
  cursor: string,
  select: string,
): AsyncGenerator<Row[]> {
  await client.query(`declare ${cursor} no scroll cursor for ${select}`);
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${FETCH_ROWS} from ${cursor}`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query(`close ${cursor}`);
}
