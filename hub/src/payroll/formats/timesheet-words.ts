import type { CaseCorrection, CodeKind, DeltaReason, Language, PunchKind } from '@tapclock/contracts';

/** What the timesheet says in one language. Texts that are put in are ready to show. */
export interface TimesheetWords {
  title: string;
  person: string;
  number: string;
  site: string;
  period: string;
  policy: string;
  columns: readonly [string, string, string, string, string, string, string];
  total: string;
  leave: string;
  sums: string;
  sumColumns: readonly [string, string, string, string, string];
  kinds: Record<CodeKind, string>;
  deltas: string;
  deltaColumns: readonly [string, string, string, string, string];
  notes: string;
  rounded: string;
  overtimeAtWeekEnd: string;
  deducted: (length: string) => string;
  credited: (length: string) => string;
  correction: Record<CorrectionKind, (mended: CorrectionText) => string>;
  punches: Record<PunchKind, string>;
  reason: (reason: DeltaReason, at: string) => string;
  worker: string;
  supervisor: string;
  page: (page: number, pages: number) => string;
  kept: (lock: string, digest: string) => readonly string[];
  decimalMark: string;
  weekdays: readonly [string, string, string, string, string, string, string];
  /** `day` as in the table, `date` with the year; parts have two digits. */
  day: (month: string, day: string) => string;
  date: (year: string, month: string, day: string) => string;
}

export type CorrectionKind = CaseCorrection['kind'];

/** A correction in words: what kind of punch, when it was, when it is now. Empty where there is none. */
export interface CorrectionText {
  punch: string;
  was: string;
  now: string;
  by: string;
  at: string;
  why: string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function englishMonth(month: string): string {
  return MONTHS[Number(month) - 1] ?? month;
}

const ENGLISH: TimesheetWords = {
  title: 'Timesheet',
  person: 'Name',
  number: 'Number',
  site: 'Site',
  period: 'Period',
  policy: 'Policy',
  columns: ['Date', 'In – Out', 'Unpaid break', 'Paid', 'Hours', 'Pay codes (hours)', 'Notes'],
  total: 'Total',
  leave: 'Leave',
  sums: 'Sums by pay code, in hours',
  sumColumns: ['Pay code', 'This period', 'h:mm', 'Earlier periods', 'To pay'],
  kinds: { bucket: '', overlay: 'on top of hours', extra: 'beside hours' },
  deltas: 'Made good for earlier periods',
  deltaColumns: ['Date', 'Pay code', 'Hours', 'Period from', 'Reason'],
  notes: 'Notes',
  rounded: 'Times are shown as the policy rounds them.',
  overtimeAtWeekEnd: 'Overtime is paid on the last day of its workweek.',
  deducted: length => `${length} taken off for a break that was not clocked`,
  credited: length => `${length} added by the policy without being clocked`,
  correction: {
    add: ({ punch, now, by, at, why }) => `${punch} ${now} added by ${by} on ${at}: ${why}`,
    move: ({ punch, was, now, by, at, why }) =>
      `${punch} moved from ${was} to ${now} by ${by} on ${at}: ${why}`,
    void: ({ punch, was, by, at, why }) => `${punch} ${was} struck out by ${by} on ${at}: ${why}`,
    reclassify: ({ punch, was, by, at, why }) => `punch of ${was} made a ${punch} by ${by} on ${at}: ${why}`,
  },
  punches: {
    IN: 'clock-in',
    OUT: 'clock-out',
    MEAL_START: 'meal start',
    MEAL_END: 'meal end',
    BREAK_START: 'break start',
    BREAK_END: 'break end',
    AUTO: 'punch',
    JOB: 'job change',
  },
  reason: (reason, at) => {
    switch (reason.kind) {
      case 'correction':
        return `${reason.why} (${reason.by}, ${at})`;
      case 'late-punch':
        return `punch received ${at}, after the period was locked`;
      case 'changed-plan':
        return 'plan, leave or week changed';
    }
  },
  worker: 'Date, signature of worker',
  supervisor: 'Date, signature of supervisor',
  page: (page, pages) => `Page ${page} of ${pages}`,
  kept: (lock, digest) => [`Lock ${lock}`, `SHA-256 of these hours ${digest}`],
  decimalMark: '.',
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  day: (month, day) => `${day} ${englishMonth(month)}`,
  date: (year, month, day) => `${Number(day)} ${englishMonth(month)} ${year}`,
};

const GERMAN: TimesheetWords = {
  title: 'Stundenzettel',
  person: 'Name',
  number: 'Personalnummer',
  site: 'Standort',
  period: 'Zeitraum',
  policy: 'Regelwerk',
  columns: [
    'Datum',
    'Kommen – Gehen',
    'Pause unbez.',
    'Bezahlt',
    'Stunden',
    'Lohnarten (Stunden)',
    'Hinweise',
  ],
  total: 'Summe',
  leave: 'Abwesend, bezahlt',
  sums: 'Summen nach Lohnart, in Stunden',
  sumColumns: ['Lohnart', 'Dieser Zeitraum', 'h:mm', 'Frühere Zeiträume', 'Zu zahlen'],
  kinds: { bucket: '', overlay: 'Zuschlag auf Stunden', extra: 'neben den Stunden' },
  deltas: 'Nachgetragen für frühere Zeiträume',
  deltaColumns: ['Datum', 'Lohnart', 'Stunden', 'Zeitraum ab', 'Grund'],
  notes: 'Hinweise',
  rounded: 'Die Zeiten stehen hier, wie das Regelwerk sie rundet.',
  overtimeAtWeekEnd: 'Überstunden werden am letzten Tag ihrer Arbeitswoche bezahlt.',
  deducted: length => `${length} für eine nicht gebuchte Pause abgezogen`,
  credited: length => `${length} nach Regelwerk gutgeschrieben, nicht gebucht`,
  correction: {
    add: ({ punch, now, by, at, why }) => `${punch} ${now} nachgetragen von ${by} am ${at}: ${why}`,
    move: ({ punch, was, now, by, at, why }) =>
      `${punch} von ${was} auf ${now} geändert von ${by} am ${at}: ${why}`,
    void: ({ punch, was, by, at, why }) => `${punch} ${was} gestrichen von ${by} am ${at}: ${why}`,
    reclassify: ({ punch, was, by, at, why }) =>
      `Stempelung ${was} gilt als ${punch}, geändert von ${by} am ${at}: ${why}`,
  },
  punches: {
    IN: 'Kommen',
    OUT: 'Gehen',
    MEAL_START: 'Beginn der Essenspause',
    MEAL_END: 'Ende der Essenspause',
    BREAK_START: 'Pausenbeginn',
    BREAK_END: 'Pausenende',
    AUTO: 'Stempelung',
    JOB: 'Auftragswechsel',
  },
  reason: (reason, at) => {
    switch (reason.kind) {
      case 'correction':
        return `${reason.why} (${reason.by}, ${at})`;
      case 'late-punch':
        return `Stempelung am ${at} eingegangen, nach dem Abschluss`;
      case 'changed-plan':
        return 'Plan, Abwesenheit oder Woche geändert';
    }
  },
  worker: 'Datum, Unterschrift Beschäftigte/r',
  supervisor: 'Datum, Unterschrift Vorgesetzte/r',
  page: (page, pages) => `Seite ${page} von ${pages}`,
  kept: (lock, digest) => [`Abschluss ${lock}`, `SHA-256 dieser Stunden ${digest}`],
  decimalMark: ',',
  weekdays: ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'],
  day: (month, day) => `${day}.${month}.`,
  date: (year, month, day) => `${day}.${month}.${year}`,
};

export const TIMESHEET_WORDS: Record<Language, TimesheetWords> = { en: ENGLISH, de: GERMAN };
