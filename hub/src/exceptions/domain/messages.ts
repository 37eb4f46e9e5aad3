import type { ExceptionFacts, Language, Said } from '@tapclock/contracts';
import { wallClock } from './fixes/wall-clock.ts';

/** What a line is said of. */
export interface Told {
  facts: ExceptionFacts;
  /** Instant of the fact. */
  at: string;
  /** Local date it counts for; null: times are said with theirs. */
  date: string | null;
  /** Of the site. */
  zone: string;
}

/** An instant as the site's wall clock shows it, to the minute, with the date where that is not the date it counts for. */
type Clock = (instant: string) => string;

type Speaker = (facts: ExceptionFacts, when: { at: string; clock: Clock }) => Said;

/** What was noticed, in one line with its numbers. Days have the engine's own words. */
const MESSAGES: Readonly<Record<string, Speaker>> = {
  'unknown-badge': ({ ended, times }) => unknownBadge(ended, Number(times ?? 1)),
  unscheduled: () => ({
    en: 'Came to work without a planned shift.',
    de: 'Kam zur Arbeit ohne geplante Schicht.',
  }),
  'clock-off': ({ seconds = 0 }) => ({
    en: `Punches were made while this terminal’s clock was ${duration(seconds)} ${seconds > 0 ? 'fast' : 'slow'}.`,
    de: `Stempelungen entstanden, während die Uhr dieses Terminals ${duration(seconds)} ${seconds > 0 ? 'vor' : 'nach'}ging.`,
  }),
  'not-here': ({ shift }, { clock }) => ({
    en: `Planned${shift ? ` from ${clock(shift.startsAt)} to ${clock(shift.endsAt)}` : ''}, and has not clocked in.`,
    de: `Eingeplant${shift ? ` von ${clock(shift.startsAt)} bis ${clock(shift.endsAt)}` : ''}, aber noch nicht da.`,
  }),
  'break-too-long': ({ limitSeconds = 0 }) => ({
    en: `On break for more than ${duration(limitSeconds)}.`,
    de: `Länger als ${duration(limitSeconds)} in der Pause.`,
  }),
  'work-too-long': ({ limitSeconds = 0 }) => ({
    en: `Nears the limit of ${duration(limitSeconds)} of work in a day and is still at work.`,
    de: `Nähert sich der Grenze von ${duration(limitSeconds)} Arbeit am Tag und arbeitet noch.`,
  }),
  'too-few-people': ({ present, required }) => ({
    en: `${present === 1 ? '1 person is' : `${present} people are`} here, ${required} are needed.`,
    de: `${present === 1 ? '1 Person ist' : `${present} Personen sind`} da, ${required} werden gebraucht.`,
  }),
  'tapped-together': ({ days, ofDays, seconds = 0 }) => ({
    en: `Two badges were tapped here within ${duration(seconds)} of each other on ${days} of ${ofDays} days, and nobody else around them.`,
    de: `Zwei Ausweise wurden hier an ${days} von ${ofDays} Tagen innerhalb von ${duration(seconds)} gestempelt, sonst niemand um sie herum.`,
  }),
  'two-places': ({ seconds = 0, places = [] }) => ({
    en: `Tapped at ${places.join(' and ')} within ${duration(seconds)}.`,
    de: `Gestempelt an ${places.join(' und ')} innerhalb von ${duration(seconds)}.`,
  }),
  'impossible-way': ({ seconds = 0, limitSeconds = 0, places = [] }) => ({
    en: `From ${places.join(' to ')} in ${duration(seconds)}; the way takes at least ${duration(limitSeconds)}.`,
    de: `Von ${places.join(' nach ')} in ${duration(seconds)}; der Weg dauert mindestens ${duration(limitSeconds)}.`,
  }),
  'never-seen': (_, { at }) => ({
    en: `This terminal was enrolled on ${at} and never heard of: is it plugged in?`,
    de: `Dieses Terminal wurde am ${at} angelegt und hat sich nie gemeldet: Ist es eingesteckt?`,
  }),
  offline: (_, { at }) => ({
    en: `This terminal has not been heard of since ${at}: look at its power and network. It keeps what is tapped meanwhile.`,
    de: `Dieses Terminal meldet sich seit ${at} nicht: Strom und Netz prüfen. Was gestempelt wird, behält es.`,
  }),
  'terminal-clock-off': ({ offsetMs }) => ({
    en: `The clock of this terminal is ${duration(Number(offsetMs) / 1_000)} off.`,
    de: `Die Uhr dieses Terminals geht ${duration(Number(offsetMs) / 1_000)} falsch.`,
  }),
  'journal-growing': () => ({
    en: 'This terminal is online, but its punches wait to be received.',
    de: 'Dieses Terminal ist online, aber seine Stempelungen warten auf Empfang.',
  }),
  'journal-full': ({ rows, rowsMax }, { at }) => ({
    en: `The memory of this terminal is nearly full, or full (${rows} of ${rowsMax} punches) since ${at}: bring it to a network that reaches the hub. Nothing is deleted before it is delivered.`,
    de: `Der Speicher dieses Terminals ist seit ${at} fast oder ganz voll (${rows} von ${rowsMax} Stempelungen): Es muss den Hub wieder erreichen. Vorher wird nichts gelöscht.`,
  }),
  'journal-failed': () => ({
    en: 'This terminal cannot store punches any more.',
    de: 'Dieses Terminal kann keine Stempelungen mehr speichern.',
  }),
  'reader-down': ({ reader, problem }) => ({
    en: `The badge reader “${reader}” does not work${problem ? `: ${problem}` : ''}.`,
    de: `Der Ausweisleser „${reader}“ arbeitet nicht${problem ? `: ${problem}` : ''}.`,
  }),
  alarm: ({ alarm }, { at }) => {
    const said = ALARMS[String(alarm)] ?? { en: String(alarm), de: String(alarm) };
    return { en: `Since ${at}: ${said.en}`, de: `Seit ${at}: ${said.de}` };
  },
  'untrusted-messages': () => ({
    en: 'Messages that cannot be trusted came in the name of this terminal.',
    de: 'Im Namen dieses Terminals kamen Nachrichten, denen nicht zu trauen ist.',
  }),
  'revoked-still-sends': () => ({
    en: 'This terminal was taken out of use, and somebody still sends in its name.',
    de: 'Dieses Terminal ist außer Betrieb, und jemand sendet noch in seinem Namen.',
  }),
  'few-reads': ({ reads, usual }) => ({
    en: `${reads} taps in the last hour where ${usual} are usual: does the reader work?`,
    de: `${reads} Stempelungen in der letzten Stunde statt der üblichen ${usual}: Arbeitet der Leser?`,
  }),
  'no-taps': ({ due }) => ({
    en: `A shift of ${due} people began, and nobody has tapped anywhere.`,
    de: `Eine Schicht von ${due} Personen hat begonnen, und niemand hat irgendwo gestempelt.`,
  }),
};

/** The line for an exception that no day notices. A code without words of its own stands for itself. */
export function exceptionMessage(code: string, { facts, at, date, zone }: Told, language: Language): string {
  const clock: Clock = instant => wallClock(Math.floor(Date.parse(instant) / 60_000) * 60, { zone, date });
  return MESSAGES[code]?.(facts, { at: clock(at), clock })[language] ?? code;
}

/** Codes that have words. */
export const MESSAGE_CODES: readonly string[] = Object.keys(MESSAGES);

/** What an alarm of a terminal is, and what to do (docs/errors.md). */
const ALARMS: Readonly<Record<string, Said>> = {
  gap: {
    en: 'punches of this terminal are missing. They are asked for until they come: leave it on and connected.',
    de: 'es fehlen Stempelungen dieses Terminals. Sie werden nachgefragt, bis sie kommen: eingeschaltet und verbunden lassen.',
  },
  'chain-broken': {
    en: 'a punch of this terminal does not follow from the one before it. Look at what it sent under quarantine.',
    de: 'eine Stempelung dieses Terminals schließt nicht an die vorige an. In der Quarantäne nachsehen, was es sandte.',
  },
  'sequence-conflict': {
    en: 'this terminal sent two different punches under one number. Look at both under quarantine.',
    de: 'dieses Terminal sandte zwei verschiedene Stempelungen unter einer Nummer. Beide in der Quarantäne ansehen.',
  },
  'bad-signature': {
    en: 'something came in the name of this terminal that it did not sign. Look at it under quarantine; pair it again if its key is lost.',
    de: 'im Namen dieses Terminals kam etwas, das es nicht unterschrieben hat. In der Quarantäne ansehen; ist sein Schlüssel verloren, neu koppeln.',
  },
};

function unknownBadge(ended: unknown, times: number): Said {
  const often = {
    en: times > 1 ? `, ${times} times today` : '',
    de: times > 1 ? `, heute ${times}-mal` : '',
  };
  const why = typeof ended === 'string' ? ENDED[ended] : undefined;
  return {
    en: `A badge ${why?.en ?? 'of nobody'} was tapped${often.en}.`,
    de: `Ein Ausweis, der ${why?.de ?? 'niemandem gehört'}, wurde gestempelt${often.de}.`,
  };
}

/** Why a badge is nobody's any more (`BadgeEnd`). */
const ENDED: Readonly<Record<string, Said>> = {
  lost: { en: 'that was reported lost', de: 'als verloren gemeldet ist' },
  returned: { en: 'that was given back', de: 'zurückgegeben ist' },
  replaced: { en: 'that was replaced', de: 'ersetzt ist' },
  expired: { en: 'whose loan is over', de: 'nur geliehen war' },
  left: { en: 'of somebody who has left', de: 'jemandem gehörte, der gegangen ist' },
  withdrawn: { en: 'that was withdrawn', de: 'zurückgezogen ist' },
};

/** A length for reading: `45 s`, `12 min`, `9 h 30 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  if (whole < 120) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
