import type { CorrectedAction, Language } from '@tapclock/contracts';
import type { PunchChange } from '../domain/punch-changes.ts';

const en = {
  what: 'What was wrong',
  kinds: {
    add: 'A tap is missing',
    move: 'A tap was at another time',
    void: 'A tap was none',
  } satisfies Record<PunchChange['kind'], string>,
  action: 'Which tap',
  actions: {
    'clock-in': 'Came',
    'clock-out': 'Left',
    'break-start': 'Break began',
    'break-end': 'Break ended',
  } satisfies Record<CorrectedAction, string>,
  punch: 'Which tap',
  choose: 'Choose one',
  date: 'Date',
  time: 'Time',
  another: 'One more tap',
  remove: 'Remove',
};

export type PunchWords = typeof en;

const de: PunchWords = {
  what: 'Was nicht stimmt',
  kinds: {
    add: 'Eine Stempelung fehlt',
    move: 'Eine Stempelung war zu anderer Zeit',
    void: 'Eine Stempelung war keine',
  },
  action: 'Welche Stempelung',
  actions: {
    'clock-in': 'Gekommen',
    'clock-out': 'Gegangen',
    'break-start': 'Pause begonnen',
    'break-end': 'Pause beendet',
  },
  punch: 'Welche Stempelung',
  choose: 'Bitte wählen',
  date: 'Datum',
  time: 'Uhrzeit',
  another: 'Noch eine Stempelung',
  remove: 'Entfernen',
};

export function punchWords(language: Language): PunchWords {
  return { en, de }[language];
}
