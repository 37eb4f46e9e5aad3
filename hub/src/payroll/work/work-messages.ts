import type { ApiErrorCode, Said } from '@tapclock/contracts';
import type { Acting } from '../../platform/http/access/asking-context.ts';
import type { JobKind, PayrollJob, PayrollJobs } from './payroll-jobs.ts';

/** From the hub to its payroll process: one job at a time. */
export interface JobMessage {
  id: number;
  job: PayrollJob;
  /** In whose name it is done. */
  by: Acting;
}

/** Back: what came of it, and the most memory the process has had, bytes. */
export type DoneMessage = { id: number; peakBytes: number } & (
  | { answer: PayrollJobs[JobKind]['answers'] }
  | { refused: { code: ApiErrorCode; said: Said; details: unknown } }
  | { failed: string }
);
