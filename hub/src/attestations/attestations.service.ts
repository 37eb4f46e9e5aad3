import { Inject, Injectable } from '@nestjs/common';
import {
  type AttestationBlockerCode,
  type AttestationsView,
  type AttestationWithdrawal,
  type AttestedSpan,
  type AttestRequest,
  type DayAttestation,
  datesBetween,
  type Said,
} from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../audit/data.ts';
import { EventLog } from '../event-log/index.ts';
import { AcceptedFindings } from '../exceptions/data.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { DueQueue } from '../timesheets/data.ts';
import { AttestationsRepository, type DayRow } from './attestations.repository.ts';
import { attestedDay } from './domain/attested-day.ts';
import { hoursDigest } from './hours-digest.ts';

/** Dates as they are, and as people see them. */
interface Looked {
  site: string;
  rows: DayRow[];
  days: DayAttestation[];
  digest: string;
}

/** What workers say about their own hours: said once, never changed; the latest word about a day holds. */
@Injectable()
export class AttestationsService {
  readonly #database: Database;
  readonly #attestations: AttestationsRepository;
  readonly #accepted: AcceptedFindings;
  readonly #due: DueQueue;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(AttestationsRepository) attestations: AttestationsRepository,
    @Inject(AcceptedFindings) accepted: AcceptedFindings,
    @Inject(DueQueue) due: DueQueue,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#attestations = attestations;
    this.#accepted = accepted;
    this.#due = due;
    this.#events = events;
    this.#trail = trail;
  }

  /** Where the dates of a person stand. Throws NOT_FOUND. From the primary: its digest is what an attestation is made against. */
  async find(employee: string, span: AttestedSpan): Promise<AttestationsView> {
    return viewOf(employee, span, await this.#look(this.#database.primary, employee, span));
  }

  /**
   * Says that the hours of the dates are right. Throws CONFLICT with the dates that cannot be attested yet, and when the hours are others
   * than those of `digest`. Days that are attested with these hours stay so.
   */
  async attest(employee: string, { digest, ...span }: AttestRequest): Promise<AttestationsView> {
    const { value } = await this.#database.transaction(async sql => {
      await this.#attestations.lock(sql, employee);
      const looked = await this.#look(sql, employee, span);
      if (digest !== undefined && digest !== looked.digest) throw otherHours();
      refuseUnready(looked.days);
      const chosen = looked.rows.filter((_, place) => looked.days[place]?.state !== 'attested');
      await this.#say(sql, employee, looked.site, { kind: 'attest', span, reason: '', chosen });
      return await this.#look(sql, employee, span);
    });
    return viewOf(employee, span, value);
  }

  /** Takes back what was said about the dates; who said nothing takes nothing back. */
  async withdraw(employee: string, { reason, ...span }: AttestationWithdrawal): Promise<AttestationsView> {
    const { value } = await this.#database.transaction(async sql => {
      await this.#attestations.lock(sql, employee);
      const looked = await this.#look(sql, employee, span);
      const chosen = looked.rows.filter(({ latest }) => latest?.kind === 'attest');
      await this.#say(sql, employee, looked.site, { kind: 'withdraw', span, reason, chosen });
      return await this.#look(sql, employee, span);
    });
    return viewOf(employee, span, value);
  }

  async #look(sql: Sql, employee: string, { from, to }: AttestedSpan): Promise<Looked> {
    const person = await this.#attestations.person(sql, employee);
    if (!person)
      throw new HubError('NOT_FOUND', { en: 'There is no such person.', de: 'Diese Person gibt es nicht.' });
    const nowMs = Date.now();
    // Before the days: what is derived meanwhile is seen with its new hours.
    const pending = await this.#due.pending(sql, [employee], { toDate: to, nowMs });
    const rows = await this.#attestations.days(sql, employee, datesBetween(from, to));
    const accepted = await this.#accepted.of(sql, [employee], from, to);
    const isAccepted = new Set(accepted.map(keyOf));
    const moment = { today: today(person.zone, nowMs), isPending: pending.has(employee) };
    const days = rows.map(row => {
      const left = row.findings.filter(
        ({ code, punches }) => !isAccepted.has(keyOf({ date: row.date, code, punches })),
      );
      const findings = left.map(({ code }) => code);
      return attestedDay({ ...row, findings }, moment);
    });
    return { site: person.site, rows, days, digest: hoursDigest(rows) };
  }

  async #say(
    sql: Sql,
    employee: string,
    site: string,
    word: {
      kind: 'attest' | 'withdraw';
      span: { from: string; to: string };
      reason: string;
      chosen: readonly DayRow[];
    },
  ): Promise<void> {
    const { kind, span, reason, chosen } = word;
    if (chosen.length === 0) return;
    const at = new Date().toISOString();
    const days = chosen.map(({ date, hash }) => ({ id: uuid(), date, hash }));
    await this.#attestations.add(sql, { employee, site, kind, at, reason, days });
    const attested = kind === 'attest';
    const payload = { employee, from: span.from, to: span.to, attested };
    await this.#events.append(sql, [{ kind: 'attestation.changed', site, key: employee, payload }]);
    await this.#trail.record(sql, {
      action: attested ? 'hours.attested' : 'hours.attestation-withdrawn',
      subject: { kind: 'employee', id: employee },
      concerns: { people: [employee], site },
      after: { dates: days.map(({ date }) => date) },
      why: reason,
    });
  }
}

function viewOf(
  employee: string,
  { from, to }: { from: string; to: string },
  { days, digest }: Looked,
): AttestationsView {
  return { employee, from, to, digest, days };
}

/** One finding's name: the same code about other punches is another one. */
function keyOf({ date, code, punches }: { date: string; code: string; punches: readonly string[] }): string {
  return [date, code, ...punches].join(' ');
}

function today(zone: string, nowMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone).toPlainDate().toString();
}

const UNREADY: Record<AttestationBlockerCode, { message: Said; remedy: Said }> = {
  DAY_NOT_OVER: {
    message: { en: 'The day is not over yet.', de: 'Der Tag ist noch nicht vorbei.' },
    remedy: { en: 'Attest it tomorrow.', de: 'Bestätigen Sie ihn morgen.' },
  },
  PENDING: {
    message: {
      en: 'The hours are about to be derived again.',
      de: 'Die Stunden werden gerade neu berechnet.',
    },
    remedy: { en: 'Try again in a moment.', de: 'Versuchen Sie es gleich noch einmal.' },
  },
  STILL_OPEN: {
    message: { en: 'You have not clocked out yet.', de: 'Sie haben noch nicht ausgestempelt.' },
    remedy: { en: 'Clock out first.', de: 'Stempeln Sie zuerst aus.' },
  },
  MISSING_OUT: {
    message: { en: 'A clock-out is missing.', de: 'Ein Ausstempeln fehlt.' },
    remedy: { en: 'State when you left.', de: 'Geben Sie an, wann Sie gegangen sind.' },
  },
  MISSING_IN: {
    message: { en: 'A clock-in is missing.', de: 'Ein Einstempeln fehlt.' },
    remedy: { en: 'State when you came.', de: 'Geben Sie an, wann Sie gekommen sind.' },
  },
};

/** Throws CONFLICT with every date that cannot be attested, and why. */
function refuseUnready(days: readonly DayAttestation[]): void {
  const details = days.flatMap(({ date, blockers }) =>
    blockers.map(code => ({ path: date, code, ...UNREADY[code] })),
  );
  if (details.length === 0) return;
  throw new HubError(
    'CONFLICT',
    {
      en: 'Some of these days cannot be attested yet.',
      de: 'Einige dieser Tage können noch nicht bestätigt werden.',
    },
    { details },
  );
}

function otherHours(): HubError {
  const message = {
    en: 'These hours came out differently since you looked at them.',
    de: 'Diese Stunden haben sich geändert, seit Sie sie angesehen haben.',
  };
  const remedy = {
    en: 'Look at them again and attest what you see then.',
    de: 'Sehen Sie sie noch einmal an und bestätigen Sie, was dann da steht.',
  };
  return new HubError('CONFLICT', message, {
    details: [{ path: 'digest', code: 'HOURS_CHANGED', message, remedy }],
  });
}
