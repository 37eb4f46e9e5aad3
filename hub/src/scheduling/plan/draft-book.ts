import { Inject, Injectable } from '@nestjs/common';
import type { DraftsChanged, FillOver } from '@tapclock/contracts';
import type { z } from 'zod';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { type CellRef, StandingCells, type WantedCell } from '../domain/plan/index.ts';
import { noSuchSite, notValid } from '../refusals.ts';
import { Drafts, requireFewCells } from './drafts.ts';
import { OwnPast } from './own-past.ts';
import { type Planner, PlanRepository, type PlanScope } from './plan.repository.ts';

/** What is to be done to drafts. */
export interface DraftChange {
  put: readonly WantedCell[];
  drop: readonly CellRef[];
}

/** Who changes drafts, what it is called in the audit trail, and what is kept of it there. */
export interface DraftDeed {
  site: string;
  by: string;
  action: string;
  after: unknown;
}

/** Changes of drafts: one writer of a site's plan at a time, and each recorded. */
@Injectable()
export class DraftBook {
  readonly #database: Database;
  readonly #plan: PlanRepository;
  readonly #drafts: Drafts;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PlanRepository) plan: PlanRepository,
    @Inject(Drafts) drafts: Drafts,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#plan = plan;
    this.#drafts = drafts;
    this.#trail = trail;
  }

  /** Work on a site's plan, which nobody else changes meanwhile. Throws NOT_FOUND for an unknown site. */
  async hold<T>(site: string, work: (sql: Sql, zone: string) => Promise<T>): Promise<T> {
    const { value } = await this.#database.transaction(async sql => {
      await this.#plan.lockSites(sql, [site]);
      const zone = await this.#plan.zoneOf(sql, site);
      if (zone === null) throw noSuchSite();
      return await work(sql, zone);
    });
    return value;
  }

  /** What stands in the cells of these people on these dates. */
  async standing(
    sql: Sql,
    employees: readonly string[],
    { from, to }: { from: string; to: string },
  ): Promise<StandingCells> {
    return new StandingCells(
      await this.#plan.published(sql, employees, from, to),
      await this.#plan.draftsOf(sql, employees, from, to),
    );
  }

  /** Changes the drafts of a scope by what some work finds out, but for one's own past. Throws VALIDATION_ERROR for too many cells. */
  async change(
    principal: Principal,
    scope: PlanScope,
    action: string,
    work: (sql: Sql) => Promise<DraftChange>,
  ): Promise<DraftsChanged> {
    const { site } = scope;
    return await this.hold(site, async (sql, zone) => {
      const wanted = await work(sql);
      const ownPast = new OwnPast(principal.employee, zone, Date.now());
      const change = { put: ownPast.without(wanted.put), drop: ownPast.without(wanted.drop) };
      const changed = change.put.length + change.drop.length;
      const ownLeft = wanted.put.length + wanted.drop.length - changed;
      requireFewCells(changed);
      const after = { ...scope, cells: changed };
      await this.write(sql, { site, by: principal.name, action, after }, change);
      return { changed, ownLeft, drafts: await this.#drafts.summary(sql, scope, principal) };
    });
  }

  async write(sql: Sql, { site, by, action, after }: DraftDeed, { put, drop }: DraftChange): Promise<void> {
    const at = new Date().toISOString();
    await this.#plan.deleteDrafts(sql, drop);
    await this.#plan.putDrafts(
      sql,
      site,
      put.map(({ employee, date, shifts }) => ({ employee, date, shifts: [...new Set(shifts)], by, at })),
    );
    const cells = [...put, ...drop];
    if (cells.length === 0) return;
    await this.#trail.record(sql, {
      action,
      subject: { kind: 'plan', id: site },
      concerns: { people: cells.map(({ employee }) => employee), site },
      after,
    });
  }

  /** Throws unless whoever fills over what others drafted says which drafts they saw: VALIDATION_ERROR, or PRECONDITION_FAILED. */
  async requireSeen(
    sql: Sql,
    scope: PlanScope,
    planner: Planner,
    { over, seen }: { over: z.infer<typeof FillOver>; seen?: string | undefined },
  ): Promise<void> {
    if (over === 'empty') return;
    if (seen === undefined)
      throw notValid({
        code: 'REQUIRED',
        path: 'seen',
        message: {
          en: 'Say which drafts you saw: what others drafted goes with this.',
          de: 'Sagen Sie, welche Entwürfe Sie gesehen haben: Was andere entworfen haben, geht damit verloren.',
        },
        remedy: {
          en: 'Send the digest of the overview of these dates.',
          de: 'Senden Sie den Digest aus der Übersicht dieser Tage.',
        },
      });
    await this.#drafts.seen(sql, scope, planner, seen);
  }
}
