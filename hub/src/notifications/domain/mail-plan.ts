import type { NotificationKind } from '@tapclock/contracts';
import { KINDS } from './kinds.ts';
import { mailTime, type QuietHours } from './mail-time.ts';

/** Something that is to be mailed. */
export interface Pending {
  id: string;
  account: string;
  kind: NotificationKind;
  /** Epoch milliseconds from which on it is. */
  dueMs: number;
}

/** Who gets it; whoever is missing gets nothing any more. */
export interface Recipient {
  zone: string;
  quiet: QuietHours | null;
  mailsToday: number;
}

export interface MailPlan {
  /** One for each account at most. */
  mails: { account: string; notifications: string[] }[];
  postponed: { notification: string; dueMs: number }[];
  /** For nobody. */
  dropped: string[];
}

/**
 * Which mails go out now. What is due takes along what is waiting of the same kind; what may not go yet is put off until it may, all of it
 * to the same moment, so that it comes as one mail then.
 */
export function planMails(
  pending: readonly Pending[],
  recipients: ReadonlyMap<string, Recipient>,
  nowMs: number,
): MailPlan {
  const plan: MailPlan = { mails: [], postponed: [], dropped: [] };
  for (const [account, all] of Map.groupBy(pending, one => one.account)) {
    const recipient = recipients.get(account);
    if (!recipient) {
      plan.dropped.push(...all.map(({ id }) => id));
      continue;
    }
    const dueKinds = new Set(all.filter(({ dueMs }) => dueMs <= nowMs).map(({ kind }) => kind));
    const notifications: string[] = [];
    for (const { id, kind } of all.filter(one => dueKinds.has(one.kind))) {
      const { urgent, fromColleagues = false } = KINDS[kind];
      const dueMs = mailTime({ nowMs, urgent, fromColleagues, ...recipient });
      if (dueMs <= nowMs) notifications.push(id);
      else plan.postponed.push({ notification: id, dueMs });
    }
    if (notifications.length > 0) plan.mails.push({ account, notifications });
  }
  return plan;
}
