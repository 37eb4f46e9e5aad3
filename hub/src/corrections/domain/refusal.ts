import type { CorrectionRefusal } from '@tapclock/contracts';
import { type StoredCorrection } from './correction.ts';
import { type PunchReading, type PunchReadings, secondOf } from './punch-readings.ts';

/** How far ahead of the hub's clock a corrected instant may be: as much as clocks in an office differ. */
const FUTURE_SECONDS_MAX = 5 * 60;
/** How far back: two years, one of them with a leap day. Where a wrong clock had the punch does not count. */
const PAST_DAYS_MAX = 731;
const DAY_MS = 86_400_000;

/** Why a correction is not made, and by which field. */
export interface Refusal {
  code: CorrectionRefusal;
  path: string;
  message: string;
}

/** Whom a correction is about: who asks names the person (add) or the punch. */
export function ownerOf(
  wanted: { kind: 'add'; employee: string } | { kind: 'move' | 'void' | 'reclassify'; punch: string },
  readings: PunchReadings,
): { employee: string } | { refusal: Refusal } {
  if (wanted.kind === 'add') return { employee: wanted.employee };
  const reading = readings.find(wanted.punch);
  if (!reading) {
    return refused('UNKNOWN_PUNCH', 'punch', `There is no punch ${wanted.punch}, recorded or added.`);
  }
  if (reading.employee === null) {
    return refused(
      'PUNCH_OF_NOBODY',
      'punch',
      'This punch is of a badge that belongs to nobody. Add a punch of the person instead (kind "add").',
    );
  }
  return { employee: reading.employee };
}

/** Why a correction of somebody cannot be made as things stand; null when it can. */
export function refusalOf(
  correction: StoredCorrection,
  readings: PunchReadings,
  nowMs: number,
): Refusal | null {
  if (readings.find(correction.id)) {
    return refused('ID_TAKEN', 'id', `A punch has the id ${correction.id} already. Make a new one.`).refusal;
  }
  const { occurredAtMs } = correction;
  if (occurredAtMs !== null && occurredAtMs > nowMs + FUTURE_SECONDS_MAX * 1000) {
    return refused('TIME_IN_FUTURE', 'when', 'This has not happened yet. Give a time that has passed.')
      .refusal;
  }
  if (occurredAtMs !== null && occurredAtMs < nowMs - PAST_DAYS_MAX * DAY_MS) {
    const message = `This is more than ${PAST_DAYS_MAX} days ago, too far back to change hours. Check the year.`;
    return refused('TIME_TOO_OLD', 'when', message).refusal;
  }
  if (correction.kind === 'add') {
    if (!readings.has(correction.employee, correction.action, correction.occurredAtMs)) return null;
    const message = `There is a ${correction.action} of this person at that second already.`;
    return refused('NOTHING_CHANGES', 'when', message).refusal;
  }
  const reading = readings.find(correction.punch);
  return reading ? refusalOfChange(correction, reading) : null;
}

function refusalOfChange(
  correction: Exclude<StoredCorrection, { kind: 'add' }>,
  reading: PunchReading,
): Refusal | null {
  if (reading.isVoid) {
    const message = 'This punch is void and stays so. Add a punch instead (kind "add").';
    return refused('PUNCH_VOID', 'punch', message).refusal;
  }
  if (reading.action === 'job-change') {
    const message =
      'A change of job counts for no hours, however it is read. Add what was meant instead (kind "add").';
    return refused('PUNCH_IS_JOB_CHANGE', 'punch', message).refusal;
  }
  if (correction.kind === 'move' && secondOf(correction.occurredAtMs) === secondOf(reading.atMs)) {
    return refused('NOTHING_CHANGES', 'when', 'The punch is read at that second already.').refusal;
  }
  if (correction.kind === 'reclassify' && correction.action === reading.action) {
    return refused('NOTHING_CHANGES', 'action', `The punch is read as ${reading.action} already.`).refusal;
  }
  return null;
}

function refused(code: CorrectionRefusal, path: string, message: string): { refusal: Refusal } {
  return { refusal: { code, path, message } };
}
