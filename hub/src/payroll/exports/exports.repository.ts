import { Injectable } from '@nestjs/common';
import type { EarlierExport, ExportMappingView, ExportView } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { unpackFile } from './packed-file.ts';

/** A file to keep; its period and revision are its lock's. */
export interface NewExport extends Omit<ExportView, 'period' | 'payday' | 'revision' | 'superseded'> {
  /** Packed. */
  content: Buffer;
}

interface ExportRow extends Omit<ExportView, 'period'> {
  site: string;
  group: string;
  from: string;
  to: string;
}

/** Rows of a page, and how many there are in all. */
export interface Rows<T> {
  rows: T[];
  total: number;
}

type PageOf = { limit: number; offset: number };

const MAPPING = 'site_id as site, format, version, settings, made_by as by, made_at as at, reason';

const EXPORT = `
  select e.id, e.lock_id as lock, l.revision,
         exists (select from unlock_decision u where u.lock_id = l.id and u.granted) as superseded, l.site_id as site, l.pay_group as "group", l.period_start as "from",
         l.period_end - 1 as "to", l.payday, e.format, e.mapping_version as "mappingVersion", e.file_name as "fileName",
         e.media_type as "mediaType", e.people, e.lines, e.bytes, e.sha256,
         e.by_hand as "byHand", e.made_by as by, e.made_at as at
  from payroll_export e join period_lock l on l.id = e.lock_id`;

/** Earlier files that a preview names (R11); a period is unlocked a few times at most. */
const EARLIER_MAX = 20;

const OF_PERIOD = 'l.site_id = $1 and l.pay_group = $2 and l.period_start = $3';

/** Mappings and files; both only ever added to. */
@Injectable()
export class ExportsRepository {
  /** Name of a site; null when there is none. */
  async siteName(sql: Sql, site: string): Promise<string | null> {
    const [row] = await sql.query<{ name: string }>('select name from site where id = $1', [site]);
    return row?.name ?? null;
  }

  /** The latest version of a mapping, or a certain one; null when there is none. */
  async mapping(
    sql: Sql,
    site: string,
    format: string,
    version: number | null = null,
  ): Promise<ExportMappingView | null> {
    const [row] = await sql.query<ExportMappingView>(
      `select ${MAPPING} from export_mapping
       where site_id = $1 and format = $2 and ($3::int is null or version = $3) order by version desc limit 1`,
      [site, format, version],
    );
    return row ?? null;
  }

  /** Versions of a mapping, newest first. */
  async mappingVersions(
    sql: Sql,
    site: string,
    format: string,
    { limit, offset }: PageOf,
  ): Promise<Rows<ExportMappingView>> {
    const [[count], rows] = await Promise.all([
      sql.query<{ total: number }>(
        'select count(*) as total from export_mapping where site_id = $1 and format = $2',
        [site, format],
      ),
      sql.query<ExportMappingView>(
        `select ${MAPPING} from export_mapping where site_id = $1 and format = $2
         order by version desc limit $3 offset $4`,
        [site, format, limit, offset],
      ),
    ]);
    return { rows, total: count?.total ?? 0 };
  }

  /** Fails with unique_violation (23505) when the version exists. */
  async addMapping(sql: Sql, mapping: ExportMappingView): Promise<void> {
    const { site, format, version, settings, by, at, reason } = mapping;
    await sql.query(
      `insert into export_mapping (site_id, format, version, settings, made_by, made_at, reason)
       values ($1, $2, $3, $4::jsonb, $5, $6, $7)`,
      [site, format, version, JSON.stringify(settings), by, at, reason],
    );
  }

  /** Lets one at a time make a file of a lock, until the transaction ends: two clerks at once get one and the same. */
  async queueUp(sql: Sql, lock: string): Promise<void> {
    await sql.query(`select pg_advisory_xact_lock(hashtextextended('payroll_export:' || $1, 0))`, [lock]);
  }

  /** The file of these very bytes that was made of a lock with a version of a mapping, or null. */
  async same(
    sql: Sql,
    { lock, format, mappingVersion, fileName, sha256 }: NewExport,
  ): Promise<ExportView | null> {
    const [row] = await sql.query<ExportRow>(
      `${EXPORT} where e.lock_id = $1 and e.format = $2 and e.mapping_version = $3 and e.file_name = $4 and e.sha256 = $5
       order by e.made_at limit 1`,
      [lock, format, mappingVersion, fileName, sha256],
    );
    return row ? toView(row) : null;
  }

  async add(sql: Sql, made: NewExport): Promise<void> {
    await sql.query(
      `insert into payroll_export (id, lock_id, format, mapping_version, file_name, media_type, people, lines, bytes, sha256,
                                   by_hand, content, made_by, made_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13, $14)`,
      [
        made.id,
        made.lock,
        made.format,
        made.mappingVersion,
        made.fileName,
        made.mediaType,
        made.people,
        made.lines,
        made.bytes,
        made.sha256,
        made.byHand === null ? null : JSON.stringify(made.byHand),
        made.content,
        made.by,
        made.at,
      ],
    );
  }

  /** Files of a period under any of its locks, newest first. */
  async ofPeriod(
    sql: Sql,
    { site, group, from }: { site: string; group: string; from: string },
    { limit, offset }: PageOf,
  ): Promise<Rows<ExportView>> {
    const [[count], rows] = await Promise.all([
      sql.query<{ total: number }>(
        `select count(*) as total from payroll_export e join period_lock l on l.id = e.lock_id where ${OF_PERIOD}`,
        [site, group, from],
      ),
      sql.query<ExportRow>(`${EXPORT} where ${OF_PERIOD} order by e.made_at desc, e.id limit $4 offset $5`, [
        site,
        group,
        from,
        limit,
        offset,
      ]),
    ]);
    return { rows: rows.map(toView), total: count?.total ?? 0 };
  }

  /** Files of a format from locks of the period that were taken back, newest first, and what each was made with. */
  async superseded(
    sql: Sql,
    { site, group, from }: { site: string; group: string; from: string },
    format: string,
  ): Promise<(EarlierExport & { lock: string; mappingVersion: number })[]> {
    return sql.query(
      `select e.id, l.revision, e.file_name as "fileName", e.made_by as by, e.made_at as at, e.lock_id as lock,
              e.mapping_version as "mappingVersion"
       from payroll_export e join period_lock l on l.id = e.lock_id
       where ${OF_PERIOD} and e.format = $4
         and exists (select from unlock_decision u where u.lock_id = l.id and u.granted)
       order by e.made_at desc, e.id limit ${EARLIER_MAX}`,
      [site, group, from, format],
    );
  }

  async find(sql: Sql, id: string): Promise<ExportView | null> {
    const [row] = await sql.query<ExportRow>(`${EXPORT} where e.id = $1`, [id]);
    return row ? toView(row) : null;
  }

  /** Bytes of a file; null when there is none. */
  async content(sql: Sql, id: string): Promise<Buffer | null> {
    const [row] = await sql.query<{ content: Buffer }>('select content from payroll_export where id = $1', [
      id,
    ]);
    if (row === undefined) return null;
    return unpackFile(row.content);
  }
}

function toView({ site, group, from, to, ...row }: ExportRow): ExportView {
  return { ...row, period: { site, group, from, to } };
}
