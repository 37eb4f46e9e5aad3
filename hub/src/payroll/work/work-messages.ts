import type { ApiErrorCode } from '@tapclock/contracts';
import type { JobKind, PayrollJob, PayrollJobs } from './payroll-jobs.ts';

/** From the hub to its payroll process: one job at a time. */
export interface JobMessage {
  id: number;
  job: PayrollJob;
}

/** Back: what came of it, and the most memory the process has had, bytes. */
export type DoneMessage = { id: number; peakBytes: number } & (
  | { answer: PayrollJobs[JobKind]['answers'] }
  | { refused: { code: ApiErrorCode; message: string; details: unknown } }
  | { failed: string }
);
