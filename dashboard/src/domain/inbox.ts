import {
  BulkSettle,
  type ExceptionCategory,
  type ExceptionDetail,
  type ExceptionView,
  type ReadyFix,
} from '@tapclock/contracts';

/** What of the inbox is asked for. */
export interface InboxFilter {
  category: ExceptionCategory | null;
  team: string | null;
  /** Only what oneself takes care of. */
  isMine: boolean;
}

export const WHOLE_INBOX: InboxFilter = { category: null, team: null, isMine: false };

/** Rows of one page of the inbox. */
export const INBOX_ROWS = 50;

/** Question to the hub for one page, counted from 1. */
export function inboxPath(site: string, { category, team, isMine }: InboxFilter, pageNumber: number): string {
  const query = new URLSearchParams({ site, page: String(pageNumber), per_page: String(INBOX_ROWS) });
  if (category !== null) query.set('category', category);
  if (team !== null) query.set('team', team);
  if (isMine) query.set('owner', 'me');
  return `/api/v1/exceptions?${query}`;
}

/** Nobody need do anything about it any more. */
export function isOver({ state }: Pick<ExceptionView, 'state'>): boolean {
  return state === 'settled' || state === 'gone';
}

/** The state's hue of how grave it is; the words beside it say the same. */
export function hueOfConsequence(consequence: number): 'stop' | 'warn' | 'quiet' {
  if (consequence <= 2) return 'stop';
  return consequence === 3 ? 'warn' : 'quiet';
}

export type BulkFix = BulkSettle['fix'];

/** A fix that settles several at once. `label` is null where it says something else for each of them. */
export interface SharedFix {
  fix: BulkFix;
  label: string | null;
  needsReason: boolean;
}

/**
 * Fixes that all of these offer, in the order of the first. Whatever is open can be accepted or ignored with a reason, so that these two
 * are always among them.
 */
export function sharedFixes(details: readonly ExceptionDetail[]): SharedFix[] {
  const [first, ...others] = details;
  if (first === undefined) return [];
  const shared = first.fixes.flatMap(ready => {
    const fix = BulkSettle.shape.fix.safeParse(ready.fix);
    if (!fix.success) return [];
    const same = others.map(({ fixes }) => fixes.find(other => other.fix === ready.fix));
    if (same.includes(undefined)) return [];
    const all = [ready, ...same.filter((other): other is ReadyFix => other !== undefined)];
    return [
      {
        fix: fix.data,
        label: all.every(({ label }) => label === ready.label) ? ready.label : null,
        needsReason: all.some(({ needsReason }) => needsReason),
      },
    ];
  });
  const withReason = (['accept', 'ignore'] as const)
    .filter(fix => !shared.some(other => other.fix === fix))
    .map(fix => ({ fix, label: null, needsReason: true }));
  return [...shared, ...withReason];
}
