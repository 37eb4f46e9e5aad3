import type { PunchAction } from '@tapclock/contracts';
import type { Active } from './active.ts';

/** What somebody asks of the web clock. `job`: code of a task, null for none; absent: nothing is said about it. */
export type WantedMove =
  | { kind: 'start'; job?: string | null | undefined }
  | { kind: 'stop' }
  | { kind: 'pause' }
  | { kind: 'resume' };

/** Why a move makes no sense where somebody stands. */
export type MoveRefusal = 'ALREADY_IN' | 'ALREADY_ON_TASK' | 'NOT_IN' | 'ON_BREAK' | 'NOT_ON_BREAK';

export type Move =
  | { action: Exclude<PunchAction, 'auto'>; job?: string | null | undefined }
  | { refusal: MoveRefusal };

/** The punch that a wish becomes where somebody stands. */
export function moveOf(wanted: WantedMove, active: Active): Move {
  switch (wanted.kind) {
    case 'start':
      return startOf(wanted.job, active);
    case 'stop':
      return active.state === 'out' ? { refusal: 'NOT_IN' } : { action: 'clock-out' };
    case 'pause':
      if (active.state === 'in') return { action: 'break-start' };
      return { refusal: active.state === 'out' ? 'NOT_IN' : 'ON_BREAK' };
    case 'resume':
      if (active.state === 'break') return { action: 'break-end' };
      return { refusal: active.state === 'out' ? 'NOT_IN' : 'NOT_ON_BREAK' };
  }
}

function startOf(job: string | null | undefined, active: Active): Move {
  switch (active.state) {
    case 'out':
      return { action: 'clock-in', job };
    case 'break':
      return { refusal: 'ON_BREAK' };
    case 'in':
      if (job === undefined) return { refusal: 'ALREADY_IN' };
      return job === active.job ? { refusal: 'ALREADY_ON_TASK' } : { action: 'job-change', job };
  }
}

/** Whether a punch is what came of such a wish, asked before. */
export function cameOf(
  wanted: WantedMove,
  punch: { action: PunchAction; job?: string | null | undefined },
): boolean {
  switch (wanted.kind) {
    case 'start':
      return (punch.action === 'clock-in' || punch.action === 'job-change') && punch.job === wanted.job;
    case 'stop':
      return punch.action === 'clock-out';
    case 'pause':
      return punch.action === 'break-start';
    case 'resume':
      return punch.action === 'break-end';
  }
}
