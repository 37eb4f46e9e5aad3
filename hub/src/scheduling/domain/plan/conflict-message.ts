import type { Said } from '@tapclock/contracts';
import type { PlanConflict } from './conflicts.ts';

/** What is wrong, with its numbers, for people. */
export function conflictMessage({ code, date, otherDate, rest, qualification }: PlanConflict): Said {
  switch (code) {
    case 'OVERLAP':
      return {
        en: `Two shifts at the same time: those of ${otherDate} and ${date}.`,
        de: `Zwei Schichten zur selben Zeit: die vom ${otherDate} und vom ${date}.`,
      };
    case 'REST_SHORT':
      return {
        en: `${hours(rest?.seconds)} h of rest after the shift of ${otherDate}; ${hours(rest?.neededSeconds)} h are needed.`,
        de: `${hours(rest?.seconds)} h Ruhe nach der Schicht vom ${otherDate}; nötig sind ${hours(rest?.neededSeconds)} h.`,
      };
    case 'NOT_QUALIFIED':
      return {
        en: `The shift asks for "${qualification}", which this person does not have on ${date}.`,
        de: `Die Schicht verlangt „${qualification}“, was diese Person am ${date} nicht hat.`,
      };
    case 'ON_LEAVE':
      return { en: `On leave on ${date}.`, de: `Am ${date} abwesend.` };
    case 'NOT_IN_SERVICE':
      return { en: `Not in service on ${date}.`, de: `Am ${date} nicht im Dienst.` };
    case 'SHIFT_ARCHIVED':
      return { en: 'The shift is archived.', de: 'Die Schicht ist archiviert.' };
    case 'HOLIDAY':
      return { en: `${date} is a holiday.`, de: `Der ${date} ist ein Feiertag.` };
  }
}

/** Hours and minutes as `10:59`. */
function hours(seconds = 0): string {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
