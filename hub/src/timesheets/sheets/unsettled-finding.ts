import { BlockingFinding } from '@tapclock/contracts';

/** Codes of findings that somebody must settle or accept before the hours are paid. */
export const UNSETTLED_CODES: readonly string[] = BlockingFinding.options;

/** The finding's code if it is such a one, else null. */
export function unsettledFinding(code: string): BlockingFinding | null {
  return BlockingFinding.safeParse(code).data ?? null;
}
