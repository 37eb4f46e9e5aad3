import type { Card } from '../badge-read.ts';
import type { Family, Settings } from '../family.ts';
import type { DetectStep } from './detect-plan.ts';

/** What was found out about a port. */
export interface Finding {
  /** Name or alias for the configuration. */
  family: string;
  /** What has to be set beside it. */
  settings: Settings;
  baudRate: number;
  /** `sure`: a checksum was right, or a question answered. `likely`: the text looks like it, and nothing protects text. */
  confidence: 'sure' | 'likely';
  /** For people. */
  because: string;
  /** The badge whose bytes gave it away, of a reader that talks by itself. */
  card: Card | null;
}

/**
 * Whose bytes these are beyond doubt, null when it is not clear. Looked at after each portion: a reader that is known is not asked
 * further.
 */
export function recogniseSurely(
  received: Uint8Array,
  step: DetectStep,
  families: readonly Family[],
): Finding | null {
  if (received.length === 0) return null;
  const candidates = families.filter(
    ({ probe, name }) =>
      probe !== null && (probe.messages.length === 0 || (step.kind === 'probe' && step.family === name)),
  );
  const family = candidates.find(({ probe }) => probe?.recognises(received) === true);
  if (family === undefined) return null;
  const decoded = family.decode(received, {});
  const isTalker = family.probe?.messages.length === 0;
  return {
    family: family.name,
    settings: addressIn(decoded.ok ? decoded.frames : undefined, family),
    baudRate: step.baudRate,
    confidence: 'sure',
    because: isTalker ? 'it sent a badge with a right checksum' : 'it answered the question of this family',
    card: isTalker && decoded.ok ? decoded.card : null,
  };
}

interface TextReader {
  name: string;
  /** Only at this speed. */
  baudRate?: number;
  confidence: Finding['confidence'];
  because: string;
  text?: RegExp;
}

/** Readers whose bytes are text, strictest first. */
const TEXT_READERS: readonly TextReader[] = [
  {
    name: 'em18',
    confidence: 'sure',
    because: 'twelve hex characters with a right checksum, and nothing around them',
  },
  { name: 'inditag', confidence: 'sure', because: 'a colon, hex and a right checksum' },
  { name: 'idtech', confidence: 'sure', because: 'STX, characters, ETX and a right LRC' },
  { name: 'twn3-hidprox', confidence: 'sure', because: 'a bit count, and as many bits with right parity' },
  { name: 'parallax', baudRate: 2400, confidence: 'likely', because: 'ten hex characters at 2400 baud' },
  { name: 'line', confidence: 'likely', because: 'a line of digits', text: /^[\r\n]*[0-9A-Fa-f]+[\r\n]/ },
  { name: 'scanner', confidence: 'likely', because: 'a line of text' },
];

/** Whose text these bytes may be; null when they are none that anybody sends. Looked at when the line has been quiet. */
export function recogniseText(
  received: Uint8Array,
  step: DetectStep,
  families: readonly Family[],
): Finding | null {
  const text = Buffer.from(received).toString('latin1');
  for (const reader of TEXT_READERS) {
    const { name, confidence, because } = reader;
    const family = families.find(known => known.name === name || known.aliases.includes(name));
    if (family === undefined || (reader.baudRate ?? step.baudRate) !== step.baudRate) continue;
    if (reader.text !== undefined && !reader.text.test(text)) continue;
    const decoded = family.decode(received, { family: name });
    if (!decoded.ok || decoded.card === null) continue;
    return { family: name, settings: {}, baudRate: step.baudRate, confidence, because, card: decoded.card };
  }
  return null;
}

/** The address of a reader on a shared line, where an answer shows it. */
function addressIn(frames: readonly Settings[] | undefined, family: Family): Settings {
  if (!('address' in family.shape)) return {};
  const address = frames?.map(frame => frame.address).find(value => typeof value === 'number');
  return address === undefined ? {} : { address };
}
