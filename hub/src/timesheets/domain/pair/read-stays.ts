import type { HoursFacts } from '../facts/facts.ts';
import type { HoursFinding } from '../findings/finding.ts';
import { type JobChange, readPunches } from '../order/read-punches.ts';
import { pairImported } from './import-pairing.ts';
import { pairPunches } from './pair-punches.ts';
import type { Stay } from './stay.ts';

export interface ReadStays {
  /** In order of their clock-ins. */
  stays: readonly Stay[];
  /** In order of time, whether anybody was there or not. */
  jobs: readonly JobChange[];
  findings: { reading: readonly HoursFinding[]; pairing: readonly HoursFinding[] };
}

/** Punches after corrections, as stays. */
export function readStays({ punches, corrections, policy, asOfSec }: HoursFacts): ReadStays {
  const reading = readPunches(punches, corrections, policy.debounceSec);
  const pairing =
    policy.importPairing === null
      ? pairPunches(reading.punches, policy, asOfSec)
      : pairImported(reading.punches, policy.importPairing, policy.maxShiftMin);
  return {
    stays: pairing.stays,
    jobs: reading.jobs,
    findings: { reading: reading.findings, pairing: pairing.findings },
  };
}
