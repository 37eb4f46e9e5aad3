import type { NotificationKind, NotificationSubject, Role } from '@tapclock/contracts';

/** Who is to hear of something. */
export type Audience =
  /** These people themselves. */
  | { who: 'people'; employees: readonly string[] }
  /** Who leads the teams of all of these people; where nobody does, HR. Never one of them. */
  | { who: 'leaders-of'; employees: readonly string[] }
  /** Who leads any team of the site; where nobody does, HR. */
  | { who: 'leaders-at'; site: string }
  /** Everybody with a role, but for those whom it is about. */
  | { who: 'role'; role: Role; except?: readonly string[] };

/** Something that somebody is to hear of. */
export interface Notice {
  kind: NotificationKind;
  /** What made it: the same source tells an account of a kind once. */
  source: string;
  site: string | null;
  about: NotificationSubject;
  to: Audience;
}
