import { hash } from 'node:crypto';
import {
  type BundleBatch,
  type BundleHeader,
  Policy,
  type PunchAction,
  type PunchBatch,
  type Sheet,
  type SheetInputs,
  type SheetPerson,
} from '@tapclock/contracts';
import { BundleWriter } from '../../src/evidence/bundle-writer.ts';
import { ExportBuild } from '../../src/payroll/exports/export-build.ts';
import { EXPORT_FORMATS, hoursOf, LockDigester } from '../../src/payroll/index.ts';
import { canonicalText } from '../../src/punches/index.ts';
import {
  type Correction,
  type HoursFacts,
  PRESETS,
  type PunchFact,
  parseDay,
  ZoneClocks,
} from '../../src/timesheets/domain/index.ts';
import { buildSheet } from '../../src/timesheets/sheets/sheet-builder.ts';
import { TestTerminal } from '../support/test-terminal.ts';

export const ZONE = 'America/New_York';
export const PERIOD = { from: '2026-06-15', to: '2026-06-21' };
const SITE = 'works';
const GROUP = 'us-flsa';

const KINDS = {
  'clock-in': 'IN',
  'clock-out': 'OUT',
  'break-start': 'BREAK_START',
  'break-end': 'BREAK_END',
  'job-change': 'JOB',
} as const;

/** One locked person: what a bundle says of them. */
export interface PersonParts {
  person: SheetPerson;
  inputs: SheetInputs;
  sheet: Sheet;
}

/** What a bundle is made of. Whoever changes some of it and writes it again is an attacker who computes every digest anew. */
export interface BundleParts {
  batches: PunchBatch[];
  people: PersonParts[];
  keys: { terminal: string; keys: string[] }[];
  /** Changes the file after it was written. */
  changeFile: (file: Buffer) => Buffer;
  changeHeader: (header: BundleHeader) => BundleHeader;
}

/** A person's punch at a terminal: `{ person: 0, action: 'clock-in', at: '2026-06-15T12:00:00.250Z' }`. */
export interface Tap {
  person: number;
  action: keyof typeof KINDS;
  at: string;
  /** The terminal did not know the badge, or knew it as another's. */
  named?: string | null;
  /** The terminal could not say which kind. */
  said?: PunchAction;
  /** What the time is booked on from then. */
  job?: string | null;
}

/** Two people, two terminals, a week. */
export const TAPS: readonly Tap[] = [
  { person: 0, action: 'clock-in', at: '2026-06-15T12:00:00.250Z' },
  { person: 1, action: 'clock-in', at: '2026-06-15T12:01:10.000Z' },
  { person: 0, action: 'clock-out', at: '2026-06-15T20:15:00.000Z' },
  { person: 1, action: 'clock-out', at: '2026-06-15T20:30:00.999Z' },
  { person: 0, action: 'clock-in', at: '2026-06-16T12:00:00.000Z' },
  { person: 0, action: 'clock-out', at: '2026-06-16T18:00:00.000Z' },
];

export function somebody(serial: number): SheetPerson {
  return {
    employee: `0f8fad5b-d9cb-469f-a165-70867728950${serial}`,
    site: SITE,
    area: 'hall',
    team: null,
    number: String(1001 + serial),
    givenName: serial === 0 ? 'Maria' : 'Jon',
    familyName: serial === 0 ? 'Schneider' : 'Doe',
  };
}

/** Signs taps at a terminal, `perBatch` at once, and derives everybody's hours from them. */
export function bundleParts(
  taps: readonly Tap[] = TAPS,
  options: { perBatch?: number; corrections?: (punchIds: readonly string[]) => Correction[] } = {},
): BundleParts & { terminal: TestTerminal; punchIds: string[] } {
  const { perBatch = 4, corrections = () => [] } = options;
  const terminal = new TestTerminal('gate-1', SITE);
  const punches = taps.map(({ person, action, at, named, said, job }) =>
    terminal.punch({
      action: said ?? action,
      occurredAt: at,
      employee: named === undefined ? somebody(person).employee : named,
      credential: 'ab'.repeat(32),
      zone: ZONE,
      utcOffsetMinutes: -240,
      ...(job === undefined ? {} : { job }),
    }),
  );
  const batches: PunchBatch[] = [];
  for (let from = 1; from <= punches.length; from += perBatch) {
    batches.push(
      terminal.batch(from, Math.min(from + perBatch - 1, punches.length), {
        sent: { at: '2026-06-22T00:00:00.000Z', uptimeMs: 1 },
      }),
    );
  }
  const punchIds = punches.map(({ punchId }) => punchId);
  const made = corrections(punchIds);
  const people = [...new Set(taps.map(({ person }) => person))]
    .toSorted((a, b) => a - b)
    .map(serial => {
      const facts = taps.flatMap((tap, index) =>
        tap.person === serial ? [factOf(tap, punchIds[index] ?? '')] : [],
      );
      const ids = new Set(facts.map(({ id }) => id));
      return lockedPerson(
        somebody(serial),
        facts,
        made.filter(one => one.kind !== 'add' && ids.has(one.punchId)),
      );
    });
  return {
    terminal,
    punchIds,
    batches,
    people,
    keys: [{ terminal: terminal.name, keys: [terminal.publicKey.toString('base64')] }],
    changeFile: file => file,
    changeHeader: header => header,
  };
}

/** A person's inputs and the sheet that follows from them. */
export function lockedPerson(
  person: SheetPerson,
  punches: readonly PunchFact[],
  corrections: readonly Correction[] = [],
): PersonParts {
  const policy = Policy.parse(PRESETS.get(GROUP));
  const facts: HoursFacts = {
    zone: ZONE,
    policy,
    punches,
    corrections,
    shifts: [],
    holidays: new Set(),
    leave: [],
    bornOn: null,
    asOfSec: null,
  };
  const period = { from: parseDay(PERIOD.from), to: parseDay(PERIOD.to) };
  const { sheet, inputs } = buildSheet(
    { person, zone: ZONE, stretches: [{ facts, ...period }] },
    period,
    new ZoneClocks(),
  );
  return { person, inputs, sheet };
}

export function factOf({ action, at, job = null }: Tap, id: string): PunchFact {
  const ms = Date.parse(at);
  return { id, kind: KINDS[action], atSec: Math.floor(ms / 1000), sequence: ms % 1000, job };
}

/** Writes a bundle as the hub does, every digest fitting what it is of. */
export async function writeBundle(parts: BundleParts, formatId = 'generic-csv'): Promise<Buffer> {
  const format = EXPORT_FORMATS.get(formatId);
  if (format === undefined) throw new Error('no such format');
  const digester = new LockDigester();
  const people = parts.people.map(({ inputs, sheet }) => {
    const texts = { inputs: JSON.stringify(inputs), sheet: JSON.stringify(sheet) };
    const hashes = { inputsHash: hash('sha256', texts.inputs), sheetHash: hash('sha256', texts.sheet) };
    digester.add({ employee: sheet.person.employee, ...hashes });
    return { kind: 'person' as const, ...hashes, ...texts };
  });
  const digests = digester.digests();
  const context = {
    site: SITE,
    zone: ZONE,
    group: GROUP,
    ...PERIOD,
    payday: '2026-06-26',
    lock: '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11',
    engineVersion: 1,
    sheetsDigest: digests.sheets,
  };
  const settings = format.settings.parse({});
  const chunks: Uint8Array[] = [];
  const build = new ExportBuild(format.open(context, settings), chunk => chunks.push(chunk));
  for (const { sheet } of parts.people) build.add(hoursOf(sheet));
  const built = await build.finish();
  const file = parts.changeFile(Buffer.concat(chunks));
  const writer = new BundleWriter();
  const header = parts.changeHeader({
    kind: 'header',
    bundle: 1,
    context,
    lock: {
      revision: 1,
      by: 'hr',
      at: '2026-06-23T08:00:00.000Z',
      people: people.length,
      timeZoneData: process.versions.tz ?? '',
      digests,
    },
    export: {
      format: formatId,
      mapping: { version: 0, settings: { ...settings } },
      fileName: format.fileName(context, settings),
      mediaType: format.mediaType,
      people: people.length,
      lines: built.lines,
      bytes: file.length,
      sha256: hash('sha256', file),
      leftOut: null,
    },
    terminals: parts.keys,
  });
  return Buffer.concat([
    writer.line(header),
    ...parts.batches.map(batch => writer.line(batchLine(batch))),
    ...people.map(line => writer.line(line)),
    writer.line({ kind: 'file', offset: 0, base64: file.toString('base64') }),
    writer.end(),
  ]);
}

function batchLine({ terminal, boot, from, previous, head, sent, sig, punches }: PunchBatch): BundleBatch {
  return {
    kind: 'batch',
    terminal,
    boot,
    from,
    previous,
    head,
    sent,
    sig,
    punches: punches.map(canonicalText),
  };
}

/** Bytes as a stream would bring them, `size` at a time. */
export async function* inChunks(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
