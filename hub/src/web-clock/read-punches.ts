import { Inject, Injectable } from '@nestjs/common';
import type { PunchAction, PunchLocation, PunchSource } from '@tapclock/contracts';
import { CorrectionsRepository, PunchReadings, type StoredCorrection } from '../corrections/index.ts';
import type { Sql } from '../platform/database/database.ts';
import { comparePunches, type ReadPunch } from './domain/active.ts';

/** Most punches of one person that are read at once: some dozens a day for two months. */
const PUNCHES_MAX = 5_000;

/** Whose punches, from one instant to another, both included, epoch milliseconds. */
export interface WantedPunches {
  employee: string;
  fromMs: number;
  toMs: number;
}

/** A punch as it was recorded, and which request made it. */
interface RecordedRow {
  employee: string;
  id: string;
  action: PunchAction;
  atMs: number;
  job: string | null;
  saysJob: boolean;
  source: PunchSource;
  terminal: string;
  place: string;
  location: PunchLocation | null;
  note: string | null;
  request: string | null;
}

/** A person's punches as they are read now, oldest first, and the punches that requests made. */
export interface ReadTime {
  punches: ReadPunch[];
  byRequest: Map<string, { id: string; action: PunchAction; job: string | null | undefined }>;
}

// The second of a double tap is no punch of its own; two changes of task within seconds are two.
const RECORDED = `
  select w.employee, p.punch_id as id, p.action, (extract(epoch from p.occurred_at) * 1000)::bigint as "atMs",
         p.body ->> 'job' as job, p.body ? 'job' as "saysJob",
         case p.body ->> 'identifiedBy' when 'account' then 'web' else 'terminal' end as source,
         p.terminal_id as terminal, coalesce(t.place, p.terminal_id) as place, p.body -> 'location' as location,
         p.body ->> 'note' as note, p.body ->> 'request' as request
  from unnest($1::uuid[], $2::float8[], $3::float8[]) as w (employee, from_ms, to_ms)
  cross join lateral (
    select * from punch
    where employee_id = w.employee and occurred_at >= to_timestamp(w.from_ms / 1000) and occurred_at <= to_timestamp(w.to_ms / 1000)
      and (action = 'job-change' or not findings @> '[{"code": "duplicate"}]')
    order by occurred_at desc, punch_id desc limit ${PUNCHES_MAX}
  ) as p
  left join terminal t on t.id = p.terminal_id`;

/** Punches of people as corrections have them read now. */
@Injectable()
export class PunchReader {
  readonly #corrections: CorrectionsRepository;

  constructor(@Inject(CorrectionsRepository) corrections: CorrectionsRepository) {
    this.#corrections = corrections;
  }

  /** By employee; everybody who is asked for is in it. */
  async read(sql: Sql, wanted: readonly WantedPunches[]): Promise<Map<string, ReadTime>> {
    if (wanted.length === 0) return new Map();
    const recorded = await sql.query<RecordedRow>(RECORDED, [
      wanted.map(({ employee }) => employee),
      wanted.map(({ fromMs }) => fromMs),
      wanted.map(({ toMs }) => toMs),
    ]);
    const corrections = await this.#corrections.touching(sql, wanted);
    const recordedOf = Map.groupBy(recorded, ({ employee }) => employee);
    const correctionsOf = Map.groupBy(corrections, ({ employee }) => employee);
    return new Map(
      wanted.map(({ employee }) => [
        employee,
        readTime(recordedOf.get(employee) ?? [], correctionsOf.get(employee) ?? []),
      ]),
    );
  }
}

function readTime(recorded: readonly RecordedRow[], corrections: readonly StoredCorrection[]): ReadTime {
  const readings = new PunchReadings(
    recorded.map(({ id, ...row }) => ({ ...row, punch: id })),
    corrections,
  );
  const made = [...recorded.map(recordedPunch), ...corrections.flatMap(addedPunch)];
  const punches = made.flatMap(punch => {
    const reading = readings.find(punch.id);
    return reading === undefined || reading.isVoid
      ? []
      : [{ ...punch, action: reading.action, atMs: reading.atMs }];
  });
  const byRequest = recorded.flatMap(row =>
    row.request === null ? [] : [[row.request, { ...row, job: jobOf(row) }] as const],
  );
  return { punches: punches.sort(comparePunches), byRequest: new Map(byRequest) };
}

function recordedPunch(row: RecordedRow): ReadPunch {
  const { id, action, atMs, source, terminal, place, location, note } = row;
  return { id, action, atMs, job: jobOf(row), source, terminal, place, location, note };
}

function addedPunch(correction: StoredCorrection): ReadPunch[] {
  if (correction.kind !== 'add') return [];
  const { id, action, occurredAtMs: atMs, job } = correction;
  const nowhere = { terminal: null, place: null, location: null, note: null };
  // An added change of task to none says so; of the others it says nothing.
  const said = action === 'job-change' ? job : (job ?? undefined);
  return [{ id, action, atMs, job: said, source: 'correction', ...nowhere }];
}

function jobOf({ job, saysJob }: RecordedRow): string | null | undefined {
  return saysJob ? job : undefined;
}
