import type { Said } from '@tapclock/contracts';

/** What is wrong with a value: where, which, and in words what to do about it. */
export interface Problem {
  code: string;
  /** Name of the field. */
  path: string;
  message: Said;
}

/** A card on a roster names so many badges; more would work at no kiosk. */
export const BADGES_HELD_MAX = 10;

/** Problems that several ways of writing people meet. */
export const problems = {
  unknownSite: (site: string): Problem => ({
    code: 'UNKNOWN_SITE',
    path: 'site',
    message: { en: `There is no site "${site}".`, de: `Es gibt keinen Standort „${site}“.` },
  }),
  unknownArea: (area: string): Problem => ({
    code: 'UNKNOWN_AREA',
    path: 'area',
    message: {
      en: `This site has no area "${area}" that takes people. Add the area first.`,
      de: `Dieser Standort hat keinen Bereich „${area}“, der Personen aufnimmt. Legen Sie den Bereich zuerst an.`,
    },
  }),
  unknownTeam: (team: string): Problem => ({
    code: 'UNKNOWN_TEAM',
    path: 'team',
    message: {
      en: `This site has no team "${team}" that takes people. Add the team first.`,
      de: `Dieser Standort hat kein Team „${team}“, das Personen aufnimmt. Legen Sie das Team zuerst an.`,
    },
  }),
  numberTaken: (number: string): Problem => ({
    code: 'NUMBER_TAKEN',
    path: 'number',
    message: {
      en: `Somebody of this site has the number ${number}, perhaps a leaver. Give another number.`,
      de: `Jemand an diesem Standort hat die Nummer ${number}, vielleicht eine ausgeschiedene Person. Vergeben Sie eine andere.`,
    },
  }),
  unknownEmployee: (): Problem => ({
    code: 'UNKNOWN_EMPLOYEE',
    path: 'employee',
    message: { en: 'There is no such person.', de: 'Diese Person gibt es nicht.' },
  }),
  changedMeanwhile: (): Problem => ({
    code: 'CHANGED_MEANWHILE',
    path: 'version',
    message: {
      en: 'This person was changed meanwhile. Read them again and send your change anew.',
      de: 'Diese Person wurde inzwischen geändert. Lesen Sie sie neu und senden Sie Ihre Änderung noch einmal.',
    },
  }),
  erased: (): Problem => ({
    code: 'ERASED',
    path: 'employee',
    message: {
      en: 'The data of this person was erased and cannot be changed.',
      de: 'Die Daten dieser Person wurden gelöscht und können nicht geändert werden.',
    },
  }),
  notBornYet: (): Problem => ({
    code: 'DATE_IN_FUTURE',
    path: 'bornOn',
    message: {
      en: 'This date of birth is still to come. Look at the year.',
      de: 'Dieses Geburtsdatum liegt in der Zukunft. Prüfen Sie das Jahr.',
    },
  }),
  tooManyBadges: (): Problem => ({
    code: 'TOO_MANY_BADGES',
    path: 'badge',
    message: {
      en: `Nobody has more than ${BADGES_HELD_MAX} badges. Take one back first.`,
      de: `Niemand hat mehr als ${BADGES_HELD_MAX} Ausweise. Nehmen Sie zuerst einen zurück.`,
    },
  }),
  badgeTaken: (holder: string | null): Problem => ({
    code: 'BADGE_TAKEN',
    path: 'badge',
    message: {
      en: `${holder ?? 'Somebody else'} has this badge. Take it back from them first, or give another one.`,
      de: `${holder ?? 'Jemand anderes'} hat diesen Ausweis. Nehmen Sie ihn dort zuerst zurück, oder geben Sie einen anderen aus.`,
    },
  }),
};
