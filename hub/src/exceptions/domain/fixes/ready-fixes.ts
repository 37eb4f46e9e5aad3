import type { ExceptionCategory } from '@tapclock/contracts';
import { asStated } from './as-stated.ts';
import { earlyFixes, lateFixes, noShowFixes } from './attendance-fixes.ts';
import { missingInFixes, missingOutFixes } from './missing-clock.ts';
import { ASK, accept, CORRECT, IGNORE, type OfferedFix } from './offered-fix.ts';
import { missingPauseEndFixes, missingPauseStartFixes } from './pause-fixes.ts';
import type { Surroundings } from './surroundings.ts';

type Fixes = (around: Surroundings) => OfferedFix[];

/** Codes that need more than their category says. */
const BY_CODE: Readonly<Record<string, Fixes>> = {
  MISSING_OUT: missingOutFixes,
  AUTO_CLOSED: missingOutFixes,
  MISSING_IN: missingInFixes,
  MISSING_PAUSE_END: missingPauseEndFixes,
  MISSING_PAUSE_START: missingPauseStartFixes,
  CORRECTION_WITHOUT_PUNCH: withoutPunchFixes,
  LATE: lateFixes,
  EARLY: earlyFixes,
  NO_SHOW: noShowFixes,
  'not-here': noShowFixes,
  'work-too-long': nearLimitFixes,
  'break-too-long': longBreakFixes,
  'unknown-badge': unknownBadgeFixes,
};

const BY_CATEGORY: Readonly<Record<ExceptionCategory, Fixes>> = {
  missing: around => [...asStated(around), ...asked(around), CORRECT, asRead()],
  schedule: around => [
    accept({ en: 'It was all right', de: 'Es war in Ordnung' }, { needsReason: false }),
    ...asked(around),
    CORRECT,
  ],
  coverage: seen,
  break: around => [...asStated(around), ...asked(around), happened(), CORRECT],
  // Facts that a law or a policy limits: nobody can undo them, somebody must answer for them.
  rest: around => [happened(), ...asked(around), CORRECT],
  limit: around => [happened(), ...asked(around), CORRECT],
  identity: around => [...asked(around), CORRECT, IGNORE],
  device: seen,
  clock: around => (around.employee === null ? seen() : [...seen(), CORRECT]),
};

/** The fixes that an exception offers, the right one first. */
export function readyFixes(around: Surroundings): OfferedFix[] {
  return (BY_CODE[around.code] ?? BY_CATEGORY[around.category])(around);
}

/** A correction is a fact and what it names is not there: no other correction can put that right, so none is offered. */
function withoutPunchFixes(around: Surroundings): OfferedFix[] {
  return [asRead(), ...asked(around)];
}

function unknownBadgeFixes(): OfferedFix[] {
  return [
    {
      ...CORRECT,
      label: { en: 'Add the punch for a person', de: 'Die Stempelung für eine Person nachtragen' },
    },
    accept({ en: 'Nobody of ours', de: 'Niemand von uns' }, { needsReason: false }),
    IGNORE,
  ];
}

/** Half an hour before a limit nothing has happened yet that somebody must answer for. */
function nearLimitFixes(around: Surroundings): OfferedFix[] {
  const label = {
    en: 'Seen: they are sent home, or may go on',
    de: 'Gesehen: Die Person wird heimgeschickt oder darf bleiben',
  };
  return [accept(label, { needsReason: false }), ...asked(around), CORRECT];
}

/** The break goes on: how long it was is said when it has ended. */
function longBreakFixes(around: Surroundings): OfferedFix[] {
  const label = { en: 'Seen: the break may go on', de: 'Gesehen: Die Pause darf weitergehen' };
  return [accept(label, { needsReason: false }), ...asked(around), CORRECT];
}

function seen(): OfferedFix[] {
  return [accept({ en: 'Seen', de: 'Gesehen' }, { needsReason: false }), IGNORE];
}

function asRead(): OfferedFix {
  return accept(
    { en: 'Leave it as it is read', de: 'So lassen, wie es gelesen wird' },
    { needsReason: true },
  );
}

function happened(): OfferedFix {
  return accept(
    { en: 'It happened, and here is why', de: 'Es war so, aus diesem Grund' },
    { needsReason: true },
  );
}

function asked({ canAnswer }: Surroundings): OfferedFix[] {
  return canAnswer ? [ASK] : [];
}
