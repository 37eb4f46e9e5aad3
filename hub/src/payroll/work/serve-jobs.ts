import { HubError } from '../../platform/http/hub-error.ts';
import type { PayrollWorker } from './payroll-jobs.ts';
import type { DoneMessage, JobMessage } from './work-messages.ts';

/** Takes jobs from the hub that started this process and answers each. */
export function serveJobs(worker: PayrollWorker): void {
  process.on('message', (message: JobMessage) => {
    void workOff(worker, message).then(done => process.send?.(done));
  });
}

async function workOff(worker: PayrollWorker, { id, job }: JobMessage): Promise<DoneMessage> {
  const said = (result: { answer: unknown } | { refused: unknown } | { failed: string }): DoneMessage =>
    ({ id, peakBytes: process.resourceUsage().maxRSS * 1024, ...result }) as DoneMessage;
  try {
    return said({ answer: await worker.do(job) });
  } catch (error) {
    if (error instanceof HubError) {
      const { code, message, details } = error;
      return said({ refused: { code, message, details } });
    }
    return said({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
