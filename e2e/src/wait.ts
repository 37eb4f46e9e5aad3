import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/** Waits for something in another process, where no clock can be passed. Throws with `what` at the deadline. */
export async function waitFor(
  what: string,
  condition: () => Promise<boolean>,
  deadlineMs = 30_000,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`did not come true within ${deadlineMs} ms: ${what}`);
    await delay(POLL_MS);
  }
}
