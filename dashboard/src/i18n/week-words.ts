import type { Language, LeaveKind } from '@tapclock/contracts';

const en = {
  before: 'Week before',
  after: 'Week after',
  thisWeek: 'This week',
  team: 'Team',
  everyTeam: 'All teams',
  person: 'Person',
  hours: (span: string) => `${span} planned`,
  hoursDrafted: (published: string, drafted: string) => `${published} → ${drafted}`,
  coverage: 'People needed',
  covered: 'Enough',
  noNeed: 'No need set',
  short: (area: string, missing: number) => `${area}: ${missing} short`,
  shortMore: (count: number) => `+ ${count} more`,
  draft: 'Draft',
  dayOff: 'Day off',
  leave: {
    annual: 'Leave',
    sick: 'Sick',
    holiday: 'Holiday',
    other: 'Off',
  } satisfies Record<LeaveKind, string>,
  empty: 'nothing planned',
  published: 'Published',
  draftedBy: (by: string, when: string) => `Draft by ${by}, ${when}`,
  setTo: 'Draft for this day',
  dropDraft: 'Drop the draft',
  conflicts: 'What stands against it',
  nobody: 'Nobody here',
  nobodyDetail: 'No person of your teams is at this site.',
  copy: 'Copy the week before',
  copied: (count: number) =>
    count === 0
      ? 'Nothing to copy: no cell is empty here that was filled then.'
      : count === 1
        ? '1 cell is drafted.'
        : `${count} cells are drafted.`,
  publish: (cells: number, people: number) =>
    `Publish ${cells === 1 ? '1 change' : `${cells} changes`} of ${people === 1 ? '1 person' : `${people} people`}`,
  noDrafts: 'Everything is published',
  publishedNow: (assigned: number, released: number) =>
    `Published: ${assigned} planned, ${released} taken off. Everybody concerned sees it now.`,
  accept: 'Publish in spite of these',
  reason: 'Why? It stays with the publication.',
  read: 'Read it again',
};

export type WeekWords = typeof en;

const de: WeekWords = {
  before: 'Woche davor',
  after: 'Woche danach',
  thisWeek: 'Diese Woche',
  team: 'Team',
  everyTeam: 'Alle Teams',
  person: 'Person',
  hours: span => `${span} geplant`,
  hoursDrafted: (published, drafted) => `${published} → ${drafted}`,
  coverage: 'Besetzung',
  covered: 'Genug',
  noNeed: 'Kein Bedarf gesetzt',
  short: (area, missing) => `${area}: ${missing} zu wenig`,
  shortMore: count => `+ ${count} weitere`,
  draft: 'Entwurf',
  dayOff: 'Frei',
  leave: { annual: 'Urlaub', sick: 'Krank', holiday: 'Feiertag', other: 'Abwesend' },
  empty: 'nichts geplant',
  published: 'Veröffentlicht',
  draftedBy: (by, when) => `Entwurf von ${by}, ${when}`,
  setTo: 'Entwurf für diesen Tag',
  dropDraft: 'Entwurf verwerfen',
  conflicts: 'Was dagegen steht',
  nobody: 'Niemand hier',
  nobodyDetail: 'Von Ihren Teams ist niemand an diesem Standort.',
  copy: 'Woche davor kopieren',
  copied: count =>
    count === 0
      ? 'Nichts zu kopieren: Keine Zelle ist hier leer, die dort gefüllt war.'
      : count === 1
        ? '1 Zelle ist entworfen.'
        : `${count} Zellen sind entworfen.`,
  publish: (cells, people) =>
    `${cells === 1 ? '1 Änderung' : `${cells} Änderungen`} von ${people === 1 ? '1 Person' : `${people} Personen`} veröffentlichen`,
  noDrafts: 'Alles ist veröffentlicht',
  publishedNow: (assigned, released) =>
    `Veröffentlicht: ${assigned} eingeplant, ${released} herausgenommen. Wen es betrifft, der sieht es jetzt.`,
  accept: 'Trotzdem veröffentlichen',
  reason: 'Warum? Der Grund wird dazu gespeichert.',
  read: 'Neu lesen',
};

export function weekWords(language: Language): WeekWords {
  return { en, de }[language];
}
