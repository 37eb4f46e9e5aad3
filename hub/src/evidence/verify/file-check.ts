import { hash } from 'node:crypto';
import { type BundleFile, type BundleHeader, EXPORT_BYTES_MAX, type Sheet } from '@tapclock/contracts';
import { ExportBuild, type ExportFormat, hoursOf } from '../../payroll/pure.ts';
import type { FailureList } from './failure-list.ts';
import { nameOf } from './named-person.ts';

const SHOWN_TEXT_MAX = 120;
const LINE_FEED = 0x0a;

/** Writes the export file again from the bundle's sheets and compares it with the bytes in the bundle. */
export class FileCheck {
  readonly #header: BundleHeader;
  readonly #failures: FailureList;
  readonly #build: ExportBuild | null;
  readonly #written: Uint8Array[] = [];
  /** Where each person's bytes begin. */
  readonly #starts: { offset: number; person: string }[] = [];
  readonly #file: Buffer[] = [];
  #bytes = 0;
  #firstLine = 1;
  #lines = 0;

  constructor(header: BundleHeader, formats: ReadonlyMap<string, ExportFormat>, failures: FailureList) {
    this.#header = header;
    this.#failures = failures;
    this.#build = this.#open(formats);
  }

  /** Lines of the file as it is written again. */
  get lines(): number {
    return this.#lines;
  }

  add(sheet: Sheet, line: number): void {
    if (this.#build === null || this.#build.bytes > EXPORT_BYTES_MAX) return;
    const person = nameOf(sheet.person);
    this.#starts.push({ offset: this.#build.bytes, person });
    try {
      this.#build.add(hoursOf(sheet));
    } catch (error) {
      // A date such as 2026-02-30 has the shape of one.
      if (!(error instanceof RangeError)) throw error;
      this.#failures.add(line, `the format cannot write this sheet: ${error.message}`, { person });
    }
  }

  addBytes({ offset, base64 }: BundleFile, line: number): void {
    if (this.#file.length === 0) this.#firstLine = line;
    const bytes = Buffer.from(base64, 'base64');
    if (offset !== this.#bytes) {
      this.#failures.add(
        line,
        `the file goes on at byte ${this.#bytes}, this line holds it from ${offset} on`,
      );
    }
    if (bytes.toString('base64') !== base64)
      this.#failures.add(line, 'base64 is not written as RFC 4648 asks');
    this.#bytes += bytes.length;
    if (this.#bytes <= EXPORT_BYTES_MAX) this.#file.push(bytes);
  }

  async finish(): Promise<void> {
    const { export: said } = this.#header;
    const file = Buffer.concat(this.#file);
    if (this.#bytes > EXPORT_BYTES_MAX) {
      this.#failures.add(
        this.#firstLine,
        `the file has ${this.#bytes} bytes, at most ${EXPORT_BYTES_MAX} are checked`,
      );
      return;
    }
    this.#same('bytes', file.length);
    if (hash('sha256', file, 'hex') !== said.sha256) {
      this.#failures.add(this.#firstLine, 'the file is not the one whose SHA-256 the header names');
    }
    if (this.#build === null) return;
    const built = await this.#build.finish();
    this.#lines = built.lines;
    this.#same('people', built.people);
    this.#same('lines', built.lines);
    const { total, digest, shown: refused } = built.refusals;
    const isLeftOut = total > 0 && digest === said.leftOut;
    for (const { person, date, message } of isLeftOut ? [] : refused) {
      this.#failures.add(this.#firstLine, `the format refuses what the sheets say: ${message}`, {
        person,
        date,
      });
    }
    this.#compare(file, Buffer.concat(this.#written));
  }

  #open(formats: ReadonlyMap<string, ExportFormat>): ExportBuild | null {
    const { context, export: said } = this.#header;
    const format = formats.get(said.format);
    if (format === undefined) {
      this.#failures.add(1, `this program does not write the format ${said.format}`);
      return null;
    }
    const settings = format.settings.safeParse(said.mapping.settings);
    if (!settings.success) {
      for (const { path, message } of settings.error.issues) {
        this.#failures.add(1, `the mapping does not fit the format: ${path.join('.')}: ${message}`);
      }
      return null;
    }
    const fileName = format.fileName(context, settings.data);
    if (fileName !== said.fileName) {
      this.#failures.add(1, `the file is called ${said.fileName}, the format calls it ${fileName}`);
    }
    if (format.mediaType !== said.mediaType) {
      this.#failures.add(1, `the file is ${said.mediaType}, the format writes ${format.mediaType}`);
    }
    return new ExportBuild(format.open(context, settings.data), chunk => this.#written.push(chunk));
  }

  #same(what: 'people' | 'lines' | 'bytes', found: number): void {
    const said = this.#header.export[what];
    if (said !== found)
      this.#failures.add(1, `the header says ${said} ${what} in the file, there are ${found}`);
  }

  #compare(file: Buffer, written: Buffer): void {
    if (file.equals(written)) return;
    if (!isText(this.#header.export.mediaType)) {
      const at = firstDifferentByte(file, written);
      this.#failures.add(
        this.#firstLine,
        `the file differs from byte ${at} on from what follows from the sheets`,
      );
      return;
    }
    const found = textLines(file);
    const expected = textLines(written);
    for (let index = 0; index < Math.max(found.length, expected.length); index += 1) {
      const [one, other] = [found[index], expected[index]];
      if (one !== undefined && other !== undefined && one.bytes.equals(other.bytes)) continue;
      this.#failures.add(
        this.#firstLine,
        `the file says ${shown(one)}, from the sheets follows ${shown(other)}`,
        { exportLine: index + 1, person: other === undefined ? null : this.#personAt(other.offset) },
      );
    }
  }

  /** Whose bytes these are; null for what belongs to the whole file. */
  #personAt(offset: number): string | null {
    return this.#starts.findLast(start => start.offset <= offset)?.person ?? null;
  }
}

interface TextLine {
  offset: number;
  bytes: Buffer;
}

function textLines(bytes: Buffer): TextLine[] {
  const lines: TextLine[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const found = bytes.indexOf(LINE_FEED, offset);
    const end = found === -1 ? bytes.length : found + 1;
    lines.push({ offset, bytes: bytes.subarray(offset, end) });
    offset = end;
  }
  return lines;
}

function isText(mediaType: string): boolean {
  return /^text\/|^application\/json\b/.test(mediaType);
}

function firstDifferentByte(a: Buffer, b: Buffer): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

/** Quoted, so that a control character in a file cannot act on a screen. */
function shown(line: TextLine | undefined): string {
  if (line === undefined) return 'nothing more';
  const text = line.bytes.toString('utf8').trimEnd();
  return JSON.stringify(text.length <= SHOWN_TEXT_MAX ? text : `${text.slice(0, SHOWN_TEXT_MAX)}…`);
}
