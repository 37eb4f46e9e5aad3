import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { answerCase, readHoursDocument } from './timesheets/pure.ts';

const PROGRAM = join(import.meta.dirname, 'hours.ts');
const PAGE = join(import.meta.dirname, '../../docs/hours.md');

function run(args: readonly string[], input = '') {
  const flags = ['--conditions=development', '--disable-warning=ExperimentalWarning', PROGRAM];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, ...args], {
    input,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, stdout, stderr };
}

const page = readFileSync(PAGE, 'utf8');
const blocks = (kind: string) =>
  [...page.matchAll(new RegExp(`\`\`\`json ${kind}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
const cases = blocks('case').map((text, index) => [index + 1, text, blocks('answer')[index] ?? ''] as const);

describe('the worked cases of docs/hours.md', () => {
  it('are three', () => {
    expect(cases).toHaveLength(3);
  });

  it.each(cases)('case %i gives what the page says', (_number, text, answer) => {
    expect(answerCase(readHoursDocument(JSON.parse(text)))).toMatchObject(JSON.parse(answer));
  });
});

describe('the premiums of docs/hours.md for EStG 3b', () => {
  const [overrides = ''] = blocks('overrides');
  const hoursOf = (from: string, to: string) => {
    const document = {
      zone: 'Europe/Berlin',
      preset: 'de-arbzg',
      overrides: { ...JSON.parse(overrides), statutoryBreak: null },
      punches: [
        { kind: 'IN', at: `${from}:00+02:00` },
        { kind: 'OUT', at: `${to}:00+02:00` },
      ],
      holidays: ['2026-06-04'],
    };
    const { codes } = answerCase(readHoursDocument(document));
    return JSON.parse(JSON.stringify(codes), (_key, value) => value.hours ?? value);
  };

  it.each([
    ['a day', '2026-06-16T08:00', '2026-06-16T16:00', { REG: '8.00' }],
    [
      'an early morning',
      '2026-06-16T02:00',
      '2026-06-16T07:00',
      { REG: '5.00', NIGHT: '4.00', NIGHT_25: '4.00' },
    ],
    [
      'a Sunday night and the morning after',
      '2026-06-14T22:00',
      '2026-06-15T06:00',
      { REG: '8.00', NIGHT: '7.00', NIGHT_25: '4.00', NIGHT_40: '4.00', SUNDAY_50: '6.00' },
    ],
    ['a holiday', '2026-06-04T08:00', '2026-06-04T16:00', { REG: '8.00', HOLIDAY_125: '8.00' }],
  ])('%s', (_name, from, to, expected) => {
    expect(hoursOf(from, to)).toEqual(expected);
  });
});

describe('npm run hours', () => {
  it('reads standard input and prints the same', () => {
    const [first] = cases;
    const { status, stdout, stderr } = run(['-'], first?.[1]);
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject(JSON.parse(first?.[2] ?? ''));
  });

  it('reads a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tapclock-hours-'));
    try {
      const file = join(folder, 'case.json');
      writeFileSync(file, '{ "zone": "UTC", "policy": {} }');
      expect(run([file])).toMatchObject({ status: 0, stderr: '' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['an unknown field', ['-'], '{"zone":"UTC","policy":{},"x":1}', 1, 'known fields: zone,'],
    ['a file that is not there', ['/nowhere/case.json'], '', 1, 'ENOENT'],
    ['no case', [], '', 2, 'npm run -s hours'],
    ['an unknown option', ['--what'], '', 2, "Unknown option '--what'"],
  ])('ends by code for %s', (_name, args, input, code, text) => {
    const { status, stdout, stderr } = run(args, input);
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toContain(text);
    expect(stderr).not.toContain('    at ');
  });
});
