import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  EXPORT_BYTES_MAX,
  type ExportOrder,
  type ExportPreview,
  type ExportView,
  type Refusals,
} from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { EventLog } from '../../event-log/index.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type Page, type PageQuery, page } from '../../platform/http/page.ts';
import { hoursOf } from '../domain/hours-line.ts';
import { aboutPeriod } from '../periods/about-period.ts';
import { decide } from '../periods/decide.ts';
import { LockedSheets } from '../periods/locked-sheets.ts';
import type { ActiveLock } from '../periods/locks.repository.ts';
import { periodChanged } from '../periods/period-events.ts';
import { PeriodFinder, type PeriodId } from '../periods/period-finder.ts';
import { type BuiltFile, ExportBuild } from './export-build.ts';
import { ExportsRepository } from './exports.repository.ts';
import { findLeftovers, noLeftovers } from './leftovers.ts';
import { type FormatInUse, MappingsService } from './mappings.service.ts';
import { PackedFile } from './packed-file.ts';

/** Makes files for payroll systems out of locked periods, and keeps every one of them. */
@Injectable()
export class ExportsService {
  readonly #database: Database;
  readonly #repository: ExportsRepository;
  readonly #mappings: MappingsService;
  readonly #periods: PeriodFinder;
  readonly #sheets: LockedSheets;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ExportsRepository) repository: ExportsRepository,
    @Inject(MappingsService) mappings: MappingsService,
    @Inject(PeriodFinder) periods: PeriodFinder,
    @Inject(LockedSheets) sheets: LockedSheets,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#mappings = mappings;
    this.#periods = periods;
    this.#sheets = sheets;
    this.#events = events;
    this.#trail = trail;
  }

  /** What a file would hold and what would be refused of it. Throws CONFLICT for a period that is not locked. */
  async preview(period: PeriodId, formatId: string): Promise<ExportPreview> {
    const { lock, use } = await this.#ready(period, formatId);
    // The bytes are not kept: the preview of a company needs the memory of one person.
    const { fileName, built } = await this.#write(lock, use, () => undefined);
    const { isRefusedWhole: _, ...shown } = built;
    const superseded = await this.#repository.superseded(this.#database.primary, period, formatId);
    const earlier = superseded.map(({ lock: _lock, mappingVersion: _version, ...file }) => file);
    const leftovers = await this.#leftovers(lock, use);
    return { format: formatId, mappingVersion: use.mappingVersion, fileName, ...shown, earlier, leftovers };
  }

  /**
   * Makes a file and keeps it, or gives the one that is there with the very same bytes. Throws CONFLICT with the refusals if there is
   * any: half a file is never made, unless somebody has said that exactly these refusals are entered by hand.
   */
  async make(period: PeriodId, { format: formatId, byHand }: ExportOrder, by: string): Promise<ExportView> {
    const { lock, use } = await this.#ready(period, formatId);
    const hash = createHash('sha256');
    const file = new PackedFile();
    const { fileName, built } = await this.#write(lock, use, chunk => {
      hash.update(chunk);
      file.add(chunk);
    });
    const { people, lines, bytes } = built;
    const entered = enteredByHand(built, await this.#leftovers(lock, use), byHand);
    const made = {
      id: randomUUID(),
      lock: lock.id,
      format: formatId,
      mappingVersion: use.mappingVersion,
      fileName,
      mediaType: use.format.mediaType,
      people,
      lines,
      bytes,
      sha256: hash.digest('hex'),
      byHand: entered,
      by,
      at: new Date().toISOString(),
    };
    const content = await file.take();
    const { value } = await decide(this.#database, async sql => {
      await this.#repository.queueUp(sql, lock.id);
      const current = await this.#periods.locked(sql, period);
      if (current.id !== lock.id)
        throw new HubError('CONFLICT', {
          en: 'The period was unlocked meanwhile.',
          de: 'Die Periode wurde inzwischen entsperrt.',
        });
      const same = await this.#repository.same(sql, { ...made, content });
      if (same !== null) return same;
      await this.#repository.add(sql, { ...made, content });
      await this.#trail.record(sql, {
        action: 'exports.made',
        ...aboutPeriod(period),
        after: {
          id: made.id,
          lock: lock.id,
          format: formatId,
          fileName,
          people,
          lines,
          bytes,
          sha256: made.sha256,
        },
        why: byHand?.reason ?? null,
      });
      await this.#events.append(sql, [periodChanged(period, { change: 'exported', by })]);
      const { site, group, from, to, payday } = lock.period;
      const { revision } = lock;
      return { ...made, revision, superseded: false, period: { site, group, from, to }, payday };
    });
    return value;
  }

  /** From the primary: whoever made a file looks for it at once. */
  async list(period: PeriodId, query: PageQuery): Promise<Page<ExportView>> {
    const pageOf = { limit: query.per_page, offset: (query.page - 1) * query.per_page };
    const { value } = await this.#database.transaction(sql => this.#repository.ofPeriod(sql, period, pageOf));
    return page(value.rows, { ...query, total: value.total });
  }

  /** Throws NOT_FOUND. From the primary: it may have been made a second ago. */
  async find(id: string): Promise<ExportView> {
    const found = await this.#repository.find(this.#database.primary, id);
    if (found === null)
      throw new HubError('NOT_FOUND', { en: 'There is no such export.', de: 'Diesen Export gibt es nicht.' });
    return found;
  }

  /** The bytes of a file with its name. Throws NOT_FOUND. */
  async file(id: string): Promise<{ view: ExportView; content: Buffer }> {
    const view = await this.find(id);
    const content = await this.#repository.content(this.#database.primary, id);
    if (content === null)
      throw new HubError('NOT_FOUND', { en: 'There is no such export.', de: 'Diesen Export gibt es nicht.' });
    return { view, content };
  }

  async #ready(period: PeriodId, formatId: string): Promise<{ lock: ActiveLock; use: FormatInUse }> {
    const sql = this.#database.primary;
    const lock = await this.#periods.locked(sql, period);
    return { lock, use: await this.#mappings.inUse(sql, period.site, formatId) };
  }

  /** What the newest file of the format before the period was unlocked leaves behind over there. */
  async #leftovers(lock: ActiveLock, { format, settings }: FormatInUse): Promise<Refusals> {
    const sets = format.sets?.bind(format);
    if (sets === undefined) return noLeftovers();
    const sql = this.#database.primary;
    const [last] = await this.#repository.superseded(sql, lock.period, format.id);
    if (last === undefined) return noLeftovers();
    const before = await this.#mappings.inUse(sql, lock.period.site, format.id, last.mappingVersion);
    return findLeftovers(
      {
        revision: last.revision,
        sheets: this.#sheets.stream(last.lock),
        named: hours => sets(hours, before.settings),
      },
      { sheets: this.#sheets.stream(lock.id), named: hours => sets(hours, settings) },
    );
  }

  async #write(
    lock: ActiveLock,
    { format, settings }: FormatInUse,
    onChunk: (chunk: Uint8Array) => void,
  ): Promise<{ fileName: string; built: BuiltFile }> {
    const context = await this.#sheets.context(this.#database.primary, lock.id);
    const build = new ExportBuild(format.open(context, settings), onChunk);
    for await (const { sheet } of this.#sheets.stream(lock.id)) {
      build.add(hoursOf(sheet));
      if (build.bytes > EXPORT_BYTES_MAX) throw tooLarge();
    }
    const built = await build.finish();
    if (built.bytes > EXPORT_BYTES_MAX) throw tooLarge();
    return { fileName: format.fileName(context, settings), built };
  }
}

/** What is done by hand. Throws CONFLICT when there is something that nobody has said to do so. */
function enteredByHand(
  { refusals, isRefusedWhole }: BuiltFile,
  leftovers: Refusals,
  byHand: ExportOrder['byHand'],
): ExportView['byHand'] {
  const isSaid = (found: Refusals, said: string | undefined) => found.total === 0 || found.digest === said;
  if (refusals.total === 0 && leftovers.total === 0) return null;
  if (isRefusedWhole || !isSaid(refusals, byHand?.refusals)) throw refusedEntries(refusals, isRefusedWhole);
  if (byHand === undefined || !isSaid(leftovers, byHand.leftovers)) {
    throw new HubError(
      'CONFLICT',
      {
        en: `An earlier file set ${leftovers.total} entries that this one would leave as they are. No file was made. Send "byHand" with the digest of these "leftovers" and take them out by hand.`,
        de: `Eine frühere Datei setzte ${leftovers.total} Einträge, die diese so ließe, wie sie sind. Es wurde keine Datei erzeugt. Senden Sie „byHand“ mit der Prüfsumme dieser „leftovers“ und nehmen Sie die Einträge von Hand heraus.`,
      },
      { details: leftovers },
    );
  }
  return { reason: byHand.reason, refusals, leftovers };
}

const NOT_BY_HAND = {
  en: 'Some of it is about the whole file and cannot be entered by hand.',
  de: 'Manches betrifft die ganze Datei und kann nicht von Hand eingetragen werden.',
};
const MEND_OR_BY_HAND = {
  en: 'Mend it, or send "byHand" with the digest of these refusals to leave it out and enter it by hand.',
  de: 'Beheben Sie es, oder senden Sie „byHand“ mit der Prüfsumme dieser Ablehnungen, um es wegzulassen und von Hand einzutragen.',
};

function refusedEntries(refusals: Refusals, isRefusedWhole: boolean): HubError {
  const remedy = isRefusedWhole ? NOT_BY_HAND : MEND_OR_BY_HAND;
  return new HubError(
    'CONFLICT',
    {
      en: `${refusals.total} entries would be refused. No file was made. ${remedy.en}`,
      de: `${refusals.total} Einträge würden abgelehnt. Es wurde keine Datei erzeugt. ${remedy.de}`,
    },
    { details: refusals },
  );
}

function tooLarge(): HubError {
  return new HubError('CONFLICT', {
    en: `The file would be larger than ${EXPORT_BYTES_MAX / 1024 / 1024} MiB. Export smaller groups.`,
    de: `Die Datei würde größer als ${EXPORT_BYTES_MAX / 1024 / 1024} MiB. Exportieren Sie kleinere Gruppen.`,
  });
}
