import type { DeliveryProblem } from '@tapclock/contracts';

/** How one try ended. */
export type Attempt =
  | { kind: 'answered'; status: number; answer: string }
  | { kind: 'failed'; problem: DeliveryProblem }
  /** The hub was stopped meanwhile: nobody knows whether it arrived. */
  | { kind: 'interrupted' };

/** What a try means: anything but 2xx is tried again, 410 says that nobody wants to hear any more. */
export function meaningOf(
  attempt: Exclude<Attempt, { kind: 'interrupted' }>,
): 'delivered' | 'gone' | 'failed' {
  if (attempt.kind === 'failed') return 'failed';
  if (attempt.status >= 200 && attempt.status < 300) return 'delivered';
  return attempt.status === 410 ? 'gone' : 'failed';
}
