/** What a column of a file of people may be about. */
export const IMPORT_FIELDS = [
  'number',
  'givenName',
  'familyName',
  'name',
  'shortName',
  'area',
  'team',
  'language',
  'bornOn',
  'badge',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Headers as companies write them, in English and German; compared without case, accents and punctuation. */
const HEADERS: Readonly<Record<ImportField, readonly string[]>> = {
  number: [
    'number',
    'employee number',
    'employee no',
    'employee id',
    'personnel number',
    'personnel no',
    'staff number',
    'staff id',
    'personalnummer',
    'personalnr',
    'pers nr',
    'pnr',
    'mitarbeiternummer',
    'mitarbeiternr',
    'nummer',
  ],
  givenName: ['given name', 'first name', 'forename', 'vorname', 'rufname'],
  familyName: ['family name', 'last name', 'surname', 'nachname', 'familienname', 'zuname'],
  // Both in one cell, as in a telephone book.
  name: ['name', 'full name', 'employee name', 'mitarbeiter', 'vollstandiger name', 'name vorname'],
  shortName: ['short name', 'display name', 'kurzname', 'anzeigename'],
  area: ['area', 'department', 'hall', 'bereich', 'abteilung', 'halle'],
  team: ['team', 'group', 'crew', 'gruppe', 'mannschaft'],
  language: ['language', 'lang', 'sprache'],
  bornOn: [
    'date of birth',
    'birth date',
    'birthday',
    'born',
    'born on',
    'dob',
    'geburtsdatum',
    'geburtstag',
    'geboren',
    'geboren am',
    'geb datum',
    'geb am',
  ],
  badge: [
    'badge',
    'badge number',
    'badge no',
    'card',
    'card number',
    'ausweis',
    'ausweisnummer',
    'ausweisnr',
    'karte',
    'kartennummer',
    'chip',
    'chipnummer',
    'transponder',
  ],
};

const FIELD_OF = new Map(
  IMPORT_FIELDS.flatMap(field =>
    HEADERS[field].map((header): [string, ImportField] => [plain(header), field]),
  ),
);

export interface Columns {
  /** Which column each field is in. */
  at: ReadonlyMap<ImportField, number>;
  /** Headers that were not understood. */
  ignored: string[];
  /** Fields that two columns claim. */
  twice: ImportField[];
}

/** Finds the fields in the line of headers. */
export function columnsOf(headers: readonly string[]): Columns {
  const at = new Map<ImportField, number>();
  const ignored: string[] = [];
  const twice: ImportField[] = [];
  for (const [index, header] of headers.entries()) {
    const field = FIELD_OF.get(plain(header));
    if (field === undefined) {
      if (header.trim() !== '') ignored.push(header.trim().slice(0, 80));
    } else if (at.has(field)) twice.push(field);
    else at.set(field, index);
  }
  return { at, ignored, twice };
}

function plain(header: string): string {
  return header
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}
