import type { Family, Settings } from '../family.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { SimulatedLine } from './simulated-line.ts';

/** A badge nobody else is given here. */
const BADGE = '67003B51C6';
/** Cases between two checks that a good badge is still read. */
const CASES_BETWEEN_CHECKS = 500;
/** How long a reader may take to be itself again after the noise ends: the longest backoff of any family, and more. */
const RECOVERY_MS_MAX = 120_000;
const QUIET_MS = 1000;
const RANDOM_BYTES_MAX = 96;
const FAILURES_MAX = 5;

export interface FuzzOutcome {
  cases: number;
  /** What broke, each with the seed that shows it again. Empty is good. */
  failures: string[];
}

/**
 * Throws random, mutated and spliced frames at a family's parser, whole and in pieces, as a hostile or broken reader would, and looks now
 * and then whether a good badge is still read. The same seed gives the same cases. Never throws: what broke is in the outcome.
 */
export function fuzzFamily(family: Family, { seed, cases }: { seed: number; cases: number }): FuzzOutcome {
  const settings: Settings = { family: family.name, virtual: true };
  const random = seededRandom(seed);
  const outcome: FuzzOutcome = { cases: 0, failures: [] };
  const corpus = recordCorpus(family, settings, outcome);
  const line = newLine(family, settings);
  while (outcome.cases < cases && outcome.failures.length < FAILURES_MAX) {
    const input = makeCase(random, corpus);
    outcome.cases += 1;
    try {
      feed(line, input, random);
      checkDecode(family, settings, input);
      if (outcome.cases % CASES_BETWEEN_CHECKS === 0) checkRecovery(line, family, settings);
    } catch (error) {
      const bytes = Buffer.from(input).toString('hex');
      outcome.failures.push(`seed ${seed} case ${outcome.cases} (${bytes}): ${String(error)}`);
    }
  }
  return outcome;
}

/** Real conversations to start from: what reader and host say to each other while badges come and go. */
function recordCorpus(family: Family, settings: Settings, outcome: FuzzOutcome): Uint8Array[] {
  const line = newLine(family, settings);
  try {
    line.run(3000);
    for (const badge of [BADGE, '010000A1B2', 'FFFFFFFFFF']) {
      line.present(family.cardOfBadge(badge, settings));
      line.run(1000);
      line.remove();
      line.run(1000);
    }
  } catch (error) {
    outcome.failures.push(`without any noise: ${String(error)}`);
  }
  const seen = new Map(line.messages.map(({ bytes }) => [Buffer.from(bytes).toString('hex'), bytes]));
  return [...seen.values()];
}

function newLine(family: Family, settings: Settings): SimulatedLine {
  const entropy = seededRandom(1);
  const protocol = family.createProtocol([settings], entropy);
  const line = new SimulatedLine(protocol, family.createEmulator([settings], entropy));
  line.open();
  return line;
}

function makeCase(random: SeededRandom, corpus: readonly Uint8Array[]): Uint8Array {
  switch (random.below(5)) {
    case 0:
      return random.bytes(random.below(RANDOM_BYTES_MAX));
    case 1:
      return mutate(random.pick(corpus), random);
    case 2: {
      const [head, tail] = [random.pick(corpus), random.pick(corpus)];
      return joined(
        head.subarray(0, random.below(head.length + 1)),
        tail.subarray(random.below(tail.length + 1)),
      );
    }
    case 3:
      return joined(random.bytes(random.below(8)), random.pick(corpus), random.bytes(random.below(8)));
    default:
      return joined(...Array.from({ length: 1 + random.below(4) }, () => random.pick(corpus)));
  }
}

function mutate(frame: Uint8Array, random: SeededRandom): Uint8Array {
  let bytes = [...frame];
  for (let change = 0; change <= random.below(4); change += 1) {
    const at = random.below(bytes.length + 1);
    switch (random.below(4)) {
      case 0:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        bytes.splice(at, 1 + random.below(4));
        break;
      case 2:
        bytes.splice(at, 0, ...random.bytes(1 + random.below(4)));
        break;
      default:
        bytes = bytes.slice(0, at);
    }
  }
  return Uint8Array.from(bytes);
}

function feed(line: SimulatedLine, input: Uint8Array, random: SeededRandom): void {
  let at = 0;
  while (at < input.length) {
    const end = random.below(3) === 0 ? input.length : Math.min(input.length, at + 1 + random.below(16));
    line.inject(input.subarray(at, end));
    at = end;
    if (random.below(8) === 0) line.run(random.below(300));
  }
  line.events.length = 0;
  line.messages.length = 0;
}

function checkDecode(family: Family, settings: Settings, input: Uint8Array): void {
  const result = family.decode(input, settings);
  if (result.ok) return;
  const { code, message, offset } = result.error;
  if (!/^[a-z][a-z0-9-]*$/.test(code) || message === '' || offset < 0 || offset > input.length)
    throw new Error(`decode explains badly: ${JSON.stringify(result.error)} for ${input.length} bytes`);
}

/** After silence, the next good badge must be read. */
function checkRecovery(line: SimulatedLine, family: Family, settings: Settings): void {
  line.run(QUIET_MS);
  line.takeCards();
  const card = family.cardOfBadge(BADGE, settings);
  const endMs = line.nowMs + RECOVERY_MS_MAX;
  while (line.nowMs < endMs) {
    line.present(card);
    line.run(QUIET_MS);
    line.remove();
    line.run(QUIET_MS);
    if (line.takeCards().length > 0) return;
  }
  throw new Error('a good badge was not read after the noise had ended');
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
