import type { AddedAction, CorrectedAction, NewCorrection } from '@tapclock/contracts';

interface Made {
  id: string;
  site: string;
  employee: string;
  by: string;
  /** Epoch milliseconds; of two corrections of one punch the later counts. */
  madeAtMs: number;
  reason: string;
}

/** What a correction says. `punch` is a stored punch, or the id of the `add` that made one. Instants are epoch milliseconds. */
type Said =
  | { kind: 'add'; punch: null; occurredAtMs: number; action: AddedAction; job: string | null }
  | { kind: 'move'; punch: string; occurredAtMs: number; action: null; job: null }
  | { kind: 'void'; punch: string; occurredAtMs: null; action: null; job: null }
  | { kind: 'reclassify'; punch: string; occurredAtMs: null; action: CorrectedAction; job: null };

/** A correction as it is kept: how one punch of one person is read from then on, by whom and why. */
export type StoredCorrection = Made & Said;

/** A correction as it is asked for, under a name of its own. */
export type NamedCorrection = NewCorrection & { id: string };
/** The same with the instant, epoch milliseconds, that its `when` means. */
export type TimedCorrection = Timed<NewCorrection> & { id: string };
type Timed<T> = T extends { when: unknown } ? Omit<T, 'when'> & { atMs: number } : T;

/** The correction that somebody asks for. */
export function asCorrection(
  wanted: TimedCorrection,
  { site, employee, by, nowMs }: { site: string; employee: string; by: string; nowMs: number },
): StoredCorrection {
  const { id, reason } = wanted;
  const made = { id, site, employee, by, madeAtMs: nowMs, reason };
  const nothing = { occurredAtMs: null, action: null, job: null };
  switch (wanted.kind) {
    case 'add': {
      const { kind, atMs, action, job = null } = wanted;
      return { ...made, kind, punch: null, occurredAtMs: atMs, action, job };
    }
    case 'move':
      return { ...made, ...nothing, kind: wanted.kind, punch: wanted.punch, occurredAtMs: wanted.atMs };
    case 'void':
      return { ...made, ...nothing, kind: wanted.kind, punch: wanted.punch };
    case 'reclassify':
      return { ...made, ...nothing, kind: wanted.kind, punch: wanted.punch, action: wanted.action };
  }
}

/** Whether two corrections of one id say the same; only the moment they were made may differ. */
export function saysTheSame(a: StoredCorrection, b: StoredCorrection): boolean {
  return (
    a.kind === b.kind &&
    a.employee === b.employee &&
    a.punch === b.punch &&
    a.occurredAtMs === b.occurredAtMs &&
    a.action === b.action &&
    a.job === b.job &&
    a.by === b.by &&
    a.reason === b.reason
  );
}

/** The punch that a correction is about. */
export function punchOf({ id, punch }: Pick<StoredCorrection, 'id' | 'punch'>): string {
  return punch ?? id;
}
