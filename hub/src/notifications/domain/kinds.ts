import type { KindChannels, NotificationKind, Role } from '@tapclock/contracts';

/** What is usual for a kind, for whoever has not chosen otherwise. */
export interface KindRule extends KindChannels {
  /** Who can hear of it at all. */
  roles: readonly Role[];
  /** Somebody can still do something about it now. */
  urgent: boolean;
  /** Any colleague can bring it about: it takes no more than its part of a day's mails. */
  fromColleagues?: true;
}

const EVERYBODY = ['worker', 'supervisor', 'hr', 'admin'] as const;
const BOTH = { inApp: true, email: true };
const IN_APP = { inApp: true, email: false };

/** Whoever clocks in is told about themselves, whatever else they are. */
export const KINDS: Readonly<Record<NotificationKind, KindRule>> = {
  'question-asked': { roles: EVERYBODY, urgent: false, ...BOTH },
  'statement-decided': { roles: EVERYBODY, urgent: false, ...BOTH },
  'request-decided': { roles: EVERYBODY, urgent: false, ...BOTH },
  'schedule-published': { roles: EVERYBODY, urgent: false, ...BOTH },
  'shift-offered': { roles: EVERYBODY, urgent: false, fromColleagues: true, ...BOTH },
  'exception-open': { roles: ['supervisor', 'hr'], urgent: false, ...IN_APP },
  'exception-escalated': { roles: ['supervisor', 'hr', 'admin'], urgent: true, ...BOTH },
  'request-to-decide': { roles: ['supervisor', 'hr'], urgent: false, fromColleagues: true, ...BOTH },
  understaffed: { roles: ['supervisor', 'hr'], urgent: true, ...BOTH },
  'period-changed': { roles: ['hr'], urgent: false, ...IN_APP },
  'device-problem': { roles: ['admin'], urgent: true, ...BOTH },
  'webhook-off': { roles: ['admin'], urgent: true, ...BOTH },
};

/** Exceptions up to this consequence (1 is the worst) are worth telling their supervisors of; the others wait in the inbox. */
export const CONSEQUENCE_TOLD_MAX = 2;
/** The same of terminals and their administrators: below it are hints. */
export const DEVICE_CONSEQUENCE_TOLD_MAX = 3;

/** How somebody hears of a kind: as they chose, else as is usual. */
export function channelsOf(
  kind: NotificationKind,
  chosen: Partial<Record<NotificationKind, KindChannels>>,
): KindChannels {
  const { inApp, email } = chosen[kind] ?? KINDS[kind];
  return { inApp, email };
}
