const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Pauses after the first, second, … failure; the last one repeats. */
const PAUSES_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS] as const;
/** What did not get out for so long is no news any more. */
export const MAIL_GIVE_UP_AFTER_MS = 48 * HOUR_MS;

/** How one try to send a mail ended. */
export type MailOutcome =
  | { kind: 'sent' }
  /** The server says that it will never take it. */
  | { kind: 'refused'; problem: string }
  /** Not now. `everybody`: it is about the server and not about this mail. */
  | { kind: 'not-now'; problem: string; everybody: boolean };

/** Epoch milliseconds of the next try; null: give up. */
export function nextMailTry(of: { attempts: number; madeMs: number; nowMs: number }): number | null {
  if (of.nowMs - of.madeMs >= MAIL_GIVE_UP_AFTER_MS) return null;
  return of.nowMs + (PAUSES_MS[Math.min(of.attempts, PAUSES_MS.length) - 1] ?? PAUSES_MS[0]);
}

/** What the library says about a mail that was not sent. */
export interface MailFailure {
  code?: string | undefined;
  /** Step of the conversation, such as `RCPT TO`. */
  command?: string | undefined;
  /** Status of the server's reply (RFC 5321, 4.2). */
  responseCode?: number | undefined;
  response?: string | undefined;
}

const ABOUT_THE_MAIL = new Set(['RCPT TO', 'DATA']);

/**
 * A reply of 5xx to the recipient or the message is for good; any other may be otherwise later (RFC 5321, 4.2.1). To the login or the sender
 * it says that the hub is set up wrongly: then no mail is to blame. Of the reply only its numbers are kept, its words may name the person.
 */
export function mailOutcomeOf({ code, command, responseCode, response }: MailFailure): MailOutcome {
  if (responseCode === undefined) {
    const problem = code ?? 'UNKNOWN';
    // Refused by the library itself, before any server was asked.
    if (code === 'EENVELOPE' || code === 'EMESSAGE') return { kind: 'refused', problem };
    return { kind: 'not-now', problem, everybody: true };
  }
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const problem = enhanced === undefined ? String(responseCode) : `${responseCode} ${enhanced}`;
  const isAboutTheMail = ABOUT_THE_MAIL.has(command ?? '');
  if (isAboutTheMail && responseCode >= 500) return { kind: 'refused', problem };
  return { kind: 'not-now', problem, everybody: !isAboutTheMail };
}
