import { ACTION_WORDS } from './add-punch.ts';
import { type OfferedFix, sameInAll } from './offered-fix.ts';
import type { Surroundings } from './surroundings.ts';
import { wallClock } from './wall-clock.ts';

/** What the person said becomes the corrections, in their own words; nothing where they said nothing that can be made. */
export function asStated(around: Surroundings): OfferedFix[] {
  const { stated } = around;
  const [first] = stated;
  if (!first) return [];
  const at = 'when' in first ? first.when.at : undefined;
  const what =
    first.kind === 'add' && at !== undefined && stated.length === 1
      ? {
          en: `${ACTION_WORDS[first.action].en} at ${wallClock(Date.parse(at) / 1000, around)}, as they said`,
          de: `${ACTION_WORDS[first.action].de} um ${wallClock(Date.parse(at) / 1000, around)}, wie gesagt`,
        }
      : { en: 'As they said', de: 'Wie die Person es sagt' };
  return [
    {
      fix: 'correct-as-stated',
      label: what,
      corrections: stated.map(correction => ({ ...correction, reason: sameInAll(correction.reason) })),
      needsReason: false,
    },
  ];
}
