import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUDIT_STATE_BYTES_MAX } from '@tapclock/contracts';
import { SEAL_COLUMNS, type SealRow, sealOf } from '../../src/audit/entry-row.ts';
import { HeadKey } from '../../src/audit/heads/head-key.ts';
import { Vault } from '../../src/platform/secrets/vault.ts';
import { anEntry, TrailOnly } from './audit-kit.ts';

const VERIFY = 'hub/dist/verify.js';
const ENTRIES = 12;

let audit: TrailOnly;

beforeAll(async () => {
  audit = await TrailOnly.open();
  await audit.record(...Array.from({ length: ENTRIES }, () => ({})));
  await audit.sealed();
});
afterAll(async () => {
  await audit.stop();
});

/** Does something as the owner of the database, hears what the verifier says, and takes it back. */
async function afterTampering(...statements: readonly string[]): Promise<string[]> {
  const tables = ['audit_entry', 'audit_seal'];
  await audit.owner.query('begin');
  for (const table of tables)
    await audit.owner.query(`create temporary table saved_${table} as table ${table}`);
  await audit.owner.query('commit');
  try {
    for (const statement of statements) {
      const { rowCount } = await audit.owner.query(statement);
      if (statement.startsWith('update') || statement.startsWith('delete'))
        expect(rowCount).toBeGreaterThan(0);
    }
    return (await audit.verify()).failures;
  } finally {
    for (const table of tables) {
      await audit.owner.query(`delete from ${table}`);
      await audit.owner.query(`insert into ${table} overriding system value select * from saved_${table}`);
      await audit.owner.query(`drop table saved_${table}`);
    }
  }
}

const positionOf = (number: number) => `(select position from audit_seal where number = ${number})`;

describe('the chain of the audit trail', () => {
  it('follows, entry by entry, in the order of the commits', async () => {
    expect(await audit.verify()).toMatchObject({ follows: true, sealed: ENTRIES, unsealed: 0 });
  });

  it('goes on where it stopped, whoever seals, and seals each entry once', async () => {
    await audit.record({}, {});
    const others = [audit.anotherSealer(), audit.anotherSealer(), audit.sealer];
    await Promise.all(others.map(sealer => sealer.sealAll()));
    await audit.sealed();
    const report = await audit.verify();
    expect(report).toMatchObject({ follows: true, sealed: ENTRIES + 2, unsealed: 0 });
  });

  it('is left to the hub that is at it', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { promise: hasBegun, resolve: began } = Promise.withResolvers<boolean>();
    const other = audit.database.transaction(async sql => {
      began(await audit.seals.claim(sql));
      await held;
    });
    expect(await hasBegun).toBe(true);
    await audit.record({});
    await audit.sealer.sealAll();
    expect(await audit.verify()).toMatchObject({ follows: true, unsealed: 1 });
    release();
    await other;
    await audit.sealed();
    expect(await audit.verify()).toMatchObject({ follows: true, unsealed: 0 });
  });

  it('never skips an entry that commits after a later one', async () => {
    const { promise: held, resolve: commit } = Promise.withResolvers<void>();
    const { promise: hasBegun, resolve: began } = Promise.withResolvers<void>();
    const slow = audit.database.transaction(async sql => {
      await audit.trail.record(sql, anEntry({ why: 'slow' }));
      began();
      await held;
    });
    await hasBegun;
    await audit.record({ why: 'quick' });
    await audit.sealer.sealAll();
    // The quick one waits for the slow one: in front of it nothing may appear any more.
    expect(await audit.verify()).toMatchObject({ follows: true, unsealed: 1 });
    commit();
    await slow;
    await audit.sealed();
    expect(await audit.verify()).toMatchObject({ follows: true, unsealed: 0 });
  });

  it('has no entry of a change that was rolled back', async () => {
    const before = await audit.verify();
    const failed = audit.database.transaction(async sql => {
      await audit.trail.record(sql, anEntry());
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    await audit.sealed();
    expect((await audit.verify()).sealed).toBe(before.sealed);
  });
});

describe('the application at the database (R4, R10)', () => {
  it.each([
    "update audit_entry set why = 'x'",
    'delete from audit_entry',
    'truncate audit_entry',
    'update audit_seal set number = number',
    'delete from audit_seal',
    'truncate audit_seal',
    `insert into audit_entry (position, id, at, actor_kind, actor_name, action, subject_kind, people, everybody)
     overriding system value values (1, gen_random_uuid(), now(), 'system', 'x', 'x.y', 'x', '{}', false)`,
    `insert into audit_entry (xid, id, at, actor_kind, actor_name, action, subject_kind, people, everybody)
     values ('1', gen_random_uuid(), now(), 'system', 'x', 'x.y', 'x', '{}', false)`,
  ])('may not: %s', async statement => {
    await expect(audit.database.primary.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the verifier finds what the owner of the database did', () => {
  const columns: Record<string, string> = {
    position: 'position + 100000',
    xid: "'1'::xid8",
    id: 'gen_random_uuid()',
    at: "at + interval '1 millisecond'",
    actor_kind: "'system'",
    actor_id: "'somebody else'",
    actor_name: "'Ben Roth'",
    actor_role: "'admin'",
    session_id: 'null',
    request_id: "'request-2'",
    source: "'192.0.2.8'",
    action: "'leave.removed'",
    subject_kind: "'holiday'",
    subject_id: 'null',
    site_id: "'south'",
    people: "people || '00000000-0000-4000-8000-000000000000'::uuid",
    everybody: 'true',
    before: 'null',
    after: "' ' || after",
    why: "'no reason'",
  };

  it('knows every column of an entry', async () => {
    const { rows } = await audit.owner.query<{ name: string }>(
      "select column_name as name from information_schema.columns where table_name = 'audit_entry'",
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(columns).sort());
  });

  it.each(Object.entries(columns))('in column %s of an entry', async (column, value) => {
    const set = `update audit_entry set ${column} = ${value} where position = ${positionOf(5)}`;
    // The database numbers the rows itself; an owner gets around that.
    const failures = await afterTampering(
      ...(column === 'position'
        ? ['alter table audit_entry alter column position set generated by default', set]
        : [set]),
    );
    expect(failures).toContainEqual(
      expect.stringMatching(column === 'position' ? /seal 5 is missing/ : /its seal 5 was altered/),
    );
    // Not the rest of the chain with it.
    expect(failures.filter(failure => !/seal 5\b/.test(failure) && !failure.includes('has no seal'))).toEqual(
      [],
    );
  });

  it.each([
    ['number', 'number = 1000 where number = 5', /seal 5 is missing/],
    ['position', 'position = position + 100000 where number = 5', /the entry of seal 5 is missing/],
    ['xid', "xid = '1' where number = 5", /seal 5/],
    [
      'sealed_at',
      "sealed_at = sealed_at + interval '1 millisecond' where number = 5",
      /its seal 5 was altered/,
    ],
    ['hash', "hash = sha256('x') where number = 5", /its seal 5 was altered/],
  ])('in column %s of a seal', async (_column, set, message) => {
    expect(await afterTampering(`update audit_seal set ${set}`)).toContainEqual(
      expect.stringMatching(message),
    );
  });

  it.each([
    ['first', 1],
    ['one in between', 6],
    ['last', ENTRIES],
  ])('the %s entry is gone', async (_which, number) => {
    const failures = await afterTampering(`delete from audit_entry where position = ${positionOf(number)}`);
    expect(failures).toEqual([expect.stringContaining(`the entry of seal ${number} is missing`)]);
  });

  it('an entry is gone with its seal', async () => {
    const failures = await afterTampering(
      `delete from audit_entry where position = ${positionOf(6)}`,
      'delete from audit_seal where number = 6',
    );
    expect(failures).toEqual(['seal 6 is missing']);
  });

  it('two entries changed places', async () => {
    const failures = await afterTampering(
      `update audit_entry a set why = b.why, people = b.people, id = gen_random_uuid() from audit_entry b
       where a.position in (${positionOf(3)}, ${positionOf(4)}) and b.position in (${positionOf(3)}, ${positionOf(4)})
         and a.position <> b.position`,
    );
    expect(failures).toEqual([expect.stringContaining('seal 3 was'), expect.stringContaining('seal 4 was')]);
  });

  it('two seals changed places', async () => {
    const failures = await afterTampering(
      'update audit_seal set number = -3 where number = 3',
      'update audit_seal set number = 3 where number = 4',
      'update audit_seal set number = 4 where number = -3',
    );
    expect(failures.length).toBeGreaterThan(0);
    expect(failures[0]).toContain('seal 3');
  });

  it('an entry was put in among the others', async () => {
    const failures = await afterTampering(
      `insert into audit_entry (xid, id, at, actor_kind, actor_name, action, subject_kind, people, everybody)
       select xid, gen_random_uuid(), at, actor_kind, actor_name, action, subject_kind, people, everybody
       from audit_entry where position = ${positionOf(4)}`,
    );
    expect(failures).toEqual([expect.stringContaining('has no seal: it was put in later')]);
  });

  it('everything was sealed anew, with published heads only', async () => {
    const { rows } = await audit.owner.query<SealRow>(
      `select ${SEAL_COLUMNS} from audit_seal s order by number desc limit 1`,
    );
    const [row] = rows;
    if (!row) throw new Error('nothing is sealed');
    const { number, hash, sealedAt } = sealOf(row);
    const key = new HeadKey(new Vault(Buffer.alloc(32, 7)));
    const heads = `${JSON.stringify(key.sign({ number, hash, at: sealedAt }))}\n`;
    expect(await audit.verify(heads, key.publicKey)).toMatchObject({ follows: true, heads: 1 });

    await audit.owner.query(
      `update audit_entry set why = 'another reason' where position = ${positionOf(1)}`,
    );
    await audit.owner.query('delete from audit_seal');
    await audit.sealed();
    expect(await audit.verify()).toMatchObject({ follows: true });
    const { failures } = await audit.verify(heads, key.publicKey);
    expect(failures).toEqual([expect.stringContaining('the chain was written anew')]);
  });
});

describe('what an entry keeps', () => {
  const read = async (id: string) => {
    const [row] = await audit.database.primary.query<{
      before: string | null;
      after: string | null;
      people: string[];
      everybody: boolean;
    }>('select before, after, people::text[] as people, everybody from audit_entry where subject_id = $1', [
      id,
    ]);
    return row;
  };

  it('is no secret, and of what is too long its digest', async () => {
    const [secret, long, many] = [randomUUID(), randomUUID(), randomUUID()];
    await audit.record(
      { subject: { kind: 'x', id: secret }, before: { pinHash: null }, after: { pinHash: 'abc', name: 'A' } },
      { subject: { kind: 'x', id: long }, after: { text: 'x'.repeat(AUDIT_STATE_BYTES_MAX) } },
      {
        subject: { kind: 'x', id: many },
        concerns: { people: Array.from({ length: 1_001 }, () => randomUUID()), site: 'north' },
      },
    );
    expect(await read(secret)).toMatchObject({
      before: '{"pinHash":null}',
      after: '{"pinHash":"(kept out)","name":"A"}',
    });
    expect((await read(long))?.after).toMatch(/^\{"sha256":"[0-9a-f]{64}","bytes":65547\}$/);
    expect(await read(many)).toMatchObject({ people: [], everybody: true });
  });

  it('comes back as it went in, whatever characters it has', async () => {
    await audit.record({ why: 'Grüße "quoted" \u2028 \\ 😀', after: { text: '\u0000\ud800 ü' } });
    await audit.sealed();
    expect(await audit.verify()).toMatchObject({ follows: true });
  });
});

describe('npm run -s verify -- audit', () => {
  const run = (args: string[], env: NodeJS.ProcessEnv = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [VERIFY, 'audit', ...args], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', TAPCLOCK_DATABASE_URL: '', ...env },
    });
    return { status, stdout, stderr };
  };

  it('reads a database, by option or by environment, and ends with a summary', async () => {
    await audit.sealed();
    const { status, stdout, stderr } = run(['--database', audit.suite.url]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^audit: \d+ entries sealed, head \d+ [0-9a-f]{64} of \S+, no published heads compared: everything follows\n$/,
    );
    expect(run([], { TAPCLOCK_DATABASE_URL: audit.suite.url }).stdout).toBe(stdout);
  });

  it('says what does not follow and ends with 1', async () => {
    await audit.owner.query(`update audit_entry set why = 'x' where position = ${positionOf(2)}`);
    const { status, stdout } = run(['--database', audit.suite.url]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/its seal 2 was altered.*\n(.*\n)*audit: .*: 1 thing does not follow\n$/);
  });

  it('tells what it cannot read from what does not follow', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tapclock-audit-'));
    try {
      const file = join(dir, 'no-trail');
      await writeFile(file, 'hello\n');
      expect(run([file])).toMatchObject({ status: 1, stderr: 'this is no audit trail of a hub\n' });
      expect(run(['--database', 'postgres://nobody@127.0.0.1:1/none'])).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('the database could not be read'),
      });
      expect(run([]).status).toBe(2);
      expect(run(['--database', audit.suite.url, '--key', 'short']).status).toBe(2);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
