import { createHash } from 'node:crypto';
import { type ExportTotal, REFUSALS_SHOWN_MAX, type Refusals } from '@tapclock/contracts';
import { compareCodes } from '../../timesheets/pure.ts';
import type { HoursLine, PersonHours } from '../domain/hours-line.ts';
import { hundredthsText, roundHalfUp } from '../domain/whole-units.ts';
import type { ExportWriter, Refusal, Written } from '../formats/format.ts';
import { HUNDREDTH_SECONDS } from '../formats/sums.ts';

/** What came of writing one file. */
export interface BuiltFile {
  people: number;
  lines: number;
  bytes: number;
  totals: ExportTotal[];
  refusals: Refusals;
  /** Something is refused that is about the whole file, not about one person. */
  isRefusedWhole: boolean;
}

/** Runs a format's writer over people, one at a time, and counts what it gives: the preview, the file and its proof are made alike. */
export class ExportBuild {
  readonly #writer: ExportWriter;
  readonly #onChunk: (chunk: Uint8Array) => void;
  readonly #totals = new Map<string, Pick<ExportTotal, 'code' | 'kind' | 'seconds'>>();
  readonly #shown: Refusal[] = [];
  readonly #refusalHash = createHash('sha256');
  #refused = 0;
  #refusedFile = false;
  #people = 0;
  #lines = 0;
  #bytes = 0;

  /** `onChunk` gets the file's bytes in order. */
  constructor(writer: ExportWriter, onChunk: (chunk: Uint8Array) => void) {
    this.#writer = writer;
    this.#onChunk = onChunk;
    this.#take(writer.begin());
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#bytes;
  }

  add(hours: PersonHours): void {
    this.#people += 1;
    for (const line of hours.lines) this.#count(line);
    this.#take(this.#writer.person(hours));
  }

  async finish(): Promise<BuiltFile> {
    this.#take(await this.#writer.end());
    const totals = [...this.#totals.values()].toSorted(compareCodes);
    return {
      people: this.#people,
      lines: this.#lines,
      bytes: this.#bytes,
      totals: totals.map(total => ({
        ...total,
        hours: hundredthsText(roundHalfUp(total.seconds, HUNDREDTH_SECONDS)),
      })),
      refusals: { total: this.#refused, digest: this.#refusalHash.digest('hex'), shown: this.#shown },
      isRefusedWhole: this.#refusedFile,
    };
  }

  #count({ code, kind, seconds }: HoursLine): void {
    const key = `${kind} ${code}`;
    const total = this.#totals.get(key) ?? { code, kind, seconds: 0 };
    total.seconds += seconds;
    this.#totals.set(key, total);
  }

  #take({ chunk, lines, refusals }: Written): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.#bytes += bytes.length;
    this.#lines += lines;
    this.#refused += refusals.length;
    for (const refusal of refusals) {
      this.#refusedFile ||= refusal.person === null;
      this.#refusalHash.update(`${JSON.stringify(refusal)}\n`);
    }
    this.#shown.push(...refusals.slice(0, REFUSALS_SHOWN_MAX - this.#shown.length));
    if (bytes.length > 0) this.#onChunk(bytes);
  }
}
