import type { Cancel, Timers } from './platform/index.ts';

/**
 * Runs the steps one after another, each even if one before failed or the deadline has passed for waiting. Throws one AggregateError
 * with everything that went wrong.
 */
export async function stopAll(
  steps: readonly (() => Promise<void> | void)[],
  { timers, deadlineMs }: { timers: Timers; deadlineMs: number },
): Promise<void> {
  const errors: unknown[] = [];
  let isLate = false;
  let cancel: Cancel = () => undefined;
  const deadline = new Promise<void>(resolve => {
    cancel = timers.after(deadlineMs, () => {
      isLate = true;
      resolve();
    });
  });
  for (const step of steps) {
    try {
      await Promise.race([step(), deadline]);
    } catch (error) {
      errors.push(error);
    }
  }
  cancel();
  if (isLate) errors.push(new Error(`stopping took longer than ${deadlineMs} ms`));
  if (errors.length > 0) throw new AggregateError(errors, 'the bridge did not stop cleanly');
}
