import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BundleHeader, type BundleLine, type ExportView, type PunchAction } from '@tapclock/contracts';
import pg from 'pg';
import { verifyBundle } from '../../src/evidence/index.ts';
import { EXPORT_FORMATS } from '../../src/payroll/index.ts';
import { ZoneClocks } from '../../src/timesheets/index.ts';
import { inChunks } from '../kit/bundle-kit.ts';
import { dateIn, FIRST, SITE, SignedPeriods, type Worker } from '../kit/signed-periods.ts';
import { TestTerminal } from '../support/test-terminal.ts';

let payroll: SignedPeriods;
let made: ExportView;
let bundle: Buffer;
let gate: TestTerminal;
let replaced: TestTerminal;
let stranger: string;

beforeAll(async () => {
  payroll = await SignedPeriods.open();
  const ada = await payroll.hire('1001', 'Ada');
  const bob = await payroll.hire('1002', 'Bob');
  gate = await payroll.terminal('gate-1');
  const tap = (
    terminal: TestTerminal,
    who: Worker,
    day: number,
    action: PunchAction,
    time: string,
    more = {},
  ) => payroll.tap(terminal, who, [action, dateIn(FIRST, day), time], more);
  tap(gate, ada, 2, 'clock-in', '06:00');
  // A terminal without a roster: it signs the badge and leaves the rest to the hub.
  tap(gate, bob, 2, 'auto', '06:30', { employee: null });
  // Nobody's badge, in the same chain.
  stranger = tap(gate, { employee: '', credential: 'cd'.repeat(32) }, 2, 'clock-in', '06:31', {
    employee: null,
  });
  tap(gate, ada, 2, 'clock-out', '14:15');
  await payroll.send(gate, 1, 4, 1);
  const forgotten = tap(gate, bob, 2, 'clock-out', '20:00');
  tap(gate, ada, 3, 'clock-in', '06:00');
  // Sent again together with what was made since.
  await payroll.send(gate, 3, 6, 2);
  gate.restart();
  tap(gate, ada, 3, 'clock-out', '12:00');
  await payroll.send(gate, 1, 1, 3);
  // The kiosk at the back lost its disk: another key under the same name.
  const lost = await payroll.terminal('gate-2');
  tap(lost, bob, 3, 'clock-in', '07:00');
  await payroll.send(lost, 1, 1, 1);
  replaced = new TestTerminal('gate-2', SITE, lost.boot + 1_000);
  await payroll.hub.database.primary.query('update terminal set public_key = $2 where id = $1', [
    'gate-2',
    replaced.publicKey,
  ]);
  await payroll.restartIngest();
  tap(replaced, bob, 3, 'clock-out', '15:00');
  await payroll.send(replaced, 1, 1, 1);
  await payroll.hub.settle();
  await payroll.hub.correct('Mia Wagner', {
    kind: 'move',
    punch: forgotten,
    when: { at: `${dateIn(FIRST, 2)}T13:00:00.000Z` },
    reason: 'left at three, says the team lead',
  });
  await payroll.lock();
  made = await payroll.export();
  bundle = (await payroll.ask('GET', `exports/${made.id}/bundle`)).bytes;
});
afterAll(async () => {
  await payroll.stop();
});

const verify = (bytes: Uint8Array) =>
  verifyBundle(inChunks(bytes), { formats: EXPORT_FORMATS, keys: null, clocks: new ZoneClocks() });
const linesOf = (bytes: Buffer) =>
  bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as BundleLine);

describe('the bundle of an export', () => {
  it('R9: follows, from what terminals signed over Postgres to the file', async () => {
    const report = await verify(bundle);
    expect(report.failures).toEqual([]);
    expect(report.counts).toMatchObject({
      people: 2,
      batches: 5,
      signedPunches: 9,
      usedPunches: 8,
      namedByHub: 1,
      kindByHub: 1,
      corrections: 1,
      deltas: 0,
      exportLines: made.lines,
    });
  });

  it('R5: is the same bytes each time', async () => {
    const again = await payroll.ask('GET', `exports/${made.id}/bundle`);
    expect(again.bytes.equals(bundle)).toBe(true);
    expect(again.headers).toMatchObject({
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="${made.fileName}.proof.jsonl"`,
      'x-content-type-options': 'nosniff',
    });
  });

  it('has whole batches, with punches of nobody in the export, and both keys of a terminal that was replaced', () => {
    const [first, ...lines] = linesOf(bundle);
    const header = BundleHeader.parse(first);
    const keys = new Map(header.terminals.map(({ terminal, keys: own }) => [terminal, own]));
    expect(keys.get('gate-1')).toEqual([gate.publicKey.toString('base64')]);
    expect(keys.get('gate-2')).toHaveLength(2);
    expect(keys.get('gate-2')).toContain(replaced.publicKey.toString('base64'));
    const batches = lines.filter(line => line.kind === 'batch');
    expect(batches.map(({ terminal, from, punches }) => [terminal, from, punches.length])).toEqual([
      ['gate-1', 1, 4],
      ['gate-1', 3, 4],
      ['gate-1', 1, 1],
      ['gate-2', 1, 1],
      ['gate-2', 1, 1],
    ]);
    expect(batches[0]?.punches[2]).toContain(stranger);
  });

  it('does not grow by what came after the lock', async () => {
    payroll.tap(gate, await payroll.hire('1003', 'Cyd'), ['clock-in', dateIn(FIRST, 3), '09:00']);
    await payroll.send(gate, 1, 2, 1);
    const later = await payroll.ask('GET', `exports/${made.id}/bundle`);
    expect(later.bytes.equals(bundle)).toBe(true);
  });

  it('is written for one at a time: others come back later', async () => {
    const ask = () => payroll.ask('GET', `exports/${made.id}/bundle`);
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 429, 429]);
    expect(answers.find(({ status }) => status === 429)?.error().code).toBe('RATE_LIMITED');
    expect((await ask()).bytes.equals(bundle)).toBe(true);
  });

  it('names every key that its terminals had when the period was locked, used or not', async () => {
    const owner = new pg.Client({ connectionString: payroll.hub.suite.ownerUrl });
    await owner.connect();
    const unused = randomBytes(32);
    const add = `insert into terminal_key (terminal_id, public_key, enrolled_at) values ('gate-1', $1, $2)`;
    await owner.query(add, [unused, '2020-01-01T00:00:00Z']);
    await owner.query(add, [randomBytes(32), '2099-01-01T00:00:00Z']);
    await owner.end();
    const { bytes } = await payroll.ask('GET', `exports/${made.id}/bundle`);
    const header = BundleHeader.parse(linesOf(bytes)[0]);
    const keys = header.terminals.find(({ terminal }) => terminal === 'gate-1')?.keys;
    expect(keys).toEqual([gate.publicKey, unused].map(key => key.toString('base64')).toSorted());
    expect((await verify(bytes)).follows).toBe(true);
  });

  it('is of an export that there is', async () => {
    const { status } = await payroll.ask('GET', 'exports/0197c2f0-3b1e-4c55-9a40-5d0f2c6b8e11/bundle');
    expect(status).toBe(404);
  });
});

/** As `npm test` built it: Node cannot read our decorators from source. */
const PROGRAM = join(import.meta.dirname, '../../dist/verify.js');

describe('npm run verify', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tapclock-verify-'));
    file = join(folder, 'month.proof.jsonl');
    await writeFile(file, bundle);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const run = (args: readonly string[], input: Buffer = Buffer.alloc(0)) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
      input,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    return { status, stdout, stderr };
  };

  it('says that everything follows, and which keys it took on trust', () => {
    const { status, stdout, stderr } = run([file]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Everything follows');
    expect(stdout).toContain('The keys are those that the bundle names');
    expect(stdout).toContain('1 correction by people');
  });

  it('reads standard input and answers in JSON', () => {
    const { status, stdout } = run(['-', '--json'], bundle);
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { follows: true, counts: { people: 2 } }]);
  });

  it("checks with the reader's own keys", async () => {
    const keys = join(folder, 'keys.json');
    const { terminals } = BundleHeader.parse(linesOf(bundle)[0]);
    await writeFile(
      keys,
      JSON.stringify(Object.fromEntries(terminals.map(({ terminal, keys: own }) => [terminal, own]))),
    );
    expect(run([file, '--keys', keys])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('those you gave'),
    });
    await writeFile(keys, JSON.stringify({ 'gate-1': gate.publicKey.toString('base64') }));
    expect(run([file, '--keys', keys])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('the keys you gave hold none of terminal gate-2'),
    });
  });

  it('names the line that does not follow', async () => {
    const changed = join(folder, 'changed.jsonl');
    await writeFile(changed, bundle.toString().replace('"clock-out', '"clock-inn'));
    const { status, stdout } = run([changed]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/things do not follow:\n {2}line \d+/);
  });

  it.each([
    ['a file that is no bundle', ['-'], 'hello\n', 1, 'not a proof bundle'],
    ['a file that is not there', ['/nowhere/bundle'], '', 1, 'ENOENT'],
    ['no bundle', [], '', 2, 'npm run -s verify'],
    ['an unknown option', ['--what'], '', 2, "Unknown option '--what'"],
    ['keys that are none', ['-', '--keys', '/dev/null'], '', 2, 'not JSON'],
  ])('ends by code for %s', (_name, args, input, code, text) => {
    const { status, stdout, stderr } = run(args, Buffer.from(input));
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toContain(text);
    expect(stderr).not.toContain('    at ');
  });
});
