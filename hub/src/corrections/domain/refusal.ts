import type { CorrectionRefusal, Said } from '@tapclock/contracts';
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
  message: Said;
}

/** Whom a correction is about: who asks names the person (add) or the punch. */
export function ownerOf(
  wanted: { kind: 'add'; employee: string } | { kind: 'move' | 'void' | 'reclassify'; punch: string },
  readings: PunchReadings,
): { employee: string } | { refusal: Refusal } {
  if (wanted.kind === 'add') return { employee: wanted.employee };
  const reading = readings.find(wanted.punch);
  if (!reading) {
    return refused('UNKNOWN_PUNCH', 'punch', {
      en: `There is no punch ${wanted.punch}, recorded or added.`,
      de: `Es gibt keine Stempelung ${wanted.punch}, weder aufgezeichnet noch nachgetragen.`,
    });
  }
  if (reading.employee === null) {
    return refused('PUNCH_OF_NOBODY', 'punch', {
      en: 'This punch is of a badge that belongs to nobody. Add a punch of the person instead (kind "add").',
      de: 'Diese Stempelung stammt von einem Ausweis, der niemandem gehört. Tragen Sie stattdessen eine Stempelung der Person nach (kind „add“).',
    });
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
    return refused('ID_TAKEN', 'id', {
      en: `A punch has the id ${correction.id} already. Make a new one.`,
      de: `Die Kennung ${correction.id} gehört schon zu einer Stempelung. Nehmen Sie eine neue.`,
    }).refusal;
  }
  const { occurredAtMs } = correction;
  if (occurredAtMs !== null && occurredAtMs > nowMs + FUTURE_SECONDS_MAX * 1000) {
    return refused('TIME_IN_FUTURE', 'when', {
      en: 'This has not happened yet. Give a time that has passed.',
      de: 'Das ist noch nicht geschehen. Geben Sie eine vergangene Zeit an.',
    }).refusal;
  }
  if (occurredAtMs !== null && occurredAtMs < nowMs - PAST_DAYS_MAX * DAY_MS) {
    const message = {
      en: `This is more than ${PAST_DAYS_MAX} days ago, too far back to change hours. Check the year.`,
      de: `Das ist mehr als ${PAST_DAYS_MAX} Tage her, zu lange, um Stunden zu ändern. Prüfen Sie das Jahr.`,
    };
    return refused('TIME_TOO_OLD', 'when', message).refusal;
  }
  if (correction.kind === 'add') {
    // Of two changes of job in one second the one that was added counts: this is how time is booked anew.
    if (correction.action === 'job-change') return null;
    if (!readings.has(correction.employee, correction.action, correction.occurredAtMs)) return null;
    const message = {
      en: `There is a ${correction.action} of this person at that second already.`,
      de: `Diese Person hat in dieser Sekunde schon eine Stempelung ${correction.action}.`,
    };
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
    const message = {
      en: 'This punch is void and stays so. Add a punch instead (kind "add").',
      de: 'Diese Stempelung ist ungültig und bleibt es. Tragen Sie stattdessen eine nach (kind „add“).',
    };
    return refused('PUNCH_VOID', 'punch', message).refusal;
  }
  if (correction.kind === 'move' && secondOf(correction.occurredAtMs) === secondOf(reading.atMs)) {
    return refused('NOTHING_CHANGES', 'when', {
      en: 'The punch is read at that second already.',
      de: 'Die Stempelung gilt schon zu dieser Sekunde.',
    }).refusal;
  }
  if (correction.kind === 'reclassify' && correction.action === reading.action) {
    return refused('NOTHING_CHANGES', 'action', {
      en: `The punch is read as ${reading.action} already.`,
      de: `Die Stempelung gilt schon als ${reading.action}.`,
    }).refusal;
  }
  return null;
}

function refused(code: CorrectionRefusal, path: string, message: Said): { refusal: Refusal } {
  return { refusal: { code, path, message } };
}
