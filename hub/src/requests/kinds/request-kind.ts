import type { NewRequest, RequestDecision, RequestShift, Said } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { conflictMessage, type PlanConflict, type WantedShift } from '../../scheduling/index.ts';
import type { NewRequestRow, RequestRow } from '../request-row.ts';

/** Who asks, and where they belong. */
export interface Asking {
  employee: string;
  site: string;
  team: string | null;
  zone: string;
}

/** Who does it, and when (instant). */
export interface Made {
  by: string;
  madeAt: string;
}

/** Something that stands against granting; an error keeps it from whoever does not accept it. */
export interface Objection {
  code: string;
  level: 'error' | 'warning';
  employee: string;
  date: string;
  message: Said;
}

/** What a kind says of itself in a new request; the rest is the same for all. */
export type Asked = Partial<NewRequestRow> & Pick<NewRequestRow, 'from' | 'to'>;

/** What is peculiar to one kind of request: how it is asked for, what stands against it, and what granting it does. */
export interface RequestKindRules<Wanted extends NewRequest = NewRequest> {
  /** Judges what is asked for. Throws what is wrong with it. */
  ask(sql: Sql, wanted: Wanted, asking: Asking, nowMs: number): Promise<Asked>;
  /** As things stand. */
  objections(sql: Sql, request: RequestRow): Promise<Objection[]>;
  /** Does what was asked for, in the transaction of the decision, after `objections`. Throws where things are not as they were. */
  grant(sql: Sql, request: RequestRow, decision: RequestDecision, made: Made): Promise<void>;
}

/** A shift that goes to a person if something is granted. */
export interface Going {
  employee: string;
  shift: RequestShift;
}

/** The same as the plan knows it. */
export function wantedOf(going: readonly Going[]): WantedShift[] {
  return going.map(({ employee, shift: { shift, date } }) => ({ employee, shift, date }));
}

export function objectionOf(conflict: PlanConflict): Objection {
  const { code, level, employee, date } = conflict;
  return { code, level, employee, date, message: conflictMessage(conflict) };
}
