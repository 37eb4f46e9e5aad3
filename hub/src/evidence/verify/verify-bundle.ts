import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { BUNDLE_VERSION, type BundleEnd, type BundleHeader, BundleLine } from '@tapclock/contracts';
import type { ExportFormat } from '../../payroll/pure.ts';
import { ENGINE_VERSION, parseDay, TIME_ZONE_DATA, type ZoneClocks } from '../../timesheets/pure.ts';
import { BatchCheck } from './batch-check.ts';
import { bundleLines } from './bundle-lines.ts';
import type { BundleReport } from './bundle-report.ts';
import { FailureList } from './failure-list.ts';
import { FileCheck } from './file-check.ts';
import { jsonOf } from './json-of.ts';
import { NotABundleError } from './not-a-bundle.ts';
import { PersonCheck } from './person-check.ts';
import { SignedPunches } from './signed-punches.ts';
import { type GivenKeys, TerminalKeys } from './terminal-keys.ts';
import { UsedPunches } from './used-punches.ts';

/** What a bundle is checked with. */
export interface BundleCheckTools {
  formats: ReadonlyMap<string, ExportFormat>;
  /** Public keys that the reader trusts; null: those that the bundle names. */
  keys: GivenKeys | null;
  clocks: ZoneClocks;
}

const ORDER = ['header', 'batch', 'person', 'file', 'end'] as const;

/**
 * Checks a proof bundle, docs/proof.md, from its bytes alone: nothing is asked of a hub. Throws NotABundleError for what does not begin
 * as one; everything else that is wrong is a failure of the report.
 */
export async function verifyBundle(
  chunks: AsyncIterable<Uint8Array>,
  tools: BundleCheckTools,
): Promise<BundleReport> {
  const lines = bundleLines(chunks);
  const first = await lines.next();
  if (first.done === true) throw new NotABundleError('it is empty');
  const header = readLine(first.value);
  if (header?.kind !== 'header') {
    throw new NotABundleError(`its first line is not a header of version ${BUNDLE_VERSION}`);
  }
  const problem = contextProblem(header, tools.clocks);
  if (problem !== null) throw new NotABundleError(problem);
  const check = new BundleCheck(header, first.value, tools);
  for await (const line of lines) check.add(line);
  return check.finish();
}

class BundleCheck {
  readonly #header: BundleHeader;
  readonly #failures = new FailureList();
  readonly #hash = createHash('sha256');
  readonly #signed = new SignedPunches();
  readonly #used: UsedPunches;
  readonly #keys: TerminalKeys;
  readonly #batches: BatchCheck;
  readonly #people: PersonCheck;
  readonly #file: FileCheck;
  #number = 1;
  #section: BundleLine['kind'] = 'header';

  constructor(header: BundleHeader, line: Buffer, tools: BundleCheckTools) {
    this.#header = header;
    this.#hash.update(line);
    const { clocks } = tools;
    this.#used = new UsedPunches(this.#signed, clocks, this.#failures);
    this.#keys = new TerminalKeys(header, tools.keys, this.#failures);
    this.#batches = new BatchCheck(this.#keys, this.#signed, this.#failures);
    this.#people = new PersonCheck(header, this.#used, { clocks, failures: this.#failures });
    this.#file = new FileCheck(header, tools.formats, this.#failures);
  }

  add(bytes: Buffer): void {
    this.#number += 1;
    const number = this.#number;
    const line = readLine(bytes);
    if (this.#section === 'end') this.#failures.add(number, 'there is more after the last line');
    if (line === null) this.#failures.add(number, 'this line is none of a bundle');
    else if (ORDER.indexOf(line.kind) < ORDER.indexOf(this.#section) || line.kind === 'header') {
      this.#failures.add(
        number,
        `a line of kind ${line.kind} cannot come after one of kind ${this.#section}`,
      );
    } else {
      this.#section = line.kind;
      this.#read(line, bytes);
    }
    this.#hash.update(bytes);
  }

  async finish(): Promise<BundleReport> {
    if (this.#section !== 'end')
      this.#failures.add(this.#number, 'the bundle is cut off: its last line is missing');
    this.#people.finish();
    this.#used.finish(this.#header.context);
    await this.#file.finish();
    const { used, ...counts } = this.#used.counts;
    return {
      follows: this.#failures.total === 0,
      header: this.#header,
      counts: {
        lines: this.#number,
        batches: this.#batches.count,
        signedPunches: this.#signed.size,
        people: this.#people.count,
        usedPunches: used,
        ...counts,
        deltas: this.#people.deltas,
        exportLines: this.#file.lines,
      },
      keys: this.#keys.inUse,
      failures: this.#failures.listed,
      failuresTotal: this.#failures.total,
      checkedWith: { engineVersion: ENGINE_VERSION, timeZoneData: TIME_ZONE_DATA },
    };
  }

  #read(line: BundleLine, bytes: Buffer): void {
    switch (line.kind) {
      case 'header':
        break;
      case 'batch':
        this.#batches.add(line, this.#number);
        break;
      case 'person': {
        const sheet = this.#people.add(line, this.#number);
        if (sheet !== null) this.#file.add(sheet, this.#number);
        break;
      }
      case 'file':
        this.#file.addBytes(line, this.#number);
        break;
      case 'end':
        this.#end(line, bytes);
        break;
    }
  }

  /** To the byte: a bit that changes nothing of its meaning is a changed bit all the same. */
  #end(line: BundleEnd, bytes: Buffer): void {
    const sha256 = this.#hash.copy().digest('hex');
    const lines = this.#number - 1;
    if (line.lines !== lines) {
      this.#failures.add(this.#number, `it says that ${line.lines} lines come before it, there are ${lines}`);
    }
    if (line.sha256 !== sha256) {
      this.#failures.add(
        this.#number,
        `the bytes before it have the SHA-256 ${sha256}, it says ${line.sha256}: the bundle was changed after it was made`,
      );
    }
    const expected = `${JSON.stringify({ kind: 'end', lines: line.lines, sha256: line.sha256 })}\n`;
    if (!bytes.equals(Buffer.from(expected))) this.#failures.add(this.#number, 'it is written otherwise');
  }
}

/** What keeps a header's dates from being read at all. */
function contextProblem({ context: { zone, from, to } }: BundleHeader, clocks: ZoneClocks): string | null {
  try {
    clocks.of(zone);
    return parseDay(from) <= parseDay(to) ? null : 'its period ends before it begins';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `its header names no real zone and dates: ${zone}, ${from} to ${to}`;
  }
}

/** One line with its end; null for what is none of a bundle. */
function readLine(bytes: Buffer): BundleLine | null {
  if (!isUtf8(bytes) || bytes.at(-1) !== 0x0a) return null;
  const parsed = BundleLine.safeParse(jsonOf(bytes.toString('utf8')));
  return parsed.success ? parsed.data : null;
}
