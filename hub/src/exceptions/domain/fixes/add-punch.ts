import type { AddedAction, Said } from '@tapclock/contracts';
import { type OfferedFix } from './offered-fix.ts';
import type { Surroundings } from './surroundings.ts';
import type { TeamTime } from './team-times.ts';
import { instantOf, wallClock } from './wall-clock.ts';

/** Where a time comes from: no fix makes one up. */
interface Source {
  fix: 'correct-to-schedule' | 'correct-to-team';
  said: Said;
}

export const AS_PLANNED: Source = {
  fix: 'correct-to-schedule',
  said: { en: 'as planned', de: 'wie geplant' },
};

export function asTeam({ people }: TeamTime): Source {
  return {
    fix: 'correct-to-team',
    said: { en: `as ${people} colleagues did`, de: `wie ${people} andere im Bereich` },
  };
}

export const ACTION_WORDS: Record<AddedAction, Said> = {
  'clock-in': { en: 'Clock in', de: 'Kommen' },
  'clock-out': { en: 'Clock out', de: 'Gehen' },
  'break-start': { en: 'Begin the break', de: 'Pausenbeginn' },
  'break-end': { en: 'End the break', de: 'Pausenende' },
  'job-change': { en: 'Change the task', de: 'Auftragswechsel' },
};

/** Adds a punch of the person that was not made, at an instant (epoch seconds) that somebody knows. */
export function addPunch(
  action: AddedAction,
  sec: number,
  { fix, said }: Source,
  around: Surroundings,
): OfferedFix {
  const { employee } = around;
  if (employee === null) throw new Error('a missing punch is of somebody');
  const [words, clock] = [ACTION_WORDS[action], wallClock(sec, around)];
  return {
    fix,
    label: { en: `${words.en} at ${clock}, ${said.en}`, de: `${words.de} um ${clock}, ${said.de}` },
    corrections: [
      {
        kind: 'add',
        employee,
        action,
        when: { at: instantOf(sec) },
        reason: {
          en: `${words.en} was not tapped: ${said.en}`,
          de: `${words.de} nicht gestempelt: ${said.de}`,
        },
      },
    ],
    needsReason: false,
  };
}
