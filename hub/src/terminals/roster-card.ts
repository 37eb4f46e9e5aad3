import { RosterCard, type ShiftWindow } from '@tapclock/contracts';
import type { RosterPerson } from '../people/index.ts';

/** Limits of the wire; what is beyond them stays at the hub. */
const CREDENTIALS_MAX = 10;
const SHIFTS_MAX = 62;

/**
 * What kiosks may know about a person; null for somebody who has left, which empties the retained card. Throws when a row
 * of the database cannot be put on the wire.
 */
export function rosterCard(person: RosterPerson, shifts: readonly ShiftWindow[]): RosterCard | null {
  if (!person.active) return null;
  return RosterCard.parse({
    employee: person.employee,
    shortName: person.shortName,
    language: person.language,
    number: person.number,
    credentials: person.credentials.slice(0, CREDENTIALS_MAX),
    pin: person.pinHash,
    actions: person.actions,
    shifts: shifts.slice(0, SHIFTS_MAX),
  });
}
