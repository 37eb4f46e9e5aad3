import { Inject, Injectable } from '@nestjs/common';
import {
  BUNDLE_VERSION,
  type BundleBatch,
  type BundleHeader,
  type ExportView,
  type SheetInputs,
} from '@tapclock/contracts';
import { type ActiveLock, ExportsService, LockedSheets, MappingsService } from '../payroll/index.ts';
import { DATABASE, type Database, type Lsn } from '../platform/database/database.ts';
import { Turns } from '../platform/http/turns.ts';
import { canonicalText } from '../punches/index.ts';
import { BundleWriter } from './bundle-writer.ts';
import { ChosenBatches } from './chosen-batches.ts';
import { EvidenceRepository, type StoredBatch } from './evidence.repository.ts';

/** Punches that are looked up at once, and batches that are read at once: what bounds the memory of a bundle. */
const PUNCHES_PER_READ = 5_000;
const BATCHES_PER_READ = 100;
/** Bytes of the file in one line; divisible by three, so that lines of base64 join to one text. */
const FILE_BYTES_PER_LINE = 48 * 1024;

/** An export and what its bundle is read from. */
interface Bundled {
  view: ExportView;
  lock: ActiveLock;
  content: Buffer;
  after: Lsn;
}

/** Writes proof bundles, docs/proof.md. */
@Injectable()
export class BundleService {
  readonly #database: Database;
  readonly #repository: EvidenceRepository;
  readonly #exports: ExportsService;
  readonly #mappings: MappingsService;
  readonly #sheets: LockedSheets;
  readonly #turns = new Turns({
    en: 'Another proof is being written. Try again in a minute.',
    de: 'Ein anderer Nachweis wird gerade geschrieben. Versuchen Sie es in einer Minute noch einmal.',
  });

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(EvidenceRepository) repository: EvidenceRepository,
    @Inject(ExportsService) exports: ExportsService,
    @Inject(MappingsService) mappings: MappingsService,
    @Inject(LockedSheets) sheets: LockedSheets,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#exports = exports;
    this.#mappings = mappings;
    this.#sheets = sheets;
  }

  /**
   * The bundle of an export, line by line; the same export gives the same bytes. Nothing of it is held but the file and the names of
   * its batches, and one is written at a time. Throws NOT_FOUND, and RATE_LIMITED while another is written, before the first line.
   */
  async bundle(id: string): Promise<{ view: ExportView; lines: AsyncGenerator<Buffer> }> {
    const view = await this.#exports.find(id);
    const turn = this.#turns.take();
    try {
      const { content } = await this.#exports.file(id);
      const lock = await this.#sheets.lock(this.#database.primary, view.lock);
      // A replica that has this has every punch that was there when the period was locked.
      const { lsn } = await this.#database.transaction(() => Promise.resolve());
      return { view, lines: turn.during(this.#lines({ view, lock, content, after: lsn })) };
    } catch (error) {
      turn.end();
      throw error;
    }
  }

  async *#lines({ view, lock, content, after }: Bundled): AsyncGenerator<Buffer> {
    const writer = new BundleWriter();
    const batches = await this.#choose(lock.id, after);
    yield writer.line(await this.#header(view, lock, batches.terminals()));
    for (const keys of batches.inOrder(BATCHES_PER_READ)) {
      const stored = await this.#database.snapshot(sql => this.#repository.batches(sql, keys), { after });
      for (const batch of stored) yield writer.line(toLine(batch));
    }
    for await (const { inputs, inputsHash, sheet, sheetHash } of this.#sheets.stream(lock.id)) {
      yield writer.line({
        kind: 'person',
        inputsHash,
        sheetHash,
        inputs: inputs.toString(),
        // The very text that was hashed: JSON that was read and is written again keeps its order.
        sheet: JSON.stringify(sheet),
      });
    }
    for (let offset = 0; offset < content.length; offset += FILE_BYTES_PER_LINE) {
      const base64 = content.subarray(offset, offset + FILE_BYTES_PER_LINE).toString('base64');
      yield writer.line({ kind: 'file', offset, base64 });
    }
    yield writer.end();
  }

  /** The batches that brought the punches of the lock. */
  async #choose(lock: string, after: Lsn): Promise<ChosenBatches> {
    const chosen = new ChosenBatches();
    let wanted = new Map<string, number>();
    const look = async () => {
      const punches = [...wanted].map(([punchId, occurredAtMs]) => ({ punchId, occurredAtMs }));
      wanted = new Map();
      const found = await this.#database.snapshot(sql => this.#repository.batchesOf(sql, punches), { after });
      for (const batch of found) chosen.add(batch);
    };
    for await (const { inputs } of this.#sheets.stream(lock)) {
      for (const [punchId, occurredAtMs] of punchesOf(inputs)) wanted.set(punchId, occurredAtMs);
      if (wanted.size >= PUNCHES_PER_READ) await look();
    }
    await look();
    return chosen;
  }

  async #header(view: ExportView, lock: ActiveLock, terminals: readonly string[]): Promise<BundleHeader> {
    const sql = this.#database.primary;
    const context = await this.#sheets.context(sql, lock.id);
    const { site } = view.period;
    const { settings } = await this.#mappings.inUse(sql, site, view.format, view.mappingVersion);
    const keys = await this.#repository.keys(sql, terminals, lock.at);
    const { format, mappingVersion, fileName, mediaType, people, lines, bytes, sha256, byHand } = view;
    return {
      kind: 'header',
      bundle: BUNDLE_VERSION,
      context,
      lock: {
        revision: lock.revision,
        by: lock.by,
        at: lock.at,
        people: lock.people,
        timeZoneData: lock.timeZoneData,
        digests: lock.digests,
      },
      export: {
        format,
        mapping: { version: mappingVersion, settings: Object.fromEntries(Object.entries(settings)) },
        fileName,
        mediaType,
        people,
        lines,
        bytes,
        sha256,
        leftOut: byHand !== null && byHand.refusals.total > 0 ? byHand.refusals.digest : null,
      },
      terminals: keys,
    };
  }
}

/** Ids of the punches that hours were derived from, and when they were, epoch milliseconds. */
function* punchesOf(inputs: Buffer): Generator<[string, number]> {
  const { cases }: SheetInputs = JSON.parse(inputs.toString());
  for (const { punches } of cases) {
    for (const { id, at, sequence } of punches) {
      if (id !== undefined && at !== undefined) yield [id, Date.parse(at) + (sequence ?? 0)];
    }
  }
}

function toLine({
  terminal,
  boot,
  from,
  head,
  previous,
  sentAt,
  sentUptimeMs,
  sig,
  bodies,
}: StoredBatch): BundleBatch {
  const sent = { at: sentAt, uptimeMs: sentUptimeMs };
  return {
    kind: 'batch',
    terminal,
    boot,
    from,
    previous,
    head,
    sent,
    sig,
    punches: bodies.map(canonicalText),
  };
}
