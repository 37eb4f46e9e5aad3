/**
 * Seeds the fuzz tests run on, by family; `1` for a family that is not named. A seed that ever found a fault stays here, with the fault
 * in a comment.
 */
export const FUZZ_SEEDS: Readonly<Record<string, readonly number[]>> = {};
