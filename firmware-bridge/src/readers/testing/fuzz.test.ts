import { describe, expect, it } from '@jest/globals';
import { FAMILIES } from '../families.ts';
import type { Family } from '../family.ts';
import { LISTEN_ONLY } from '../protocol.ts';
import { fuzzFamily } from './fuzz.ts';
import { FUZZ_SEEDS, USUAL_SEEDS } from './fuzz-seeds.ts';

/** A share of what `npm run -s bench -- fuzz` runs. */
const CASES = 1000;

describe('hostile bytes', () => {
  describe.each(FAMILIES.map(family => [family.name, family] as const))('%s', (name, family) => {
    it.each([...USUAL_SEEDS, ...(FUZZ_SEEDS[name] ?? [])])(
      'do no harm, and the next good badge is read (seed %i)',
      seed => {
        expect(fuzzFamily(family, { seed, cases: CASES }).failures).toEqual([]);
      },
    );
  });

  it('are seen to do harm where they do: a parser that falls over, one that goes deaf', () => {
    const [family] = FAMILIES;
    if (family === undefined) throw new Error('there is no family');
    const broken = (receive: Family['createProtocol']): Family => ({ ...family, createProtocol: receive });
    const throwing = broken(() => ({
      ...LISTEN_ONLY,
      receive(chunk) {
        // Real readers of this family never send so few bytes.
        if (chunk.length < 3) throw new Error('out of range');
        return [];
      },
    }));
    const deaf = broken(() => ({ ...LISTEN_ONLY, receive: () => [] }));
    expect(fuzzFamily(throwing, { seed: 1, cases: 100 }).failures[0]).toMatch(
      /seed 1 case \d+ .*out of range/,
    );
    expect(fuzzFamily(deaf, { seed: 1, cases: 500 }).failures[0]).toMatch(/not read/);
  });
});
