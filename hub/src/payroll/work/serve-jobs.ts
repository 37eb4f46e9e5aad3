import { actAs } from '../../platform/http/access/asking-context.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import type { PayrollWorker } from './payroll-jobs.ts';
import type { DoneMessage, JobMessage } from './work-messages.ts';

/** Takes jobs from the hub that started this process and answers each. */
export function serveJobs(worker: PayrollWorker): void {
  process.on('message', (message: JobMessage) => {
    void workOff(worker, message).then(done => process.send?.(done));
  });
}

async function workOff(worker: PayrollWorker, { id, job, by }: JobMessage): Promise<DoneMessage> {
  const answer = (result: { answer: unknown } | { refused: unknown } | { failed: string }): DoneMessage =>
    ({ id, peakBytes: process.resourceUsage().maxRSS * 1024, ...result }) as DoneMessage;
  try {
    return answer({ answer: await actAs(by, () => worker.do(job)) });
  } catch (error) {
    if (error instanceof HubError) {
      const { code, said, details } = error;
      return answer({ refused: { code, said, details } });
    }
    return answer({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
