import { existsSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manualTime } from '../platform/index.ts';
import { findFamily, type LineFaults } from '../readers/index.ts';
import { emulatorCard } from './emulator-card.ts';
import { type HostEnd, ptyEnd, runEmulator } from './emulator-line.ts';
import { run, runFor } from './testing/fake-world.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tapclock-emulate-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function aLine(family: string, faults: LineFaults = {}) {
  const time = manualTime(0);
  const written: string[] = [];
  const shown: string[] = [];
  let toReader: (bytes: Uint8Array) => void = () => undefined;
  const end: HostEnd = {
    path: '/dev/pts/9',
    onBytes(listener) {
      toReader = listener;
    },
    write: bytes => written.push(Buffer.from(bytes).toString('hex')),
    close: () => Promise.resolve(),
  };
  const known = findFamily(family);
  if (known === null) throw new Error(`no family ${family}`);
  const line = runEmulator({
    ...{ end, faults, seed: 1, world: time, onShown: (text: string) => shown.push(text) },
    emulator: known.createEmulator([{ family }], { bytes: length => new Uint8Array(length) }),
  });
  return {
    line,
    time,
    written,
    shown,
    say: (hex: string) => toReader(Uint8Array.from(Buffer.from(hex, 'hex'))),
  };
}

const FRAME = '0236373030334235314336434203';

describe('software reader on a line', () => {
  it('says a held card again and again, until it is taken away', () => {
    const { line, time, written } = aLine('rdm6300');
    line.present('67003B51C6');
    time.advance(200);
    expect(written).toEqual([FRAME, FRAME, FRAME, FRAME]);
    line.remove();
    time.advance(1000);
    expect(written).toHaveLength(4);
    expect(time.waiting()).toBe(0);
  });

  it('answers what it is asked', () => {
    const { time, written, say } = aLine('pn532');
    say('5555000000000000000000000000000000FF03FDD414011700');
    time.advance(50);
    expect(written.join('')).toContain('00ff00ff00');
  });

  it('is late, torn and silent when told so, in the right order', () => {
    const { line, time, written } = aLine('rdm6300', { latencyMs: 20, split: 7 });
    line.present('67003B51C6');
    expect(written).toEqual([]);
    time.advance(20);
    expect(written).toEqual([FRAME.slice(0, 14)]);
    time.advance(5);
    expect(written.join('')).toBe(FRAME);
    const mute = aLine('rdm6300', { silence: 1 });
    mute.line.present('67003B51C6');
    mute.time.advance(500);
    expect(mute.written).toEqual([]);
  });

  it('says one message after the other, however long each takes', () => {
    const { time, written, say } = aLine('pn532', { split: 1, latencyMs: 20 });
    say('5555000000000000000000000000000000FF03FDD414011700');
    time.advance(19);
    for (let piece = 0; piece < 15; piece += 1) {
      // The answer begins with the last byte of the acknowledgement.
      expect(written).toHaveLength(piece < 6 ? piece : piece + 1);
      time.advance(piece === 0 ? 1 : 5);
    }
    time.advance(1000);
    expect(written.every(piece => piece.length === 2)).toBe(true);
    // The acknowledgement whole, then the answer: SAMConfiguration is 15.
    expect(written.join('')).toMatch(/^0000ff00ff000000ff02fed515/);
    expect(time.waiting()).toBe(0);
  });

  it('adds no latency to latency, and leaves out what the line cannot carry', () => {
    const late = aLine('rdm6300', { latencyMs: 1000 });
    late.line.present('67003B51C6');
    late.time.advance(999);
    expect(late.written).toEqual([]);
    late.time.advance(201);
    expect(late.written).toEqual([FRAME, FRAME, FRAME, FRAME]);
    const slow = aLine('rdm6300', { repeat: 9, split: 1 });
    slow.line.present('67003B51C6');
    slow.time.advance(60_000);
    slow.line.remove();
    const sofar = slow.written.length;
    slow.time.advance(20_000);
    expect(slow.written.length - sofar).toBeLessThan(14 * 10 * 20);
    expect(slow.time.waiting()).toBe(0);
    expect(slow.written.join('').replaceAll(FRAME, '')).toBe('');
  });

  it('says nothing after stop', () => {
    const { line, time, written } = aLine('rdm6300', { latencyMs: 20 });
    line.present('67003B51C6');
    line.stop();
    time.advance(1000);
    expect(written).toEqual([]);
    expect(time.waiting()).toBe(0);
  });
});

describe('link to a pseudo-terminal', () => {
  it('is there while it is held, and gone afterwards', async () => {
    const link = join(dir, 'ttyReader');
    const end = await ptyEnd(link);
    expect(end.path).toBe(link);
    expect(readlinkSync(link)).toMatch(/^\/dev\/pts\/\d+$/);
    await end.close();
    expect(existsSync(link)).toBe(false);
  });

  it('replaces what an earlier run left behind, and nothing else', async () => {
    const link = join(dir, 'ttyReader');
    symlinkSync('/dev/pts/987654', link);
    const end = await ptyEnd(link);
    await end.close();
    symlinkSync(dir, link);
    await expect(ptyEnd(link)).rejects.toThrow(/exists and points to/);
    rmSync(link);
    writeFileSync(link, '');
    await expect(ptyEnd(link)).rejects.toThrow(/exists and is not a link/);
  });

  it('stays when somebody else has taken it meanwhile', async () => {
    const link = join(dir, 'ttyReader');
    const end = await ptyEnd(link);
    rmSync(link);
    symlinkSync('/dev/null', link);
    await end.close();
    expect(readlinkSync(link)).toBe('/dev/null');
  });
});

describe('a card for a software reader', () => {
  it.each([
    ['rdm6300', '0003887558', '67003B51C6'],
    ['rdm6300', '67003B51C6', '67003B51C6'],
    ['rdm6300', '0x0003887558', '0003887558'],
    ['rdm6300', 'badge', 'badge'],
    ['line', '0003887558', '67003B51C6'],
    ['scanner', '0003887558', '0003887558'],
    ['twn4', '0003887558', '0003887558'],
  ])('of family %s: %s is %s', (name, typed, card) => {
    const family = findFamily(name);
    if (family === null) throw new Error(`no family ${name}`);
    expect(emulatorCard(typed, family, { family: name, virtual: true })).toBe(card);
  });
});

describe('emulate', () => {
  it.each([
    [['emulate'], /which family/],
    [['emulate', 'wedge'], /no reader on a serial line/],
    [['emulate', 'rdm6300', '--pty', '/x', '--port', '/y'], /either --pty or --port/],
    [['emulate', 'rdm6300', '--noise', '2'], /from 0 to 1/],
    [['emulate', 'rdm6300', '--card', 'XYZ'], /--card XYZ/],
    [['emulate', 'rdm6300', '--card', '4294967296'], /as hex it is 0x4294967296/],
    [['emulate', 'rdm6300', 'pn532'], /a word too many: pn532/],
    [['emulate', 'rdm6300', '--checksum', 'crc'], /one of xor, sum8/],
  ])('does not understand %j', async (argv, problem) => {
    expect(await run(argv)).toMatchObject({ code: 2, err: expect.stringMatching(problem) });
  });

  it('says that a port cannot be opened', async () => {
    expect(await run(['emulate', 'rdm6300', '--port', join(dir, 'ttyUSB0')])).toMatchObject({
      ...{ code: 1, err: expect.stringContaining('there is no such port') },
    });
  });

  it('taps each card once and ends, or again and again for as long as it is told', async () => {
    // Loads what a pseudo-terminal needs, which takes a moment of real time.
    await (await ptyEnd(null)).close();
    const cards = ['--card', '67003B51C6', '--card', '09002E4EA2', '--every', '1000'];
    const once = await runFor(60_000, ['emulate', 'rdm6300', ...cards, '--once']);
    expect(once).toMatchObject({ code: 0, waiting: 0 });
    expect(once.out).toMatch(/^rdm6300 on \/dev\/pts\/\d+; .*\ntap 67003B51C6\ntap 09002E4EA2\n$/);
    const four = await runFor(60_000, ['emulate', 'rdm6300', ...cards, '--seconds', '4.5', '--json']);
    const lines = four.out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { kind: string });
    expect(lines.map(({ kind }) => kind)).toEqual(['ready', 'tap', 'tap', 'tap', 'tap']);
  });

  it('taps what is typed, and says what is wrong with what is no card', async () => {
    const { code, out, err } = await runFor(2000, ['emulate', 'rdm6300'], {
      input: ['67003b51c6', 'badge', ''],
    });
    expect(code).toBe(0);
    expect(out).toContain('tap 67003b51c6');
    expect(err).toContain('ten hex characters');
  });
});
