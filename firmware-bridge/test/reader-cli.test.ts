import { type StdioOptions, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FAMILIES } from '../src/index.ts';
import { DEMO_KEY } from '../src/readers/osdp/osdp-settings.ts';
import { CLI, ReaderCommand } from './support/reader-command.ts';
import { until } from './support/until.ts';

const BADGE = '67003B51C6';
const SERIAL = FAMILIES.filter(({ link }) => link === 'serial');

let dir: string;
let link: string;
let running: ReaderCommand[] = [];

beforeEach(() => {
  if (!existsSync(CLI)) throw new Error('build first: npm run build');
  dir = mkdtempSync(join(tmpdir(), 'tapclock-reader-'));
  link = join(dir, 'ttyReader');
});
afterEach(async () => {
  await Promise.all(running.map(command => command.end('SIGKILL')));
  running = [];
  rmSync(dir, { recursive: true, force: true });
});

function start(...argv: string[]): ReaderCommand {
  const command = new ReaderCommand(argv);
  running.push(command);
  return command;
}

/** A software reader that holds one card up again and again. */
async function emulate(family: string, card: string, ...more: string[]): Promise<ReaderCommand> {
  const command = start(
    'emulate',
    family,
    '--pty',
    link,
    '--card',
    card,
    '--every',
    '700',
    '--hold',
    '600',
    ...more,
  );
  await command.says(/ on .*ttyReader/);
  return command;
}

function cardFor(name: string): { card: string; raw: RegExp; settings: string[] } {
  const family = SERIAL.find(known => known.name === name);
  if (family === undefined) throw new Error(`no family ${name}`);
  const settings = name === 'osdp' ? ['--scbk', DEMO_KEY] : [];
  return {
    // A code of nothing but digits could be anybody's.
    card: name === 'scanner' ? 'BADGE-0017' : family.cardOfBadge(BADGE, { family: name, virtual: true }),
    raw: /"kind":"read","event":\{"raw":"[0-9A-F]+"/,
    settings,
  };
}

describe('the reader command', () => {
  it('decodes what is given to it, and says by its exit code whether that was a badge', async () => {
    const good = start('decode', 'rdm6300', '--hex', '0236373030334235314336434203', '--json');
    expect(await good.exits()).toBe(0);
    expect(JSON.parse(good.out)).toMatchObject({ ok: true, event: { raw: BADGE } });
    const bad = start('decode', 'rdm6300', '--hex', '0236373030334235314336434103', '--json');
    expect(await bad.exits()).toBe(1);
    expect(JSON.parse(bad.out)).toMatchObject({ ok: false, error: { code: 'checksum', offset: 11 } });
    const wrong = start('decode', 'rdm630', '--hex', '02');
    expect(await wrong.exits()).toBe(2);
    expect(wrong.err).toContain('no family rdm630');
    const piped = start('decode', 'wiegand', '--hex', '-', '--bits', '26', '--json');
    piped.type('BD 88 EB');
    piped.type(' 80\n');
    piped.endInput();
    expect(await piped.exits()).toBe(0);
    expect(JSON.parse(piped.out)).toMatchObject({ event: { facility: 123, cardNumber: 4567 } });
  });

  it('lists and examines this machine', async () => {
    const list = start('list', '--json');
    expect(await list.exits()).toBe(0);
    expect(JSON.parse(list.out)).toMatchObject({ ok: true, devices: expect.any(Array) });
    const doctor = start('doctor', '--json', '--no-card');
    expect([0, 1]).toContain(await doctor.exits());
    expect(JSON.parse(doctor.out)).toMatchObject({ checks: expect.any(Array) });
  });

  it.each(SERIAL.map(({ name }) => name))(
    'monitors and recognises a software reader on a pseudo-terminal: %s',
    async name => {
      const { card, raw, settings } = cardFor(name);
      const reader = await emulate(name, card);
      const monitor = start('monitor', '--port', link, '--family', name, ...settings, '--json');
      await monitor.says(raw);
      expect(await monitor.end()).toBe(0);
      expect(monitor.lines.at(-1)).toMatchObject({ kind: 'counters', discardedBytes: 0, refusedReads: 0 });

      const detect = start('detect', '--port', link, '--json');
      expect(await detect.exits()).toBe(0);
      expect(JSON.parse(detect.out)).toMatchObject({
        ok: true,
        found: { family: name, config: { port: link } },
      });

      expect(await reader.end()).toBe(0);
      expect(existsSync(link)).toBe(false);
    },
  );

  it('recognises a reader by itself, and shows what it reads', async () => {
    await emulate('rdm6300', BADGE);
    const monitor = start('monitor', '--port', link, '--json');
    await monitor.says('"kind":"read"');
    await monitor.says('"state":"online","problem":null,"family":"rdm6300"');
    expect(await monitor.end()).toBe(0);
    expect(monitor.lines.find(({ kind }) => kind === 'read')).toMatchObject({ event: { raw: BADGE } });
  });

  it('says that nothing was recognised on a dead line, and what to check', async () => {
    await emulate('rdm6300', BADGE, '--silence', '1');
    const detect = start('detect', '--port', link, '--seconds', '0.2');
    expect(await detect.exits()).toBe(1);
    expect(detect.out).toMatch(/Nothing was recognised. Nothing came at all./);
    expect(detect.out).toContain('TX and RX');
  });

  it('waits for a reader that is not there, and goes on when it comes back', async () => {
    const monitor = start('monitor', '--port', link, '--family', 'rdm6300', '--json');
    await monitor.says('"state":"missing","problem":"no-such-port"');
    const first = await emulate('rdm6300', BADGE);
    await monitor.says('"kind":"read"');
    expect(await first.end('SIGTERM')).toBe(0);
    await until(
      () => monitor.lines.at(-1)?.state === 'missing',
      () => `the loss to be seen: ${monitor.out}`,
    );
    await emulate('rdm6300', '09002E4EA2');
    await monitor.says('"raw":"09002E4EA2"');
    expect(await monitor.end()).toBe(0);
  });

  it('reads badges through noise, and counts the noise', async () => {
    await emulate('rdm6300', BADGE, '--noise', '0.5', '--corrupt', '0.3', '--split', '3', '--seed', '7');
    const monitor = start('monitor', '--port', link, '--family', 'rdm6300', '--json', '--seconds', '3');
    expect(await monitor.exits()).toBe(0);
    const counters = monitor.lines.at(-1) as { reads: number; discardedBytes: number };
    expect(counters.reads).toBeGreaterThan(0);
    expect(counters.discardedBytes).toBeGreaterThan(0);
    const raws = monitor.lines.flatMap(({ kind, event }) =>
      kind === 'read' ? [(event as { raw: string }).raw] : [],
    );
    expect(new Set(raws)).toEqual(new Set([BADGE]));
  });

  it('reads a reader whose bytes come one by one', async () => {
    const { card, raw } = cardFor('pn532');
    const reader = start('emulate', 'pn532', '--pty', link, '--card', card, '--hold', '2500', '--split', '1');
    await reader.says(/ on .*ttyReader/);
    const monitor = start('monitor', '--port', link, '--family', 'pn532', '--json');
    await monitor.says(raw);
    expect(await monitor.end()).toBe(0);
    expect(monitor.lines.at(-1)).toMatchObject({ kind: 'counters', discardedBytes: 0, refusedReads: 0 });
  });

  it('says that a port is none, and what is wrong with its input', async () => {
    const monitor = start('monitor', '--port', '/dev/null', '--json');
    expect(await monitor.exits()).toBe(2);
    expect(monitor.out).toContain('/dev/null is no serial port');
    const decode = start('decode', 'rdm6300', '--hex', '-', '--hex', '-');
    decode.endInput();
    expect(await decode.exits()).toBe(2);
    // One line of it, whose end is not waited for.
    const argv = [CLI, 'decode', 'rdm6300', '--hex', '-', '--json'];
    const long = spawnSync(process.execPath, argv, { input: '00'.repeat(2_200_000), encoding: 'utf8' });
    expect(JSON.parse(long.stdout)).toMatchObject({ error: { code: 'too-long' } });
    expect(long.status).toBe(1);
  });

  it('ends with trouble when its output cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    try {
      const stdio: StdioOptions = ['ignore', full, 'pipe'];
      const { status, stderr } = spawnSync(process.execPath, [CLI, 'list'], { stdio, encoding: 'utf8' });
      expect(status).toBe(1);
      expect(stderr).toBe('the output cannot be written (ENOSPC)\n');
    } finally {
      closeSync(full);
    }
  });

  it('records what it hears, and decodes the recording', async () => {
    await emulate('rdm6300', BADGE);
    const file = join(dir, 'recording.jsonl');
    const monitor = start('monitor', '--port', link, '--family', 'rdm6300', '--record', file, '--json');
    await monitor.says('"kind":"read"');
    await monitor.end();
    expect(readFileSync(file, 'utf8')).toMatch(/"io":"input","data":"02-36-37-/);
    const decode = start('decode', 'rdm6300', '--recording', file, '--json');
    expect(await decode.exits()).toBe(0);
    expect(JSON.parse(decode.out)).toMatchObject({ event: { raw: BADGE } });
  });

  it('taps a card that is typed, and takes no other', async () => {
    const reader = start('emulate', 'rdm6300', '--pty', link);
    await reader.says(/ on .*ttyReader/);
    const monitor = start('monitor', '--port', link, '--family', 'rdm6300', '--json');
    await monitor.says('"state":"online"');
    reader.type('badge\n');
    await until(() => reader.err.includes('ten hex characters'), 'the refusal');
    // The number printed on it.
    reader.type('0003887558\n');
    await monitor.says(`"kind":"read","event":{"raw":"${BADGE}"`);
    // The end of its input is not its end: a supervisor may have given it none.
    reader.endInput();
    expect(await reader.end()).toBe(0);
  });

  it('learns which number is printed on a badge', async () => {
    await emulate('rdm6300', BADGE);
    const learn = start('learn', '--port', link, '--family', 'rdm6300');
    await until(() => learn.err.includes('which number'), 'the question');
    learn.type('059,20934\n');
    expect(await learn.exits()).toBe(0);
    expect(learn.out).toMatch(/d3d5 +059,20934 +the whole number/);
  });

  it('tests a port with a badge', async () => {
    await emulate('rdm6300', BADGE);
    const doctor = start('doctor', '--port', link, '--family', 'rdm6300', '--seconds', '10');
    await doctor.says('a badge was read');
    await doctor.exits();
    expect(doctor.out).toContain('em4100 67003B51C6');
  });

  it('uses the readers of a configuration as the bridge would', async () => {
    await emulate('rdm6300', BADGE);
    const file = join(dir, 'bridge.json');
    writeFileSync(
      file,
      JSON.stringify({ readers: [{ id: 'gate', family: 'auto', port: link, place: 'Gate' }] }),
    );
    const monitor = start('monitor', '--config', file, '--json');
    await monitor.says(/"reader":"gate","kind":"read"/);
    expect(await monitor.end('SIGTERM')).toBe(0);
  });
});
