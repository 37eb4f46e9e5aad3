import type { Language, NotificationKind, NotificationSubject, Said } from '@tapclock/contracts';

/** What a sentence is made of. */
export interface Told {
  kind: NotificationKind;
  site: string | null;
  about: NotificationSubject;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'June', 'July', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];

const EXCEPTIONS: Readonly<Record<string, Said>> = {
  missing: { en: 'A punch is missing', de: 'Eine Stempelung fehlt' },
  schedule: { en: 'Somebody was not where the plan had them', de: 'Jemand war nicht wie geplant da' },
  coverage: { en: 'Fewer people than needed', de: 'Weniger Personen als nötig' },
  break: { en: 'A break was not as it must be', de: 'Eine Pause war nicht, wie sie sein muss' },
  rest: { en: 'Rest between shifts was too short', de: 'Die Ruhezeit zwischen Schichten war zu kurz' },
  limit: { en: 'A limit of hours was passed', de: 'Eine Stundengrenze wurde überschritten' },
  identity: { en: 'Badges were used oddly', de: 'Ausweise wurden auffällig benutzt' },
  device: { en: 'A terminal has a problem', de: 'Ein Terminal hat ein Problem' },
  clock: { en: 'A clock is wrong', de: 'Eine Uhr geht falsch' },
};
const SOME_EXCEPTION: Said = { en: 'Something must be settled', de: 'Etwas ist zu klären' };

const REQUESTS: Readonly<Record<string, Said>> = {
  leave: { en: 'leave', de: 'Abwesenheit' },
  offer: { en: 'a shift to hand over', de: 'Abgabe einer Schicht' },
  swap: { en: 'a swap of shifts', de: 'Tausch von Schichten' },
  'open-shift': { en: 'an open shift', de: 'eine offene Schicht' },
  statement: { en: 'a missed punch', de: 'eine vergessene Stempelung' },
};
const SOME_REQUEST: Said = { en: 'a request', de: 'ein Antrag' };

const DECIDED: Readonly<Record<string, Said>> = {
  granted: { en: 'was granted', de: 'wurde genehmigt' },
  refused: { en: 'was refused', de: 'wurde abgelehnt' },
  expired: { en: 'has expired without a decision', de: 'ist ohne Entscheidung verfallen' },
};
const SOME_DECISION: Said = { en: 'was decided', de: 'wurde entschieden' };

const PERIODS: Readonly<Record<string, Said>> = {
  locked: { en: 'was locked', de: 'wurde gesperrt' },
  unlocked: { en: 'was unlocked', de: 'wurde entsperrt' },
  exported: { en: 'was exported', de: 'wurde exportiert' },
};
const SOME_CHANGE: Said = { en: 'was changed', de: 'wurde geändert' };

const OFF: Readonly<Record<string, Said>> = {
  gone: { en: 'it answered that nobody listens there any more', de: 'dort hört niemand mehr zu' },
  failing: { en: 'nothing got through for three days', de: 'drei Tage lang kam nichts an' },
  'queue-full': { en: 'too many messages waited', de: 'zu viele Nachrichten haben gewartet' },
};
const SOME_REASON: Said = { en: 'it does not work', de: 'er arbeitet nicht' };

/** One sentence that says what happened, without anybody's name and without hours. */
export function sentenceOf({ kind, site, about }: Told, language: Language): string {
  return SENTENCES[kind](about, site)[language];
}

const SENTENCES: Readonly<
  Record<NotificationKind, (about: NotificationSubject, site: string | null) => Said>
> = {
  'question-asked': about => ({
    en: `You were asked a question${on(about, 'en')}. Please answer it.`,
    de: `Sie wurden etwas gefragt${on(about, 'de')}. Bitte antworten Sie.`,
  }),
  'statement-decided': about => ({
    en: `Your statement about a missed punch${on(about, 'en')} ${word(DECIDED, about.state, SOME_DECISION, 'en')}.`,
    de: `Ihre Angabe zu einer vergessenen Stempelung${on(about, 'de')} ${word(DECIDED, about.state, SOME_DECISION, 'de')}.`,
  }),
  'request-decided': about => ({
    en: `Your request for ${word(REQUESTS, about.what, SOME_REQUEST, 'en')}${on(about, 'en')} ${word(DECIDED, about.state, SOME_DECISION, 'en')}.`,
    de: `Ihr Antrag (${word(REQUESTS, about.what, SOME_REQUEST, 'de')})${on(about, 'de')} ${word(DECIDED, about.state, SOME_DECISION, 'de')}.`,
  }),
  'schedule-published': about => ({
    en: `Your schedule${on(about, 'en')} was published.`,
    de: `Ihr Dienstplan${on(about, 'de')} wurde veröffentlicht.`,
  }),
  'shift-offered': about => ({
    en: `There is something for you to answer: ${word(REQUESTS, about.what, SOME_REQUEST, 'en')}${on(about, 'en')}.`,
    de: `Hier ist Ihre Antwort gefragt: ${word(REQUESTS, about.what, SOME_REQUEST, 'de')}${on(about, 'de')}.`,
  }),
  'exception-open': about => ({
    en: `${word(EXCEPTIONS, about.what, SOME_EXCEPTION, 'en')}${on(about, 'en')} in your teams.`,
    de: `${word(EXCEPTIONS, about.what, SOME_EXCEPTION, 'de')}${on(about, 'de')} in Ihren Teams.`,
  }),
  'exception-escalated': about => ({
    en: `Left open for too long: ${word(EXCEPTIONS, about.what, SOME_EXCEPTION, 'en')}${on(about, 'en')}.`,
    de: `Zu lange offen: ${word(EXCEPTIONS, about.what, SOME_EXCEPTION, 'de')}${on(about, 'de')}.`,
  }),
  'request-to-decide': about => ({
    en: `A request waits for a decision: ${word(REQUESTS, about.what, SOME_REQUEST, 'en')}${on(about, 'en')}.`,
    de: `Ein Antrag wartet auf eine Entscheidung: ${word(REQUESTS, about.what, SOME_REQUEST, 'de')}${on(about, 'de')}.`,
  }),
  understaffed: (about, site) => ({
    en: `Fewer people than needed${at(site, 'en')}${on(about, 'en')}.`,
    de: `Weniger Personen als nötig${at(site, 'de')}${on(about, 'de')}.`,
  }),
  'period-changed': (about, site) => ({
    en: `The pay period of ${about.group ?? ''}${at(site, 'en')} that begins${on(about, 'en')} ${word(PERIODS, about.state, SOME_CHANGE, 'en')}.`,
    de: `Der Abrechnungszeitraum von ${about.group ?? ''}${at(site, 'de')}, Beginn${on(about, 'de')}, ${word(PERIODS, about.state, SOME_CHANGE, 'de')}.`,
  }),
  'device-problem': (about, site) => ({
    en: `${word(EXCEPTIONS, about.what, SOME_EXCEPTION, 'en')}${at(site, 'en')}: ${about.terminal ?? ''}.`,
    de: `${word(EXCEPTIONS, about.what, SOME_EXCEPTION, 'de')}${at(site, 'de')}: ${about.terminal ?? ''}.`,
  }),
  'webhook-off': about => ({
    en: `A webhook was switched off: ${word(OFF, about.what, SOME_REASON, 'en')}.`,
    de: `Ein Webhook wurde abgeschaltet: ${word(OFF, about.what, SOME_REASON, 'de')}.`,
  }),
};

/** What is newer than these words is told in general ones. */
function word(
  words: Readonly<Record<string, Said>>,
  key: string | undefined,
  otherwise: Said,
  language: Language,
): string {
  return (words[key ?? ''] ?? otherwise)[language];
}

function at(site: string | null, language: Language): string {
  if (site === null) return '';
  return language === 'de' ? ` am Standort ${site}` : ` at ${site}`;
}

function on({ from, to }: NotificationSubject, language: Language): string {
  if (from === undefined) return '';
  const first = dateText(from, language);
  if (to === undefined || to === from) return language === 'de' ? ` am ${first}` : ` on ${first}`;
  const last = dateText(to, language);
  return language === 'de' ? ` vom ${first} bis ${last}` : ` from ${first} to ${last}`;
}

function dateText(date: string, language: Language): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return language === 'de'
    ? `${day}.${month}.${year}`
    : `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}
