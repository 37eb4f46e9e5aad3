import type { Language } from '@tapclock/contracts';

const en = {
  thisMonth: 'This month',
  lastMonth: 'Last month',
  paid: 'Paid',
  atWork: 'at work',
  none: 'No hours in this month',
  noRules: 'There are no hours for this month',
  paidOf: (span: string) => `${span} paid`,
  pause: (span: string) => `${span} break`,
  noPause: 'no break',
  sinceThen: (from: string) => `since ${from}`,
  fromTo: (from: string, to: string) => `${from}–${to}`,
  noTimes: 'no times',
  how: 'How this came about',
  punches: 'Your taps',
  kinds: {
    IN: 'Came',
    OUT: 'Left',
    MEAL_START: 'Meal began',
    MEAL_END: 'Meal ended',
    BREAK_START: 'Break began',
    BREAK_END: 'Break ended',
    AUTO: 'Tapped',
    JOB: 'Changed the task',
  },
  corrections: 'Corrected',
  correctedBy: (by: string, reason: string) => `by ${by}: ${reason}`,
  notices: 'Noticed',
  unpaid: 'unpaid',
  codes: {
    REG: 'Regular',
    OT: 'Overtime',
    DT: 'Double time',
    NIGHT: 'Night',
    LEAVE: 'Leave',
    SICK: 'Sick',
  } as Readonly<Record<string, string>>,
};

export type HoursWords = typeof en;

const de: HoursWords = {
  thisMonth: 'Dieser Monat',
  lastMonth: 'Letzter Monat',
  paid: 'Bezahlt',
  atWork: 'bei der Arbeit',
  none: 'Keine Stunden in diesem Monat',
  noRules: 'Für diesen Monat gibt es keine Stunden',
  paidOf: span => `${span} bezahlt`,
  pause: span => `${span} Pause`,
  noPause: 'keine Pause',
  sinceThen: from => `seit ${from}`,
  fromTo: (from, to) => `${from}–${to}`,
  noTimes: 'keine Zeiten',
  how: 'Wie das zustande kam',
  punches: 'Ihre Stempelungen',
  kinds: {
    IN: 'Gekommen',
    OUT: 'Gegangen',
    MEAL_START: 'Mahlzeit begonnen',
    MEAL_END: 'Mahlzeit beendet',
    BREAK_START: 'Pause begonnen',
    BREAK_END: 'Pause beendet',
    AUTO: 'Gebucht',
    JOB: 'Auftrag gewechselt',
  },
  corrections: 'Korrigiert',
  correctedBy: (by, reason) => `von ${by}: ${reason}`,
  notices: 'Aufgefallen',
  unpaid: 'unbezahlt',
  codes: { REG: 'Normal', OT: 'Überstunden', DT: 'Doppelt', NIGHT: 'Nacht', LEAVE: 'Urlaub', SICK: 'Krank' },
};

export function hoursWords(language: Language): HoursWords {
  return { en, de }[language];
}
