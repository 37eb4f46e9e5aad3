import { Inject, Injectable } from '@nestjs/common';
import type { EntitlementPut, LeaveBalance, LeaveKind } from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';
import { AuditTrail } from '../../audit/data.ts';
import { PeopleRepository } from '../../people/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { changedMeanwhile } from '../../platform/http/conditional.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import type { Made } from '../kinds/request-kind.ts';
import { EntitlementsRepository } from './entitlements.repository.ts';
import { LeaveAccount } from './leave-account.ts';

/** What people may take of leave, and how they stand. */
@Injectable()
export class BalancesService {
  readonly #database: Database;
  readonly #people: PeopleRepository;
  readonly #entitlements: EntitlementsRepository;
  readonly #account: LeaveAccount;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(EntitlementsRepository) entitlements: EntitlementsRepository,
    @Inject(LeaveAccount) account: LeaveAccount,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#people = people;
    this.#entitlements = entitlements;
    this.#account = account;
    this.#trail = trail;
  }

  /** Of a year, null: that of today at the person's site. Throws NOT_FOUND for an unknown person. */
  async list(employee: string, year: number | null, nowMs: number): Promise<LeaveBalance[]> {
    return await this.#database.snapshot(async sql => {
      const { today } = await this.#homeOf(sql, employee, nowMs);
      return await this.#account.balances(sql, employee, year ?? Number(today.slice(0, 4)), today);
    });
  }

  /** From the primary: its version is what a change is made against. Throws NOT_FOUND for an unknown person. */
  async find(of: { employee: string; year: number; kind: LeaveKind }, nowMs: number): Promise<LeaveBalance> {
    const sql = this.#database.primary;
    const { today } = await this.#homeOf(sql, of.employee, nowMs);
    return await this.#account.balance(sql, of, today);
  }

  /** Throws NOT_FOUND for an unknown person, and 412 when what holds is of another version; 0: nothing holds yet. */
  async put(
    of: { employee: string; year: number; kind: LeaveKind },
    wanted: EntitlementPut & { version: number },
    { by, madeAt }: Made,
  ): Promise<LeaveBalance> {
    const { employee, year, kind } = of;
    const { version, ...entitlement } = wanted;
    await this.#database.transaction(async sql => {
      const { site } = await this.#homeOf(sql, employee, Date.parse(madeAt));
      const rows = await this.#entitlements.ofYears(sql, employee, { from: year, to: year });
      const before = rows.find(row => row.kind === kind);
      const isPut = await this.#entitlements.put(sql, { ...of, ...entitlement }, { version, by, madeAt });
      if (!isPut) throw changedMeanwhile(before?.version ?? 0);
      await this.#trail.record(sql, {
        action: 'leave.entitled',
        subject: { kind: 'leave-entitlement', id: `${employee}/${year}/${kind}` },
        concerns: { people: [employee], site },
        before,
        after: { ...of, ...entitlement },
      });
    });
    return await this.find(of, Date.parse(madeAt));
  }

  async #homeOf(sql: Sql, employee: string, nowMs: number): Promise<{ site: string; today: string }> {
    const [person] = await this.#people.findEmployees(sql, [employee]);
    const site = (await this.#people.sites(sql)).find(({ id }) => id === person?.site);
    if (!site)
      throw new HubError('NOT_FOUND', { en: 'There is no such person.', de: 'Diese Person gibt es nicht.' });
    const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(site.zone).toPlainDate();
    return { site: site.id, today: today.toString() };
  }
}
