import { Inject, Injectable } from '@nestjs/common';
import type { DraftsSummary } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { DraftCell, PublishedShift } from '../domain/plan/index.ts';
import { notValid } from '../refusals.ts';
import { type Planner, PlanRepository, type PlanScope } from './plan.repository.ts';
import { draftsChanged } from './plan-refusals.ts';

/** Most cells that one request fills, clears or publishes. */
export const DRAFT_CELLS_MAX = 50_000;

/** Drafts of a site or a team on some dates, within reach of who asks. */
@Injectable()
export class Drafts {
  readonly #plan: PlanRepository;

  constructor(@Inject(PlanRepository) plan: PlanRepository) {
    this.#plan = plan;
  }

  /** What waits, and the digest that stands for it. */
  async summary(sql: Sql, scope: PlanScope, planner: Planner): Promise<DraftsSummary> {
    return await this.#plan.draftsSummary(sql, scope, planner);
  }

  /**
   * The drafts, and what is published where they are, for somebody who says with a digest which they saw. Throws PRECONDITION_FAILED where
   * they are others now.
   */
  async seen(
    sql: Sql,
    scope: PlanScope,
    planner: Planner,
    seen: string,
  ): Promise<{ drafts: DraftCell[]; published: PublishedShift[] }> {
    const { digest } = await this.#plan.draftsSummary(sql, scope, planner);
    const drafts = await this.#plan.draftsInScope(sql, scope, planner);
    if (digest !== seen) throw draftsChanged(digest, drafts);
    return { drafts, published: await this.#plan.publishedUnderDrafts(sql, scope, planner) };
  }
}

/** Throws VALIDATION_ERROR for more cells than one request may touch. */
export function requireFewCells(count: number): void {
  if (count <= DRAFT_CELLS_MAX) return;
  throw notValid({
    code: 'TOO_MANY_CELLS',
    path: 'to',
    message: {
      en: `These are ${count} cells; one request takes at most ${DRAFT_CELLS_MAX}.`,
      de: `Das sind ${count} Zellen; eine Anfrage nimmt höchstens ${DRAFT_CELLS_MAX}.`,
    },
    remedy: { en: 'Name a team, or fewer days.', de: 'Nennen Sie ein Team oder weniger Tage.' },
  });
}
