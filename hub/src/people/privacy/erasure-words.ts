import type { ErasureView, Language, Said } from '@tapclock/contracts';

/** What an erasure took and what it left, in words for whoever asked for it. */
export const ERASED_WORDS = {
  person: { en: 'name, number, short name, PIN', de: 'Name, Nummer, Kurzname, PIN' },
  birthDate: { en: 'date of birth', de: 'Geburtsdatum' },
  words: {
    en: 'what they wrote, drafts of their plan, qualifications, calendar link',
    de: 'was sie geschrieben haben, Entwürfe ihres Plans, Qualifikationen, Kalenderadresse',
  },
  badges: { en: 'badges', de: 'Ausweise' },
  accounts: { en: 'accounts', de: 'Konten' },
  sessions: { en: 'sessions', de: 'Sitzungen' },
  invitations: { en: 'invitations', de: 'Einladungen' },
  answers: { en: 'kept answers', de: 'aufbewahrte Antworten' },
  imports: { en: 'rows of imports', de: 'Zeilen von Importen' },
} as const satisfies Record<string, Said>;

export const KEPT_WORDS = {
  punches: { en: 'punches', de: 'Stempelungen' },
  corrections: { en: 'corrections', de: 'Korrekturen' },
  leave: { en: 'leave', de: 'Abwesenheiten' },
  days: { en: 'day records', de: 'Tagesstunden' },
  sheets: { en: 'locked timesheets', de: 'gesperrte Stundenzettel' },
  trail: { en: 'audit trail', de: 'Prüfprotokoll' },
  badges: { en: 'badges', de: 'Ausweise' },
  files: { en: 'payroll files', de: 'Lohndateien' },
  authorship: { en: 'what they did to others', de: 'was sie bei anderen getan haben' },
} as const satisfies Record<string, Said>;
export type KeptKind = keyof typeof KEPT_WORDS;

const HOURS: Said = {
  en: 'Records of working time and pay must be kept (such as ArbZG § 16 (2), HGB § 257, AO § 147, FLSA 29 CFR 516). They name a pseudonym only.',
  de: 'Aufzeichnungen über Arbeitszeit und Lohn müssen aufbewahrt werden (etwa ArbZG § 16 (2), HGB § 257, AO § 147, FLSA 29 CFR 516). Sie nennen nur ein Pseudonym.',
};

const SHEETS: Said = {
  en: `${HOURS.en} Where rules for young people held, a sheet has the date of birth that they followed from; it goes with the sheet.`,
  de: `${HOURS.de} Wo Regeln für Jugendliche galten, enthält ein Stundenzettel das Geburtsdatum, aus dem sie folgten; es geht mit dem Stundenzettel.`,
};

const WHY: Readonly<Record<KeptKind, Said>> = {
  punches: {
    en: `${HOURS.en} A note, or a place to about 11 m, that the web clock sent with one is under the signature that proves it, and cannot be taken out; both go with the punch.`,
    de: `${HOURS.de} Eine Notiz oder ein Ort (auf etwa 11 m), die im Web mitgesendet wurden, stehen unter der Signatur, die sie beweist, und lassen sich nicht herausnehmen; beide gehen mit der Stempelung.`,
  },
  corrections: HOURS,
  leave: HOURS,
  days: HOURS,
  sheets: SHEETS,
  trail: {
    en: 'The audit trail proves who changed what; it is append-only and chained, so that nothing can be taken out of it. Entries from before the erasure hold the values of that time.',
    de: 'Das Prüfprotokoll beweist, wer was geändert hat; es wird nur fortgeschrieben und ist verkettet, sodass nichts herausgenommen werden kann. Einträge von vor der Löschung enthalten die Werte von damals.',
  },
  badges: {
    en: 'From when until when a badge was in use, without a name: a kiosk that was offline may still send taps of that time, and they must not be taken for those of the next holder.',
    de: 'Von wann bis wann ein Ausweis in Gebrauch war, ohne Namen: Ein Terminal ohne Netz kann noch Stempelungen aus dieser Zeit senden, und sie dürfen nicht für die der nächsten Person gehalten werden.',
  },
  files: {
    en: 'Files that were made for payroll say what was paid to whom, with number and name of that time; they go with the hours.',
    de: 'Dateien für die Lohnabrechnung sagen, was wem gezahlt wurde, mit Nummer und Namen von damals; sie gehen mit den Stunden.',
  },
  authorship: {
    en: 'Corrections, approvals and locks say by whom they were made: whoever is paid by them may ask.',
    de: 'Korrekturen, Freigaben und Sperren sagen, von wem sie stammen: Wer danach bezahlt wird, darf fragen.',
  },
};

/** What came of an erasure, without a language. */
export interface Erasure {
  employee: string;
  erasedAt: string;
  erased: { what: keyof typeof ERASED_WORDS; rows: number }[];
  kept: { what: KeptKind; rows: number; until: string | null }[];
}

/** The same for whoever asks. */
export function toldIn({ employee, erasedAt, erased, kept }: Erasure, language: Language): ErasureView {
  return {
    employee,
    erasedAt,
    erased: erased.map(({ what, rows }) => ({ what: ERASED_WORDS[what][language], rows })),
    kept: kept.map(one => ({ ...one, what: KEPT_WORDS[one.what][language], why: WHY[one.what][language] })),
  };
}
