import { Inject, Injectable } from '@nestjs/common';
import type { ExportFormatView, ExportMappingChange, ExportMappingView } from '@tapclock/contracts';
import { z } from 'zod';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { type FieldProblem, readFields } from '../../platform/http/field-problems.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type Page, type PageQuery, page } from '../../platform/http/page.ts';
import type { ExportFormat } from '../formats/format.ts';
import { EXPORT_FORMATS } from '../formats/index.ts';
import { ExportsRepository } from './exports.repository.ts';

/** A format with a mapping that fits it. Version 0 is nobody's choice: the settings that the format has by itself. */
export interface FormatInUse {
  format: ExportFormat;
  settings: object;
  mappingVersion: number;
}

/** How our pay codes are called over there: one table per site and format, kept in versions. */
@Injectable()
export class MappingsService {
  readonly #database: Database;
  readonly #repository: ExportsRepository;
  readonly #trail: AuditTrail;
  #formats: readonly ExportFormatView[] | null = null;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ExportsRepository) repository: ExportsRepository,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#trail = trail;
  }

  /** Every format, by id. Described once: they are part of the program. */
  formats(): readonly ExportFormatView[] {
    this.#formats ??= [...EXPORT_FORMATS.values()].map(formatView).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return this.#formats;
  }

  /** The latest version. Throws NOT_FOUND for a site or format that there is not, and where nothing was saved yet. */
  async latest(site: string, format: string): Promise<ExportMappingView> {
    formatOf(format);
    const mapping = await this.#repository.mapping(this.#database.primary, site, format);
    if (mapping === null)
      throw new HubError('NOT_FOUND', {
        en: `No mapping of "${format}" was saved for "${site}" yet.`,
        de: `Für „${site}“ ist noch keine Zuordnung für „${format}“ gespeichert.`,
      });
    return mapping;
  }

  /** From the primary: whoever saved a version looks for it at once. */
  async versions(site: string, format: string, query: PageQuery): Promise<Page<ExportMappingView>> {
    formatOf(format);
    const pageOf = { limit: query.per_page, offset: (query.page - 1) * query.per_page };
    const { value } = await this.#database.transaction(sql =>
      this.#repository.mappingVersions(sql, site, format, pageOf),
    );
    return page(value.rows, { ...query, total: value.total });
  }

  /** Adds a version. Throws VALIDATION_ERROR with the fields that the format refuses, CONFLICT when somebody was faster. */
  async save(
    { site, format: id }: { site: string; format: string },
    change: ExportMappingChange,
    by: string,
  ): Promise<ExportMappingView> {
    const format = formatOf(id);
    const read = readFields(format.settings, change.settings);
    if (read.kind === 'refused') {
      throw new HubError(
        'VALIDATION_ERROR',
        {
          en: `${format.title} does not take these settings.`,
          de: `${format.title} nimmt diese Einstellungen nicht an.`,
        },
        {
          details: underSettings(read.problems),
        },
      );
    }
    // With its defaults filled in: a later version of the program must not read it otherwise.
    const settings = Object.fromEntries(Object.entries(read.data));
    const at = new Date().toISOString();
    const version = change.basedOn + 1;
    const mapping = { site, format: id, version, settings, by, at, reason: change.reason };
    try {
      await this.#database.transaction(async sql => {
        if ((await this.#repository.siteName(sql, site)) === null)
          throw new HubError('NOT_FOUND', {
            en: `There is no site "${site}".`,
            de: `Es gibt keinen Standort „${site}“.`,
          });
        const latest = await this.#repository.mapping(sql, site, id);
        if ((latest?.version ?? 0) !== change.basedOn) throw lostRace(latest?.version ?? 0);
        await this.#repository.addMapping(sql, mapping);
        await this.#trail.record(sql, {
          action: 'mappings.saved',
          subject: { kind: 'export-mapping', id: `${site}/${id}` },
          concerns: { people: [], site },
          before: latest && { version: latest.version, settings: latest.settings },
          after: { version, settings },
          why: change.reason,
        });
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw lostRace(version);
      throw error;
    }
    return mapping;
  }

  /** A format ready to write for a site. Throws CONFLICT with the fields to set where its mapping does not fit it. */
  async inUse(sql: Sql, site: string, id: string, version: number | null = null): Promise<FormatInUse> {
    const format = formatOf(id);
    const mapping = version === 0 ? null : await this.#repository.mapping(sql, site, id, version);
    const read = readFields(format.settings, mapping?.settings ?? {});
    if (read.kind === 'read') return { format, settings: read.data, mappingVersion: mapping?.version ?? 0 };
    throw new HubError(
      'CONFLICT',
      {
        en: `Save a mapping of "${id}" for "${site}" first: the format needs more.`,
        de: `Speichern Sie zuerst für „${site}“ eine Zuordnung für „${id}“: Das Format braucht mehr.`,
      },
      {
        details: underSettings(read.problems),
      },
    );
  }
}

function formatOf(id: string): ExportFormat {
  const format = EXPORT_FORMATS.get(id);
  if (format === undefined)
    throw new HubError('NOT_FOUND', {
      en: `There is no export format "${id}".`,
      de: `Es gibt kein Exportformat „${id}“.`,
    });
  return format;
}

function lostRace(latest: number): HubError {
  return new HubError(
    'CONFLICT',
    {
      en: `Somebody saved version ${latest} meanwhile. Look at it and change that one.`,
      de: `Inzwischen hat jemand Version ${latest} gespeichert. Sehen Sie sie an und ändern Sie diese.`,
    },
    {
      details: { latest },
    },
  );
}

function underSettings(problems: readonly FieldProblem[]): FieldProblem[] {
  return problems.map(problem => ({
    ...problem,
    path: problem.path === '' ? 'settings' : `settings.${problem.path}`,
  }));
}

function formatView({ id, title, mediaType, settings }: ExportFormat): ExportFormatView {
  return {
    id,
    title,
    mediaType,
    settings: z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }),
  };
}
