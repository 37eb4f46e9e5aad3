import type {
  AskedKind,
  LeaveKind,
  LeaveTaken,
  RequestEntry,
  RequestShift,
  RequestState,
} from '@tapclock/contracts';

/** A request as it is stored; instants as text. */
export interface RequestRow {
  id: string;
  site: string;
  kind: AskedKind;
  /** As of the question: what its shift has overtaken is expired, whether a round has noted that or not. */
  state: RequestState;
  employee: string;
  others: string[];
  taker: string | null;
  from: string;
  to: string;
  leaveKind: LeaveKind | null;
  leaveDays: LeaveTaken[] | null;
  leaveCode: string | null;
  shift: RequestShift | null;
  wanted: RequestShift | null;
  openShift: string | null;
  note: string | null;
  madeBy: string;
  madeAt: string;
  changedAt: string;
  expiresAt: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
  reason: string | null;
  version: number;
}

/** A request that somebody makes now. */
export type NewRequestRow = Omit<
  RequestRow,
  'changedAt' | 'decidedBy' | 'decidedAt' | 'reason' | 'version' | 'leaveCode' | 'taker'
>;

/** What a move makes of a request. What is left out stays. */
export interface RequestMoved {
  state: RequestState;
  what: RequestEntry['what'];
  by: string;
  /** The employee who does it; null: the hub, a key, somebody who does not clock in. */
  person: string | null;
  /** Instant. */
  at: string;
  reason: string | null;
  /** It decides the request. */
  isDecision: boolean;
  others?: readonly string[];
  taker?: string;
  leaveCode?: string;
}

/** Everybody whom a request is about. */
export function peopleOf({ employee, others }: Pick<RequestRow, 'employee' | 'others'>): string[] {
  return [...new Set([employee, ...others])];
}

/** Who would be planned otherwise: about all of them somebody must be allowed to decide. */
export function decidedAbout({ employee, taker }: Pick<RequestRow, 'employee' | 'taker'>): string[] {
  return taker === null ? [employee] : [employee, taker];
}
