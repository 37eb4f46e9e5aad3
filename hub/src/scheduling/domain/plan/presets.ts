import type { Said } from '@tapclock/contracts';

/** A known cycle; `days` name slots for which a site puts its own templates. */
export interface Preset {
  id: string;
  name: Said;
  days: readonly (string | null)[];
}

const OFF = null;

/** So many days of one slot, or off. */
function run(slot: string | null, days: number): (string | null)[] {
  return Array.from({ length: days }, () => slot);
}

/** Monday to Friday, and a weekend. */
function week(slot: string): (string | null)[] {
  return [...run(slot, 5), ...run(OFF, 2)];
}

/** Cycles that many factories work. Those of whole weeks begin on a Monday. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'week-a-b',
    name: { en: 'Early week, late week', de: 'Frühwoche, Spätwoche' },
    days: [...week('early'), ...week('late')],
  },
  {
    id: 'three-shift-weeks',
    name: { en: 'Early, late and night week', de: 'Früh-, Spät- und Nachtwoche' },
    days: [...week('early'), ...week('late'), ...week('night')],
  },
  {
    id: '4-on-4-off',
    name: { en: 'Four on, four off', de: 'Vier Tage Arbeit, vier frei' },
    days: [...run('day', 4), ...run(OFF, 4)],
  },
  {
    id: '4-on-4-off-day-night',
    name: {
      en: 'Four days, four off, four nights, four off',
      de: 'Vier Tagschichten, vier frei, vier Nachtschichten, vier frei',
    },
    days: [...run('day', 4), ...run(OFF, 4), ...run('night', 4), ...run(OFF, 4)],
  },
  {
    id: '2-2-3',
    name: {
      en: 'Two on, two off, three on: every other weekend off',
      de: 'Zwei Tage Arbeit, zwei frei, drei Tage Arbeit: jedes zweite Wochenende frei',
    },
    days: [
      ...run('day', 2),
      ...run(OFF, 2),
      ...run('day', 3),
      ...run(OFF, 2),
      ...run('day', 2),
      ...run(OFF, 3),
    ],
  },
  {
    id: '2-2-2-4',
    name: {
      en: 'Two early, two late, two nights, four off',
      de: 'Zwei Früh-, zwei Spät-, zwei Nachtschichten, vier frei',
    },
    days: [...run('early', 2), ...run('late', 2), ...run('night', 2), ...run(OFF, 4)],
  },
];

/** The slots of a cycle, in the order in which they come. */
export function slotsOf({ days }: Preset): string[] {
  return [...new Set(days.filter(slot => slot !== null))];
}
