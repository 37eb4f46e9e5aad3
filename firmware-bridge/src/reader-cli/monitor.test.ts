import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run, runFor } from './testing/fake-world.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tapclock-monitor-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const VIRTUAL = [
  'monitor',
  '--virtual',
  '--family',
  'rdm6300',
  '--card',
  '0003887558',
  '--card',
  '09002E4EA2',
];

describe('monitor', () => {
  it('shows each badge with every number, states and counters', async () => {
    const { code, out } = await runFor(5000, [...VIRTUAL, '--seconds', '4']);
    expect(code).toBe(0);
    expect(out).toMatch(/reader {2}state {6}online \(rdm6300\)\n/);
    expect(out).toMatch(
      /\d\d:\d\d:\d\d\.\d{3} {2}reader {2}read {7}em4100 67003B51C6\n {33}dez8 03887558, dez10 0003887558/,
    );
    expect(out).toContain('em4100 09002E4EA2');
    expect(out).toMatch(/counters {3}2 reads \(2 sightings\), 0 refused, 0 bytes discarded\n$/);
  });

  it('says the same to machines, a line of JSON each', async () => {
    const { out } = await runFor(5000, [...VIRTUAL, '--seconds', '4', '--json', '--raw']);
    const lines = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ kind }) => kind)).toEqual(['state', 'input', 'read', 'input', 'read', 'counters']);
    expect(lines[1]).toMatchObject({ bytes: '0236373030334235314336434203', reader: 'reader' });
    expect(lines[2]).toMatchObject({ event: { raw: '67003B51C6', technology: 'em4100', integrity: 'xor' } });
    expect(lines[5]).toMatchObject({ reads: 2, sightings: 2, refusedReads: 0, discardedBytes: 0 });
  });

  it('ends when it is told to, and leaves no timer behind', async () => {
    const { code, waiting } = await runFor(1500, VIRTUAL);
    expect(code).toBe(0);
    expect(waiting).toBe(0);
  });

  it('writes a recording that decode reads, for its owner only', async () => {
    const file = join(dir, 'recording.jsonl');
    await runFor(5000, [...VIRTUAL, '--seconds', '4', '--record', file]);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { code, out } = await run(['decode', 'rdm6300', '--recording', file, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      event: { raw: '67003B51C6' },
      frames: [{ kind: 'read' }, { kind: 'read' }],
    });
  });

  it('takes the rights of others away from a file that was there', async () => {
    const file = join(dir, 'recording.jsonl');
    writeFileSync(file, '');
    chmodSync(file, 0o644);
    await runFor(2000, [...VIRTUAL, '--seconds', '1', '--record', file]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  (existsSync('/dev/full') ? it : it.skip)('ends with words when the disk is full', async () => {
    const mode = statSync('/dev/full').mode;
    const { code, err, waiting } = await runFor(8000, [
      ...VIRTUAL,
      '--seconds',
      '6',
      '--record',
      '/dev/full',
    ]);
    expect(code).toBe(1);
    expect(err).toBe(
      'recording to /dev/full\n/dev/full cannot be written (ENOSPC): the recording ends here\n',
    );
    expect(waiting).toBe(0);
    expect(statSync('/dev/full').mode).toBe(mode);
  });

  it('watches the readers of a configuration, all or one', async () => {
    const file = join(dir, 'bridge.json');
    const readers = ['left', 'right'].map(id => ({ id, family: 'rdm6300', place: id, virtual: true }));
    writeFileSync(file, JSON.stringify({ siteKey: 'secret', readers }));
    const all = await runFor(2000, ['monitor', '--config', file, '--seconds', '1']);
    expect(all.out).toContain('left  counters');
    expect(all.out).toContain('right  counters');
    const one = await runFor(2000, ['monitor', '--config', file, '--reader', 'right', '--seconds', '1']);
    expect(one.out).not.toContain('left');
  });

  it('polls a reader that has to be asked', async () => {
    const argv = ['monitor', '--virtual', '--family', 'pn532', '--card', '0003887558', '--seconds', '6'];
    const { code, out } = await runFor(8000, argv);
    expect(code).toBe(0);
    expect(out).toContain('iso14443a 003B51C6');
  });

  it.each([
    [['monitor'], /which reader/],
    [['monitor', '--virtual'], /which family/],
    [['monitor', 'rdm6300', '--port', '/dev/ttyUSB0'], /a word too many: rdm6300/],
    [['monitor', '--port', import.meta.filename], /is no serial port: it is a file/],
    [['monitor', '--virtual', '--family', 'rdm6300', '--seconds', '0'], /from 0.1/],
    [['monitor', '--port', '/dev/ttyUSB0', '--virtual', '--family', 'rdm6300'], /which reader/],
    [['monitor', '--config', '/nowhere/bridge.json'], /cannot be read \(ENOENT\)/],
    [['monitor', '--config', '/nowhere/bridge.json', '--port', '/dev/x'], /leave the rest out/],
    [['monitor', '--virtual', '--family', 'rdm6300', '--record', '/nowhere/file'], /cannot be written/],
    [['monitor', '--virtual', '--family', 'rdm6300', '--baud', '1'], /from 1200/],
  ])('does not understand %j', async (argv, problem) => {
    const { code, err } = await runFor(1000, argv);
    expect(code).toBe(2);
    expect(err).toMatch(problem);
  });

  it('names what is wrong with a configuration, and no value of it', async () => {
    const file = join(dir, 'bridge.json');
    for (const [text, problem] of [
      ['{"readers": 7, "siteKey": "topsecret"}', /no list of readers/],
      ['{"siteKey": "topsecret" ', /is not valid JSON/],
      ['{"readers": [{"id":"a","family":"rdm6300"}]}', /exactly one of/],
      ['{"readers": []}', /has no reader/],
    ] as const) {
      writeFileSync(file, text);
      const { code, err } = await run(['monitor', '--config', file]);
      expect(code).toBe(2);
      expect(err).toMatch(problem);
      expect(err).not.toContain('topsecret');
    }
  });
});
