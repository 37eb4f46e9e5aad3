import type { ExceptionFacts, Language, Said } from '@tapclock/contracts';

type Speaker = (facts: ExceptionFacts) => Said;

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
  'not-here': () => ({
    en: 'Planned to be here, and has not clocked in.',
    de: 'Eingeplant, aber noch nicht da.',
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
    en: `${present} people are here, ${required} are needed.`,
    de: `${present} Personen sind da, ${required} werden gebraucht.`,
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
  'never-seen': () => ({
    en: 'This terminal was enrolled and never heard of.',
    de: 'Dieses Terminal wurde angelegt und hat sich nie gemeldet.',
  }),
  offline: () => ({ en: 'This terminal is not heard of.', de: 'Dieses Terminal meldet sich nicht.' }),
  'terminal-clock-off': ({ offsetMs }) => ({
    en: `The clock of this terminal is ${duration(Number(offsetMs) / 1_000)} off.`,
    de: `Die Uhr dieses Terminals geht ${duration(Number(offsetMs) / 1_000)} falsch.`,
  }),
  'journal-growing': () => ({
    en: 'This terminal is online, but its punches wait to be received.',
    de: 'Dieses Terminal ist online, aber seine Stempelungen warten auf Empfang.',
  }),
  'journal-full': () => ({
    en: 'The memory of this terminal is nearly full, or full.',
    de: 'Der Speicher dieses Terminals ist fast oder ganz voll.',
  }),
  'journal-failed': () => ({
    en: 'This terminal cannot store punches any more.',
    de: 'Dieses Terminal kann keine Stempelungen mehr speichern.',
  }),
  'reader-down': ({ reader, problem }) => ({
    en: `The badge reader “${reader}” does not work${problem ? `: ${problem}` : ''}.`,
    de: `Der Ausweisleser „${reader}“ arbeitet nicht${problem ? `: ${problem}` : ''}.`,
  }),
  alarm: ({ alarm }) => ({
    en:
      alarm === 'gap'
        ? 'Punches of this terminal are missing.'
        : `The chain of this terminal is broken: ${alarm}.`,
    de:
      alarm === 'gap'
        ? 'Es fehlen Stempelungen dieses Terminals.'
        : `Die Kette dieses Terminals ist unterbrochen: ${alarm}.`,
  }),
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
export function exceptionMessage(code: string, facts: ExceptionFacts, language: Language): string {
  return MESSAGES[code]?.(facts)[language] ?? code;
}

/** Codes that have words. */
export const MESSAGE_CODES: readonly string[] = Object.keys(MESSAGES);

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
